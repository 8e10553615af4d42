import { day, hour, type Instant } from "../core/time.ts";

/** At most so many within a span that moves along. */
export type TurnLimit = { most: number; withinMilliseconds: number };

/** Of one network, in sign-ups asked for. */
export const networkLimit: TurnLimit = { most: 5, withinMilliseconds: hour };

/** Of one subscriber, in other addresses asked for: one that was typed wrongly can be put right. */
export const wishLimit: TurnLimit = { most: 3, withinMilliseconds: day };

/** Of one domain, in confirmation mails sent; the mail waits for its turn. Everybody has an address at the large ones. */
export const domainLimit = (domain: string): TurnLimit => ({
  most: largeProviders.has(domain) ? 500 : 50,
  withinMilliseconds: hour,
});

/** The turns taken with one more at `at`, in milliseconds since 1970; `undefined` when it is too many. */
export const withTurn = (taken: readonly number[], at: Instant, limit: TurnLimit): number[] | undefined => {
  const now = Date.parse(at);
  const recent = taken.filter((turn) => turn > now - limit.withinMilliseconds);
  return recent.length < limit.most ? [...recent, now] : undefined;
};

/** Where most people have their mail; what one slips into when typing is likely one of these. */
export const largeProviders: ReadonlySet<string> = new Set([
  ...["gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "msn.com", "icloud.com"],
  ...["me.com", "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de"],
  ...["t-online.de", "freenet.de", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "hotmail.fr"],
  ...["yahoo.fr", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "hotmail.it", "yahoo.it", "hotmail.es"],
  ...["yahoo.es", "telefonica.net", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com", "comcast.net", "verizon.net"],
  ...["att.net", "qq.com", "163.com", "naver.com", "yandex.ru", "mail.ru", "bluewin.ch", "fastmail.com", "zoho.com"],
]);
