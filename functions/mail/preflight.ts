import type { Standing } from "./installation.ts";

/** What was found out about a stage; `undefined` where nobody could be asked. */
export type PreflightFacts = {
  /** Whether the tables are those that may be sent from; nothing where none are deployed. */
  installation: Standing | undefined;
  senderDomain: string;
  account: { production: boolean; sending: boolean; dailyQuota: number; ratePerSecond: number } | undefined;
  identity: { verified: boolean; dkim: string; mailFrom: string; mailFromDomain: string | undefined } | undefined;
  /** The TXT records of `_dmarc.<domain>`. */
  dmarc: readonly string[];
  /** For each configuration set of the stage whether its events go to a topic. */
  configurationSets: readonly { name: string; publishes: boolean }[];
  /** Of the largest newsletter. */
  audience: number;
  newsletters: readonly { id: string; postalAddress: boolean; senderDomain: string }[];
  /** Where links and pictures lead. */
  publicUrl: string;
  /** What a POST to the unsubscribe address with a token of nobody was answered. */
  unsubscribeStatus: number | undefined;
  /** What became of a mail to SES's simulator under each configuration set, by its events; empty when none was tried. */
  eventsTried: readonly { of: string; found: "arrive" | "not-sent" | "none-came" }[];
  /** Of the addresses that the alarms are mailed to, how many said that they want it, and who has not answered yet. */
  alarms: { confirmed: number; pending: number } | undefined;
  /** Of mail that comes in, where the stage names a receipt rule set: which is active, and who receives for the domain. */
  inbound?: { ruleSet: string; active: string | undefined; domain: string; exchanges: readonly string[] } | undefined;
};

export type Check = { name: string; ok: boolean; found: string; todo?: string };

const check = (name: string, ok: boolean, found: string, todo: string): Check => ({
  name,
  ok,
  found,
  ...(!ok && { todo }),
});

/** Everything that has to be so before the first issue, each with what was found, and what to do where it is not so. */
export const preflight = (facts: PreflightFacts): Check[] => [
  check(
    "installation",
    facts.installation === "confirmed" || facts.installation === "new",
    facts.installation ?? "not deployed",
    "when no other installation sends from these tables: `tearsheet installation confirm <stage>`",
  ),
  ...accountChecks(facts),
  ...identityChecks(facts),
  ...pageChecks(facts),
  alarmsCheck(facts),
  ...inboundChecks(facts),
  ...facts.newsletters.map(({ id, postalAddress }) =>
    check(
      `postal address of ${id}`,
      postalAddress,
      postalAddress ? "there" : "none",
      "set `postalAddress`: the law asks for it",
    ),
  ),
  ...facts.newsletters.map((each) =>
    check(
      `sender of ${each.id}`,
      each.senderDomain === facts.senderDomain,
      each.senderDomain,
      `send from an address at ${facts.senderDomain}: nothing else is allowed to the functions`,
    ),
  ),
];

const eventWords = {
  arrive: "arrive",
  "not-sent": "the simulator's mail was not taken",
  "none-came": "no word of the simulator's mail",
} as const;
const eventTodo = {
  arrive: "",
  "not-sent": "mend the identity first: SES takes no mail from it yet",
  "none-came": "see “Events late” in docs/runbook.md: without events nothing is settled and nobody suppressed",
} as const;

const accountChecks = ({ account, audience, configurationSets, eventsTried }: PreflightFacts): Check[] => [
  check(
    "production access",
    account?.production === true,
    account ? (account.production ? "granted" : "sandbox") : "SES cannot be asked",
    "ask for it in the SES console (Account dashboard); until then only the simulator gets mail, and verified addresses where the stage sets `sandbox`",
  ),
  check(
    "sending",
    account?.sending === true,
    account?.sending ? "on" : "off",
    "the account is paused: see its dashboard",
  ),
  check(
    "quota",
    (account?.dailyQuota ?? 0) < 0 || (account?.dailyQuota ?? 0) >= audience,
    `${account?.dailyQuota ?? 0} a day, ${account?.ratePerSecond ?? 0} a second, for ${audience}`,
    "ask for a higher quota, or set `ramp`: an issue waits for the next day otherwise",
  ),
  check(
    "configuration sets",
    configurationSets.length >= 2 && configurationSets.every(({ publishes }) => publishes),
    configurationSets.map(({ name, publishes }) => `${name}${publishes ? "" : " publishes nothing"}`).join(", ") ||
      "none",
    "deploy the newsletter stack: it makes both, with their events",
  ),
  ...eventsTried.map(({ of, found }) =>
    check(`events of ${of}`, found === "arrive", eventWords[found], eventTodo[found]),
  ),
];

