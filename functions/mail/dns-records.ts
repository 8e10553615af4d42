export type DnsRecord = { name: string; type: "CNAME" | "MX" | "TXT"; value: string };

export type DnsInput = {
  senderDomain: string;
  /** One label below it, where bounces go. */
  mailFrom: string;
  region: string;
  /** As SES drew them for the identity; none before it is deployed. */
  dkimTokens: readonly string[];
  /** Whose mail SES receives, where it does. */
  inboundDomain?: string | undefined;
  /** The sender's own domain in front of the pages, and what answers for it. */
  pages?: { domain: string; distribution: string } | undefined;
};

/** The records that whoever keeps the domain has to add, in the order in which mail needs them. */
export const dnsRecords = ({
  senderDomain,
  mailFrom,
  region,
  dkimTokens,
  pages,
  inboundDomain,
}: DnsInput): DnsRecord[] => [
  ...dkimTokens.map(
    (token): DnsRecord => ({
      name: `${token}._domainkey.${senderDomain}`,
      type: "CNAME",
      value: `${token}.dkim.amazonses.com`,
    }),
  ),
  { name: `${mailFrom}.${senderDomain}`, type: "MX", value: `10 feedback-smtp.${region}.amazonses.com` },
  { name: `${mailFrom}.${senderDomain}`, type: "TXT", value: "v=spf1 include:amazonses.com ~all" },
  { name: `_dmarc.${senderDomain}`, type: "TXT", value: "v=DMARC1; p=none" },
  ...(pages ? [{ name: pages.domain, type: "CNAME" as const, value: pages.distribution }] : []),
  ...(inboundDomain
    ? [{ name: inboundDomain, type: "MX" as const, value: `10 inbound-smtp.${region}.amazonaws.com` }]
    : []),
];

/** As it is written in a zone file. */
export const zoneLine = ({ name, type, value }: DnsRecord): string =>
  `${name}. ${type} ${type === "TXT" ? `"${value}"` : `${value}.`}`;
