import { describe, expect, it } from "vitest";
import { dnsRecords, zoneLine } from "../../functions/mail/dns-records.ts";
import { checkLine, type PreflightFacts, preflight } from "../../functions/mail/preflight.ts";

const wellDeployed: PreflightFacts = {
  installation: "confirmed",
  senderDomain: "news.flashbulb.example",
  account: { production: true, sending: true, dailyQuota: 50_000, ratePerSecond: 14 },
  identity: {
    ...{ verified: true, dkim: "SUCCESS", mailFrom: "SUCCESS" },
    mailFromDomain: "bounce.news.flashbulb.example",
  },
  dmarc: ["v=DMARC1; p=none"],
  configurationSets: [
    { name: "issues", publishes: true },
    { name: "confirmations", publishes: true },
  ],
  audience: 20_000,
  newsletters: [{ id: "flashbulb", postalAddress: true, senderDomain: "news.flashbulb.example" }],
  publicUrl: "https://www.flashbulb.example",
  unsubscribeStatus: 410,
  eventsTried: [
    { of: "issues", found: "arrive" },
    { of: "confirmations", found: "arrive" },
  ],
  alarms: { confirmed: 1, pending: 1 },
};

const inbound = {
  ...{ ruleSet: "operators", active: "operators", domain: "news.flashbulb.example" },
  exchanges: ["inbound-smtp.eu-west-1.amazonaws.com"],
};

const failing = (changes: Partial<PreflightFacts>): string[] =>
  preflight({ ...wellDeployed, ...changes })
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);

describe("what has to be so before the first issue", () => {
  it("finds nothing where all is well", () => {
    expect(failing({})).toEqual([]);
    expect(failing({ inbound })).toEqual([]);
  });

  it.each<[string, Partial<PreflightFacts>, string[]]>([
    ["tables that may be a copy", { installation: "copied" }, ["installation"]],
    [
      "the sandbox",
      { account: { production: false, sending: true, dailyQuota: 200, ratePerSecond: 1 } },
      ["production access", "quota"],
    ],
    ["an account that cannot be asked", { account: undefined }, ["production access", "sending", "quota"]],
    ["an identity that is not there", { identity: undefined }, ["identity", "DKIM", "MAIL FROM"]],
    [
      "a MAIL FROM of another domain",
      { identity: { verified: true, dkim: "SUCCESS", mailFrom: "SUCCESS", mailFromDomain: "amazonses.com" } },
      ["MAIL FROM"],
    ],
    ["no DMARC", { dmarc: [] }, ["DMARC"]],
    ["two DMARC records, which count as none", { dmarc: ["v=DMARC1; p=none", "v=DMARC1; p=reject"] }, ["DMARC"]],
    ["a set without events", { configurationSets: [{ name: "issues", publishes: false }] }, ["configuration sets"]],
    ["events that do not come", { eventsTried: [{ of: "issues", found: "none-came" }] }, ["events of issues"]],
    [
      "a simulator's mail that is refused",
      { eventsTried: [{ of: "issues", found: "not-sent" }] },
      ["events of issues"],
    ],
    ["a rule set that is not active", { inbound: { ...inbound, active: "others" } }, ["receipt rule set"]],
    ["mail that goes elsewhere", { inbound: { ...inbound, exchanges: ["mx.other.example"] } }, ["mail that comes in"]],
    ["links on CloudFront's domain", { publicUrl: "https://d1.cloudfront.net" }, ["links and pictures"]],
    ["alarms that nobody is told of", { alarms: { confirmed: 0, pending: 0 } }, ["alarms"]],
    ["alarms that nobody has confirmed", { alarms: { confirmed: 0, pending: 2 } }, ["alarms"]],
    ["alarms that are not deployed", { alarms: undefined }, ["alarms"]],
    ["an address that refuses POST", { unsubscribeStatus: 405 }, ["unsubscribe by POST"]],
    ["an address that does not answer", { unsubscribeStatus: undefined }, ["unsubscribe by POST"]],
    [
      "a newsletter without a postal address, sent as somebody else",
      { newsletters: [{ id: "daybook", postalAddress: false, senderDomain: "gmail.com" }] },
      ["postal address of daybook", "sender of daybook"],
    ],
  ])("names %s", (_, changes, names) => {
    expect(failing(changes)).toEqual(names);
  });

  it("says who hears of alarms, and who has not confirmed it", () => {
    const lineOf = (alarms: PreflightFacts["alarms"]) =>
      preflight({ ...wellDeployed, alarms })
        .map(checkLine)
        .find((line) => line.includes("alarms: "));
    expect(lineOf({ confirmed: 2, pending: 1 })).toBe("ok    alarms: reach 2, 1 not confirmed");
    expect(lineOf({ confirmed: 0, pending: 1 })).toMatch(
      /^FAIL {2}alarms: reach nobody, 1 not confirmed\n +have them click/,
    );
    expect(lineOf({ confirmed: 0, pending: 0 })).toMatch(/^FAIL {2}alarms: reach nobody\n +set `alarmMails`/);
  });

  it("says what to do for whatever is not so, and for nothing else", () => {
    const checks = preflight({ ...wellDeployed, dmarc: [] });
    expect(checks.every(({ ok, todo }) => ok === (todo === undefined))).toBe(true);
    expect(checks.map(checkLine).find((line) => line.startsWith("FAIL"))).toMatch(
      /DMARC: none\n +have exactly one TXT/,
    );
  });
});

describe("the records to add", () => {
  const input = { senderDomain: "news.flashbulb.example", mailFrom: "bounce", region: "eu-west-1" };

  it("are DKIM's, MAIL FROM's, DMARC's and the pages', as a zone file has them", () => {
    const pages = { domain: "www.flashbulb.example", distribution: "d1.cloudfront.net" };
    const inboundDomain = "in.news.flashbulb.example";
    expect(dnsRecords({ ...input, dkimTokens: ["abc"], pages, inboundDomain }).map(zoneLine)).toEqual([
      "abc._domainkey.news.flashbulb.example. CNAME abc.dkim.amazonses.com.",
      "bounce.news.flashbulb.example. MX 10 feedback-smtp.eu-west-1.amazonses.com.",
      'bounce.news.flashbulb.example. TXT "v=spf1 include:amazonses.com ~all"',
      '_dmarc.news.flashbulb.example. TXT "v=DMARC1; p=none"',
      "www.flashbulb.example. CNAME d1.cloudfront.net.",
      "in.news.flashbulb.example. MX 10 inbound-smtp.eu-west-1.amazonaws.com.",
    ]);
  });
});
