import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";
import { type Finding, finding } from "./finding.ts";

type Clients = Parameters<typeof caniemail>[0]["clients"];

const clients: Clients = [
  "gmail.desktop-webmail",
  "gmail.ios",
  "gmail.android",
  "outlook.windows",
  "outlook.outlook-com",
  "apple-mail.macos",
  "apple-mail.ios",
  "yahoo.desktop-webmail",
  "samsung-email.android",
];

/** What clients do not support of the default mail and need not: recorded, so that anything more is found. */
export const baselineFile = new URL("./client-baseline.json", import.meta.url);

/** Features of the mail that one of the clients does not support, by the data of caniemail.com. */
export const unsupportedFeatures = (html: string): string[] => {
  const { issues } = caniemail({ clients, html });
  const features = new Set<string>();
  for (const [client, list] of issues.errors) for (const { title } of list) features.add(`${client}: ${title}`);
  return [...features].sort();
};

export const clientChecks = (html: string): Finding[] => {
  const known = new Set<string>(JSON.parse(readFileSync(baselineFile, "utf8")));
  return unsupportedFeatures(html)
    .filter((feature) => !known.has(feature))
    .map((feature) => finding("mail clients", feature));
};
