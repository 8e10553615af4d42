import type { Check } from "../../functions/mail/preflight.ts";

const noDomain = "the stage e2e has no distribution, and so no domain of its own";
const noDns = "nobody keeps DNS for the domain of the stage";
const nobodyTold = "the stage e2e names nobody to be told of alarms";
/** What a preflight of the run need not find in order, each with the reason. */
const excused: Readonly<Record<"standIn" | "account", Readonly<Record<string, string>>>> = {
  standIn: {
    DKIM: noDns,
    "MAIL FROM": noDns,
    DMARC: noDns,
    "unsubscribe by POST":
      "the stand-in names the API below localhost, which not every machine resolves; a step posts to it",
    "links and pictures": noDomain,
    alarms: nobodyTold,
  },
  account: {
    "production access": "the run writes to SES's simulator alone, which the sandbox allows",
    "links and pictures": noDomain,
    alarms: nobodyTold,
  },
};

/** The rows of a preflight that are not in order and have no reason not to be. */
export const unexpectedChecks = (checks: readonly Check[], where: keyof typeof excused): Check[] =>
  checks.filter(({ ok, name }) => !ok && !(name in excused[where]));
