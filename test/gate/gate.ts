import { type CheerioAPI, load } from "cheerio";
import type { Browser } from "playwright-core";
import { browserChecks } from "./browser-checks.ts";
import { cheapnessChecks } from "./cheapness-checks.ts";
import { clientChecks } from "./client-checks.ts";
import type { Finding, GateMail } from "./finding.ts";
import { htmlChecks } from "./html-checks.ts";
import { mimeChecks } from "./mime-checks.ts";
import { structureChecks } from "./structure-checks.ts";
import { textChecks } from "./text-checks.ts";

export type { Finding, GateMail } from "./finding.ts";

type PaperCheck = (mail: GateMail, $: CheerioAPI) => Finding[] | Promise<Finding[]>;

/** Those that cost least come first. */
const paperChecks: readonly PaperCheck[] = [
  (mail, $) => structureChecks($, mail),
  (mail, $) => cheapnessChecks($, mail),
  textChecks,
  ({ html }) => clientChecks(html),
  ({ html }) => htmlChecks(html),
  (mail) => (mail.raw ? mimeChecks(mail, mail.raw) : []),
];

/** Everything that must not go out with a mail, without drawing it; half a second for a full one. */
export const gateOnPaper = async (mail: GateMail): Promise<Finding[]> => {
  const $ = load(mail.html);
  const found: Finding[] = [];
  for (const check of paperChecks) found.push(...(await check(mail, $)));
  return found;
};

/** Whether something of this name is among it; no check is made after one that found it. */
export const isFoundOnPaper = async (mail: GateMail, name: RegExp): Promise<boolean> => {
  const $ = load(mail.html);
  for (const paperCheck of paperChecks)
    if ((await paperCheck(mail, $)).some(({ check }) => name.test(check))) return true;
  return false;
};

/** The whole gate: on paper, and drawn at two widths in light and dark. A mail may go out when nothing is found. */
export const gate = async (mail: GateMail, browser: Browser): Promise<Finding[]> => [
  ...(await gateOnPaper(mail)),
  ...(await browserChecks(mail, browser)),
];
