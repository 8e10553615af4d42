import { parseAddress } from "./address.ts";
import { type OwnMeaning, ownColumns } from "./own-list.ts";
import type { Exporter } from "./subscriber.ts";

/** What a column means. */
const meanings = {
  address:
    "email emailaddress mail emailadresse mailadresse courriel adresseemail adressemail correo correoelectronico",
  name: "name fullname subscribername nom nombre",
  firstName: "firstname fname vorname prenom",
  lastName: "lastname lname surname nachname apellidos",
  state: "status subscriptionstatus subscriberstatus",
  /** Mostly a part of a country. */
  perhapsState: "state",
  askedAt: "optintime optinat askedat consenttime consentat consentedat",
  askedIp: "optinip askedip consentip",
  confirmedAt: "confirmtime confirmedat confirmationtime",
  confirmedIp: "confirmip confirmedip",
  joinedAt: "createdat created startdate joinedat subscribedat subscribedon dateadded",
  unsubscribedAt: "unsubtime unsubscribedat unsubscribedon",
  bouncedAt: "cleantime bouncedat",
  deletedAt: "deletedat",
  emailDisabled: "emaildisabled",
  wantsMail: "subscribedtoemails",
} as const;
export type Meaning = keyof typeof meanings | OwnMeaning;

const meaningOf = new Map(
  Object.entries(meanings).flatMap(([meaning, names]) => names.split(" ").map((name) => [name, meaning as Meaning])),
);

const ownMeaningOf = new Map<string, Meaning>(
  Object.entries(ownColumns).map(([name, meaning]) => [name.replaceAll("_", ""), meaning]),
);

/** How a list is to be read. */
export type ListColumns = { exporter: Exporter; hasHeader: boolean; columns: ReadonlyMap<Meaning, number> };

/**
 * Understands a list by its first record: which program wrote it, and what its columns mean by what they are called. A
 * first record with an address in it is no header, and only its address is read. `undefined` without any address.
 */
export const listColumns = (first: readonly string[]): ListColumns | undefined => {
  const bare = first.findIndex((cell) => parseAddress(cell.trim()).ok);
  if (bare !== -1) return { exporter: "list", hasHeader: false, columns: new Map([["address", bare]]) };
  const names = first.map(bareName);
  const exporter = exporterOf(names);
  const columns = new Map<Meaning, number>();
  for (const [index, name] of names.entries()) {
    const meaning = meaningOf.get(name) ?? (exporter === "tearsheet" ? ownMeaningOf.get(name) : undefined);
    if (!meaning || columns.has(meaning)) continue;
    if (exporter !== "mailchimp" || isMailchimps(meaning, first[index] ?? "")) columns.set(meaning, index);
  }
  // In an address book “Address” is a street; where nothing else can be one, it is the mail's.
  if (!columns.has("address") && names.includes("address")) columns.set("address", names.indexOf("address"));
  return columns.has("address") ? { exporter, hasHeader: true, columns } : undefined;
};

/** In Mailchimp anybody makes fields of any name: of what is no name and no address only its own columns count. */
const isMailchimps = (meaning: Meaning, title: string): boolean =>
  /^(?:address|name|firstName|lastName)$/.test(meaning) ||
  /^(?:OPTIN_TIME|OPTIN_IP|CONFIRM_TIME|CONFIRM_IP|UNSUB_TIME|CLEAN_TIME)$/i.test(title.trim());

const bareName = (cell: string): string =>
  cell
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

const exporterOf = (names: readonly string[]): Exporter => {
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  if (has("email", "suppressed", "variant", "pauseduntil")) return "tearsheet";
  if (has("leid", "euid") || has("optintime", "confirmtime")) return "mailchimp";
  if (has("activesubscription") || has("emaildisabled") || has("stripeplan")) return "substack";
  if (has("subscribedtoemails")) return "ghost";
  const isBeehiiv =
    has("status") && names.some((name) => /^(?:utm|subscriptiontier|subscriptionpremiumtier)/.test(name));
  return isBeehiiv ? "beehiiv" : "list";
};

/** The separator of a list, by its first line: the one that stands there most often outside quotes. */
export const listDelimiter = (firstLine: string): string => {
  const said = /^sep=(.)$/i.exec(firstLine.trim())?.[1] ?? /^"sep=(.)"$/i.exec(firstLine.trim())?.[1];
  if (said) return said;
  const bare = firstLine.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((sign) => ({ sign, count: bare.split(sign).length }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).sign;
};
