import type { ListColumns } from "./list-columns.ts";

/** What a list says of somebody; `unsaid` is a word that we do not know. */
export type ListState = "subscribed" | "unsubscribed" | "bounced" | "complained" | "not-subscribed" | "unsaid";

/** What whoever brings a list may say of the whole of it. */
export const saidStates = ["subscribed", "unsubscribed", "bounced", "complained"] as const;
export type SaidState = (typeof saidStates)[number];

/** `state` is what the rows are that say nothing themselves; without one each row says it. */
export type WholeState = { ok: true; state: ListState | undefined } | UnsaidState;

/**
 * Nobody says what these people are. `named`: only the file's name does, which is not enough to act on. `contradicted`: the
 * list and whoever brought it say different things.
 */
export type UnsaidState =
  | { ok: false; reason: "state-unsaid" }
  | { ok: false; reason: "named"; named: ListState }
  | { ok: false; reason: "contradicted"; named: ListState; said: SaidState };

/**
 * What the people of a list are. Mailchimp's own files say it by their names and their columns. Of any other the word of
 * whoever brings it counts, and a name never does: it only asks for that word, or refuses one that it contradicts.
 */
export const wholeState = (
  { exporter, columns }: ListColumns,
  { name, zipped }: { name: string; zipped: boolean },
  said: SaidState | undefined,
): WholeState => {
  const own = exporter === "mailchimp" ? mailchimpState(columns, name) : undefined;
  // The word for a whole ZIP is meant for those of its files that do not say it.
  if (own && (zipped || said === undefined || said === own)) return { ok: true, state: own };
  if (saysState(columns)) return { ok: true, state: said };
  const named = own ?? stateOfName(name);
  if (said && named && named !== said) return { ok: false, reason: "contradicted", named, said };
  if (said) return { ok: true, state: said };
  if (named && named !== "subscribed") return { ok: false, reason: "named", named };
  return exporter === "mailchimp" ? { ok: false, reason: "state-unsaid" } : { ok: true, state: "subscribed" };
};

/** Whether each row says what its person is. */
const saysState = (columns: ListColumns["columns"]): boolean =>
  columns.has("state") || columns.has("emailDisabled") || columns.has("wantsMail");

/** Its files of subscribed and of non-subscribed contacts differ in nothing but their names. */
const mailchimpState = (columns: ListColumns["columns"], fileName: string): ListState | undefined => {
  const [, named] = /^(subscribed|unsubscribed|cleaned|nonsubscribed)_.*export/.exec(lastWord(fileName)) ?? [];
  if (named !== undefined) return mailchimpFiles[named];
  const leaves = columns.has("unsubscribedAt");
  const bounces = columns.has("bouncedAt");
  return leaves === bounces ? undefined : leaves ? "unsubscribed" : "bounced";
};

const mailchimpFiles: Readonly<Record<string, ListState>> = {
  subscribed: "subscribed",
  unsubscribed: "unsubscribed",
  cleaned: "bounced",
  nonsubscribed: "not-subscribed",
};

/** What a file's name seems to say of everybody in it. */
const stateOfName = (fileName: string): ListState | undefined => {
  const name = lastWord(fileName);
  if (/(?:non|not|never)[-_ ]?subscribed/.test(name)) return "not-subscribed";
  if (/unsubscribe|opt(?:ed)?[-_ ]?out/.test(name)) return "unsubscribed";
  if (/cleaned|bounce|suppress/.test(name)) return "bounced";
  if (/complain/.test(name)) return "complained";
  return /subscribed/.test(name) ? "subscribed" : undefined;
};

const lastWord = (path: string): string => path.toLowerCase().split(/[\\/]/).at(-1) ?? "";
