import type { Instant } from "../core/time.ts";
import type { ListColumns, Meaning } from "./list-columns.ts";
import { listInstant } from "./list-instant.ts";
import type { ListState } from "./list-state.ts";
import { unquotedCell } from "./own-list.ts";
import { ownRow } from "./own-row.ts";
import type { Exporter, Imported, Preferences } from "./subscriber.ts";
import type { SuppressionReason } from "./suppression.ts";
import { truncatedIp } from "./truncated-ip.ts";

/** Somebody, as a list says it. `leftAt`: when they unsubscribed, or their address bounced. */
export type ListRow = {
  address: string;
  name: string;
  state: ListState;
  consent: Omit<Imported, "importedAt" | "file" | "exporter">;
  leftAt?: Instant | undefined;
  /** Why no mail may go there, and since when, as far as the list says it. */
  suppressed?: ListedSuppression | undefined;
  preferences?: Preferences | undefined;
};
export type ListedSuppression = { reason: SuppressionReason; at: Instant | undefined };

/** How the rows of a list are read; `state` is what those are that say nothing. */
export type ListReading = ListColumns & { state: ListState | undefined };

/** What one record of a list says. Of several words about the same person the most careful one counts. */
export const listRow = ({ exporter, columns, state }: ListReading, cells: readonly string[], now: Instant): ListRow => {
  const isQuoted = columns.has("quoted");
  const cell = (meaning: Meaning): string => {
    const text = cells[columns.get(meaning) ?? -1] ?? "";
    return (isQuoted ? unquotedCell(text) : text).trim();
  };
  const instant = (meaning: Meaning) => listInstant(cell(meaning), now);
  const said = stateOf(cell, state);
  const leftAt = instant("bouncedAt") ?? instant("unsubscribedAt") ?? instant("deletedAt");
  const own = exporter === "tearsheet" ? ownRow(cell, instant) : undefined;
  const reason = reasonOf[said];
  return {
    address: cell("address"),
    name: cell("name") || [cell("firstName"), cell("lastName")].filter(Boolean).join(" "),
    state: said,
    consent: { ...consentOf(exporter, cell, instant), ...own?.consent },
    leftAt,
    suppressed: own?.suppressed ?? (reason && { reason, at: leftAt }),
    preferences: own?.preferences,
  };
};

const reasonOf: Readonly<Partial<Record<ListState, SuppressionReason>>> = {
  bounced: "bounce",
  complained: "complaint",
};

const consentOf = (
  exporter: Exporter,
  cell: (meaning: Meaning) => string,
  instant: (meaning: Meaning) => Instant | undefined,
): ListRow["consent"] => {
  const askedAt = instant("askedAt");
  const confirmedAt = instant("confirmedAt");
  const joinedAt = instant("joinedAt");
  const askedIp = truncatedIp(cell("askedIp"));
  const confirmedIp = truncatedIp(cell("confirmedIp"));
  // Without the person's own asking, Mailchimp's “confirm” is the moment and the place somebody else typed the address in.
  const isOwn = exporter !== "mailchimp" || askedAt !== undefined;
  return {
    ...(askedAt && { askedAt }),
    ...(askedAt && askedIp && { askedIp }),
    ...(isOwn && confirmedAt && { confirmedAt }),
    ...(isOwn && confirmedAt && confirmedIp && { confirmedIp }),
    ...(joinedAt ? { joinedAt } : !isOwn && confirmedAt ? { joinedAt: confirmedAt } : {}),
  };
};

const stateOf = (cell: (meaning: Meaning) => string, whole: ListState | undefined): ListState => {
  const words: ListState[] = whole ? [whole] : [];
  if (cell("bouncedAt")) words.push("bounced");
  if (cell("unsubscribedAt") || cell("deletedAt")) words.push("unsubscribed");
  if (/^(?:true|yes|1)$/i.test(cell("emailDisabled"))) words.push("unsubscribed");
  const wants = cell("wantsMail");
  if (wants) words.push(/^(?:true|yes|1)$/i.test(wants) ? "subscribed" : "unsubscribed");
  const said = bareWord(cell("state"));
  if (said) words.push(states.get(said) ?? "unsaid");
  const perhaps = states.get(bareWord(cell("perhapsState")));
  if (perhaps) words.push(perhaps);
  if (words.length === 0 && cell("emailDisabled")) words.push("subscribed");
  return careful.find((state) => words.includes(state)) ?? "unsaid";
};

const bareWord = (cell: string): string =>
  cell
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}]/gu, "");

const states = new Map<string, ListState>(
  Object.entries({
    subscribed:
      "subscribed active confirmed enabled abonniert angemeldet aktiv abonne inscrit actif suscrito activo confirmado",
    unsubscribed:
      "unsubscribed inactive unsubscribe optedout optout disabled deactivated deleted blocklisted " +
      "abgemeldet inaktiv desabonne desinscrit inactif baja inactivo",
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
