import { parseAddress } from "./address.ts";
import type { Exporter } from "./subscriber.ts";

/** What a list says of somebody; `unsaid` is a word that we do not know. */
export type ListState = "subscribed" | "unsubscribed" | "bounced" | "complained" | "not-subscribed" | "unsaid";

/** What a column means. */
const meanings = {
  address:
    "email emailaddress mail emailadresse mailadresse courriel adresseemail adressemail correo correoelectronico",
  name: "name fullname subscribername nom nombre",
  firstName: "firstname fname vorname prenom",
  lastName: "lastname lname surname nachname apellidos",
  state: "status state subscriptionstatus subscriberstatus",
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
export type Meaning = keyof typeof meanings;

const meaningOf = new Map(
  Object.entries(meanings).flatMap(([meaning, names]) => names.split(" ").map((name) => [name, meaning as Meaning])),
);

/**
 * How a list is to be read. `state` is what the whole of it is, where its name or its columns say so; `assumed` what it is
 * taken for where nobody says anything.
 */
export type ListColumns = {
  exporter: Exporter;
  hasHeader: boolean;
  columns: ReadonlyMap<Meaning, number>;
  state: ListState | undefined;
  assumed?: "subscribed";
};

/**
 * Understands a list by its first record: the columns of Mailchimp, Substack, Ghost and beehiiv by name, those of any
 * other by what they are called, and a list without a header by its address. `undefined` when there is no address in it.
 */
export const listColumns = (first: readonly string[], fileName: string): ListColumns | undefined => {
  const bare = first.findIndex((cell) => parseAddress(cell.trim()).ok);
  if (bare !== -1) {
    const columns = new Map<Meaning, number>([["address", bare]]);
    return { exporter: "list", hasHeader: false, columns, state: stateOfName(fileName), assumed: "subscribed" };
  }
  const names = first.map(bareName);
  const columns = new Map<Meaning, number>();
  names.forEach((name, index) => {
    const meaning = meaningOf.get(name);
    if (meaning && !columns.has(meaning)) columns.set(meaning, index);
  });
  // In an address book “Address” is a street; where nothing else can be one, it is the mail's.
  if (!columns.has("address") && names.includes("address")) columns.set("address", names.indexOf("address"));
  if (!columns.has("address")) return undefined;
  const exporter = exporterOf(names);
  const read = { exporter, hasHeader: true, columns, state: wholeState(exporter, columns, fileName) };
  // Mailchimp's files of subscribed and of non-subscribed contacts differ in nothing but their names.
  return exporter === "mailchimp" || saysState(columns) ? read : { ...read, assumed: "subscribed" };
};

const bareName = (cell: string): string =>
  cell
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

const exporterOf = (names: readonly string[]): Exporter => {
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  if (has("leid", "euid") || has("optintime", "confirmtime")) return "mailchimp";
  if (has("activesubscription") || has("emaildisabled") || has("stripeplan")) return "substack";
  if (has("subscribedtoemails")) return "ghost";
  const isBeehiiv =
    has("status") && names.some((name) => /^(?:utm|subscriptiontier|subscriptionpremiumtier)/.test(name));
  return isBeehiiv ? "beehiiv" : "list";
};

/** Whether each row says what its person is. */
export const saysState = (columns: ListColumns["columns"]): boolean =>
  columns.has("state") || columns.has("emailDisabled") || columns.has("wantsMail");

const wholeState = (
  exporter: Exporter,
  columns: ReadonlyMap<Meaning, number>,
  fileName: string,
): ListState | undefined => {
  if (saysState(columns)) return undefined;
  const named = stateOfName(fileName);
  if (named || exporter !== "mailchimp") return named;
  const leaves = columns.has("unsubscribedAt");
  const bounces = columns.has("bouncedAt");
  return leaves === bounces ? undefined : leaves ? "unsubscribed" : "bounced";
};

/** What a file's name says of everybody in it; the last word of a path counts. */
const stateOfName = (fileName: string): ListState | undefined => {
  const name = fileName.toLowerCase().split(/[\\/]/).at(-1) ?? "";
  if (/non[-_ ]?subscribed/.test(name)) return "not-subscribed";
  if (/unsubscribe|opt(?:ed)?[-_ ]?out/.test(name)) return "unsubscribed";
  if (/cleaned|bounce|suppress/.test(name)) return "bounced";
  if (/complain/.test(name)) return "complained";
  return /subscribed/.test(name) ? "subscribed" : undefined;
};

/** The separator of a list, by its first line: the one that stands there most often outside quotes. */
export const listDelimiter = (firstLine: string): string => {
  const said = /^sep=(.)$/i.exec(firstLine.trim())?.[1] ?? /^"sep=(.)"$/i.exec(firstLine.trim())?.[1];
  if (said) return said;
  const bare = firstLine.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((sign) => ({ sign, count: bare.split(sign).length }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).sign;
};
