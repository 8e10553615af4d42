import type { Instant } from "../core/time.ts";
import type { ListColumns, ListState, Meaning } from "./list-columns.ts";
import { listInstant } from "./list-instant.ts";
import type { Imported } from "./subscriber.ts";
import { truncatedIp } from "./truncated-ip.ts";

/** Somebody, as a list says it. `leftAt`: when they unsubscribed, or their address bounced. */
export type ListRow = {
  address: string;
  name: string;
  state: ListState;
  consent: Omit<Imported, "importedAt" | "file" | "exporter">;
  leftAt?: Instant | undefined;
};

/** What one record of a list says. Of several words about the same person the most careful one counts. */
export const listRow = ({ exporter, columns, state }: ListColumns, cells: readonly string[], now: Instant): ListRow => {
  const cell = (meaning: Meaning): string => cells[columns.get(meaning) ?? -1]?.trim() ?? "";
  const instant = (meaning: Meaning) => listInstant(cell(meaning), now);
  const row: ListRow = {
    address: cell("address"),
    name: cell("name") || [cell("firstName"), cell("lastName")].filter(Boolean).join(" "),
    state: stateOf(cell, state),
    consent: {},
    leftAt: instant("bouncedAt") ?? instant("unsubscribedAt") ?? instant("deletedAt"),
  };
  const askedAt = instant("askedAt");
  const confirmedAt = instant("confirmedAt");
  const joinedAt = instant("joinedAt");
  const askedIp = truncatedIp(cell("askedIp"));
  const confirmedIp = truncatedIp(cell("confirmedIp"));
  // Without the person's own asking, Mailchimp's “confirm” is the moment and the place somebody else typed the address in.
  const isOwn = exporter !== "mailchimp" || askedAt !== undefined;
  row.consent = {
    ...(askedAt && { askedAt }),
    ...(askedAt && askedIp && { askedIp }),
    ...(isOwn && confirmedAt && { confirmedAt }),
    ...(isOwn && confirmedAt && confirmedIp && { confirmedIp }),
    ...(joinedAt ? { joinedAt } : !isOwn && confirmedAt ? { joinedAt: confirmedAt } : {}),
  };
  return row;
};

const stateOf = (cell: (meaning: Meaning) => string, whole: ListState | undefined): ListState => {
  const words: ListState[] = whole ? [whole] : [];
  if (cell("bouncedAt")) words.push("bounced");
  if (cell("unsubscribedAt") || cell("deletedAt")) words.push("unsubscribed");
  if (/^(?:true|yes|1)$/i.test(cell("emailDisabled"))) words.push("unsubscribed");
  const wants = cell("wantsMail");
  if (wants) words.push(/^(?:true|yes|1)$/i.test(wants) ? "subscribed" : "unsubscribed");
  const said = cell("state")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  if (said) words.push(states.get(said) ?? "unsaid");
  if (words.length === 0 && cell("emailDisabled")) words.push("subscribed");
  return careful.find((state) => words.includes(state)) ?? "unsaid";
};

const states = new Map<string, ListState>(
  Object.entries({
    subscribed: "subscribed active confirmed enabled",
    unsubscribed: "unsubscribed inactive unsubscribe optedout optout disabled deactivated deleted",
    bounced: "bounced bounce cleaned invalid undeliverable",
    complained: "complained complaint spam spamcomplaint abuse",
    "not-subscribed":
      "pending unconfirmed validating needsattention nonsubscribed notsubscribed transactional paused archived",
  }).flatMap(([state, words]) => words.split(" ").map((word) => [word, state as ListState])),
);

/** From the word that takes most to the one that gives. */
const careful: readonly ListState[] = [
  "complained",
  "bounced",
  "unsubscribed",
  "not-subscribed",
  "unsaid",
  "subscribed",
];
