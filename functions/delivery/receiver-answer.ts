/** What came back about one message, for the story of one subscriber; nothing in it names anybody. */
export type ReceiverAnswer = {
  /** A sentence for people. */
  words: string;
  /** The server's own line, where it gave one, without addresses. */
  said?: string;
};

/** What the numbers of a receiving server mean (RFC 3463, RFC 5248, RFC 7372), without their first: whether for good. */
const byStatus: readonly (readonly [RegExp, string])[] = [
  [/^1\.(1|6)$/, "there is no such mailbox"],
  [/^1\.(2|10)$/, "the domain does not exist or takes no mail"],
  [/^1\./, "the address is not valid there"],
  [/^2\.1$/, "the mailbox is closed"],
  [/^2\.2$/, "the mailbox is full"],
  [/^2\.3$/, "the message is too large for the mailbox"],
  [/^2\./, "the mailbox takes no mail"],
  [/^3\.4$/, "the message is too large for the server"],
  [/^3\./, "the server has no room or cannot take mail at the moment"],
  [/^4\.(1|2|4|7)$/, "the server could not be reached, or gave no answer in time"],
  [/^4\./, "the way to the server fails"],
  [/^6\./, "the server does not take content of this kind"],
  [/^7\.(20|21|22|23|24|25|26)$/, "the server could not verify who sent it (DKIM, SPF or DMARC)"],
  [/^7\./, "the server refused it by its rules, often as spam"],
];

const byType: Readonly<Record<string, string>> = {
  NoEmail: "there is no such mailbox",
  Suppressed: "Amazon SES did not try: the address bounced elsewhere not long ago",
  OnAccountSuppressionList: "Amazon SES did not try: the address is on the account's suppression list",
  UnsubscribedRecipient: "Amazon SES did not try: the address unsubscribed on a list of the account",
  MailboxFull: "the mailbox is full",
  MessageTooLarge: "the message is too large for the server",
  ContentRejected: "the server does not take content of this kind",
  AttachmentRejected: "the server does not take an attachment of this kind",
  SpamDetected: "the server takes less mail from this sender for now, because of spam",
  RecipientServerError: "the server has trouble of its own",
  IPFailure: "the server turns the sending address away for now",
  TransientCommunicationFailure: "the server could not be reached, or gave no answer in time",
  SendingDeferral: "Amazon SES holds it back for a while",
  InternalFailure: "Amazon SES has trouble of its own",
};

/** What the receiver answered, in words: by its status where it gave one, else by SES's name for it. */
export const receiverAnswer = (
  type: string,
  { status, diagnosticCode }: { status?: string | undefined; diagnosticCode?: string | undefined } = {},
): ReceiverAnswer => {
  const code = (status ?? diagnosticCode ?? "").match(/\b[245]\.(\d{1,3}\.\d{1,3})\b/)?.[1];
  const meaning = code ? byStatus.find(([pattern]) => pattern.test(code))?.[1] : undefined;
  const withheld = byType[type]?.startsWith("Amazon") ? byType[type] : undefined;
  const said = diagnosticCode === undefined ? "" : withoutAddresses(diagnosticCode);
  return {
    words: withheld ?? meaning ?? byType[type] ?? "the server gave no reason that is understood",
    ...(said && { said }),
  };
};

const longestSaid = 300;

/** A server's line as one line of bounded length. Servers like to repeat the address: it stays where it belongs. */
export const withoutAddresses = (line: string): string =>
  line
    .slice(0, 3 * longestSaid)
    .replace(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu, " ")
    .replace(/[^\s<>()[\]:;,"']+@[^\s<>()[\]:;,"']+/g, "…")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, longestSaid);
