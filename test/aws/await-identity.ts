import { dnsRecords, zoneLine } from "../../functions/mail/dns-records.ts";
import { readIdentity } from "../../infra/read-facts.ts";
import type { Settings } from "../../infra/settings.ts";
import { until } from "./until.ts";

const hour = 3600;

/**
 * In an account of AWS the identity is new, and its DKIM tokens drawn with it: says which records to add, and waits until
 * SES has found them. Throws after an hour.
 */
export const awaitIdentity = async (settings: Settings, print: (line: string) => void): Promise<void> => {
  const isFound = async () => {
    const identity = await readIdentity(settings);
    const { VerifiedForSendingStatus, MailFromAttributes } = identity ?? {};
    return VerifiedForSendingStatus === true && MailFromAttributes?.MailFromDomainStatus === "SUCCESS";
  };
  if (await isFound()) return;
  const dkimTokens = (await readIdentity(settings))?.DkimAttributes?.Tokens ?? [];
  print("add these records; it goes on when SES has found them:");
  for (const record of dnsRecords({ ...settings, dkimTokens })) print(zoneLine(record));
  await until("SES has found the records", isFound, hour, 15);
};