const identityChecks = ({ identity, senderDomain, dmarc }: PreflightFacts): Check[] => [
  check(
    "identity",
    identity?.verified === true,
    identity?.verified ? "verified" : "not verified",
    "add the records of `tearsheet dns`",
  ),
  check("DKIM", identity?.dkim === "SUCCESS", identity?.dkim ?? "unknown", "add the three CNAMEs of `tearsheet dns`"),
  check(
    "MAIL FROM",
    identity?.mailFrom === "SUCCESS" && identity.mailFromDomain?.endsWith(`.${senderDomain}`) === true,
    `${identity?.mailFromDomain ?? "none"}: ${identity?.mailFrom ?? "unknown"}`,
    "add its MX and TXT of `tearsheet dns`: nothing is sent without",
  ),
  check(
    "DMARC",
    dmarc.length === 1 && /^v=DMARC1\s*;\s*p=(none|quarantine|reject)\b/i.test(dmarc[0] ?? ""),
    dmarc.join(" and ") || "none",
    "have exactly one TXT at `_dmarc`: Gmail and Yahoo ask bulk senders for it",
  ),
];

const pageChecks = ({ publicUrl, senderDomain, unsubscribeStatus }: PreflightFacts): Check[] => [
  check(
    "links and pictures",
    publicUrl.startsWith("https:") && isRelated(new URL(publicUrl).hostname, senderDomain),
    publicUrl,
    "set `cloudFront` to a domain of the sender's own: filters look at where links lead, and another name dies with the newsletter stack, as do the unsubscribe links of all mails that have it",
  ),
  // A token of nobody is refused by us (400 to 410); what stands in the way of POST answers 403, 405 or nothing.
  check(
    "unsubscribe by POST",
    unsubscribeStatus !== undefined && [200, 400, 404, 410].includes(unsubscribeStatus),
    String(unsubscribeStatus ?? "no answer"),
    "look at the distribution's and the API's routes: the address must answer POST",
  ),
];

/** An alarm that nobody reads is none. */
const alarmsCheck = ({ alarms }: PreflightFacts): Check =>
  check(
    "alarms",
    (alarms?.confirmed ?? 0) > 0,
    !alarms
      ? "not deployed"
      : `reach ${alarms.confirmed || "nobody"}${alarms.pending ? `, ${alarms.pending} not confirmed` : ""}`,
    alarms?.pending
      ? "have them click the link in the mail “AWS Notification - Subscription Confirmation”; deploy again where it is lost"
      : "set `alarmMails` and deploy: who is named gets a mail, and confirms by its link",
  );

/** A mailto in every mail that nobody reads would be worse than none. */
const inboundChecks = ({ inbound }: PreflightFacts): Check[] =>
  inbound
    ? [
        check(
          "receipt rule set",
          inbound.active === inbound.ruleSet,
          `${inbound.active ?? "none"} is active`,
          `make ${inbound.ruleSet} the active one, or take \`inboundMail\` out of the stage: nobody reads its mail`,
        ),
        check(
          "mail that comes in",
          inbound.exchanges.some((exchange) => /^inbound-smtp\..+\.amazonaws\.com$/.test(exchange)),
          inbound.exchanges.join(", ") || `no MX at ${inbound.domain}`,
          "add its MX of `tearsheet dns`",
        ),
      ]
    : [];

/** One is below the other, or both are below the same domain that has more than a top level. */
const isRelated = (a: string, b: string): boolean => {
  const parent = (name: string) => name.split(".").slice(1).join(".");
  if (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)) return true;
  return parent(a) === parent(b) && parent(a).includes(".");
};

export const checkLine = ({ name, ok, found, todo }: Check): string =>
  `${ok ? "ok  " : "FAIL"}  ${name}: ${found}${todo ? `\n      ${todo}` : ""}`;
