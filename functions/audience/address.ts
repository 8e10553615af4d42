import { domainToASCII, domainToUnicode } from "node:url";

/**
 * `address` is what mail is sent to: the local part as typed, the domain as an A-label. `normalForm` is what makes two
 * spellings one subscriber: the same in lower case. Dots and plus signs stay: they are the owner's business.
 */
export type ParsedAddress =
  | { ok: true; address: string; normalForm: string }
  | { ok: false; reason: "too-long" | "not-an-address" | "unicode-local-part" | "domain" };

const longestAddress = 254;
const longestLocalPart = 64;
const longestDomain = 253;

/**
 * Reads one address by a strict grammar: an ASCII dot-atom, `@`, and a domain of two labels or more (UTS 46 for names
 * in other scripts). No quoted local part, comment, list or literal, and nothing is repaired: what the lenient parsers
 * disagree about is refused. SES has no SMTPUTF8, so a local part in other scripts cannot be mailed.
 */
export const parseAddress = (text: string): ParsedAddress => {
  if (text.length > longestAddress) return refused("too-long");
  const at = text.lastIndexOf("@");
  if (at < 1) return refused("not-an-address");
  const local = text.slice(0, at);
  if (/\P{ASCII}/u.test(local)) return refused("unicode-local-part");
  if (!/^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local)) return refused("not-an-address");
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined) return refused("domain");
  const address = `${local}@${domain}`;
  if (local.length > longestLocalPart || address.length > longestAddress) return refused("too-long");
  return { ok: true, address, normalForm: address.toLowerCase() };
};

/** Why there is no mailing to what was typed, in words that follow "address: ". */
export const notAnAddress: Record<Extract<ParsedAddress, { ok: false }>["reason"], string> = {
  "too-long": "is longer than an address can be",
  "not-an-address": "is no address such as ada@example.com",
  "unicode-local-part": "has letters before the @ that Amazon SES cannot mail to",
  domain: "has no domain behind the @ that mail can go to",
};

/** The part behind the @ of an address that was read. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

const refused = (reason: Extract<ParsedAddress, { ok: false }>["reason"]): ParsedAddress => ({ ok: false, reason });

/** What a URL parser would decode, drop or read as a number is refused before it is asked. */
const asciiDomain = (domain: string): string | undefined => {
  if (/[\p{Cc} !-,/:-@[-`{-~]|\p{Default_Ignorable_Code_Point}|\s/u.test(domain)) return undefined;
  const ascii = /^[A-Za-z0-9.-]*$/.test(domain) && !/xn--/i.test(domain) ? domain.toLowerCase() : domainToASCII(domain);
  const labels = ascii.split(".");
  const isDomain =
    labels.length >= 2 &&
    ascii.length <= longestDomain &&
    labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    /^[a-z][a-z0-9-]+$/.test(labels.at(-1) ?? "") &&
    // An A-label that nothing encodes to stays as it is.
    !/(?:^|\.)xn--/.test(ascii.includes("xn--") ? domainToUnicode(ascii) : "");
  return isDomain ? ascii : undefined;
};
