import { load } from "cheerio";
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

/** Everything that must not go out with a mail, without drawing it; half a second for a full one. */
export const gateOnPaper = async (mail: GateMail): Promise<Finding[]> => {
  const $ = load(mail.html);
  return [
    ...structureChecks($, mail),
    ...cheapnessChecks($, mail),
    ...textChecks(mail),
    ...clientChecks(mail.html),
    ...(await htmlChecks(mail.html)),
    ...(mail.raw ? await mimeChecks(mail, mail.raw) : []),
  ];
};

/** The whole gate: on paper, and drawn at two widths in light and dark. A mail may go out when nothing is found. */
export const gate = async (mail: GateMail, browser: Browser): Promise<Finding[]> => [
  ...(await gateOnPaper(mail)),
  ...(await browserChecks(mail, browser)),
];
