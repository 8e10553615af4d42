import type { Instant } from "../core/time.ts";
import type { ListRow } from "./list-row.ts";
import { type Imported, type Preferences, preferencesSchema, type Subscriber } from "./subscriber.ts";
import type { SuppressionReason } from "./suppression.ts";

/** Whom a row is about, once its address was read. */
export type Listed = Pick<ListRow, "state" | "leftAt" | "suppressed" | "preferences"> & {
  id: string;
  newsletterId: string;
  address: string;
  name?: string | undefined;
  imported: Imported;
};

/** What the store knows of somebody. */
export type Known = { subscriber?: Subscriber | undefined; isSuppressed: boolean; isErased: boolean };

/** What becomes of a row; those after `there-already` change nothing. */
export const takenOutcomes = [
  "added",
  "added-without-proof",
  "proof-added",
  "unsubscribed",
  "suppressed",
  "there-already",
  "unsubscribed-before",
  "suppressed-before",
  /** The list calls them subscribed; they have left, and that holds. */
  "stays-unsubscribed",
  /** They left there before they signed up here. */
  "signed-up-since",
  "erased",
] as const;
export type TakenOutcome = (typeof takenOutcomes)[number];

export type Change =
  | { kind: "add"; subscriber: Subscriber }
  /** A list holds the consent of somebody who asked here and has not confirmed yet. */
  | { kind: "confirm"; imported: Imported; preferences: Preferences; at: Instant }
  | { kind: "prove"; imported: Imported }
  | { kind: "leave"; leftAt: Instant | undefined; at: Instant }
  | { kind: "suppress"; reason: SuppressionReason; at: Instant };

export type Taken = { outcome: TakenOutcome; change?: Change };

/**
 * What a row of a list changes. Only for the worse once somebody is known: a list unsubscribes and suppresses, and never
 * brings anybody back. What people told us themselves after they had left elsewhere counts more than the list.
 * Of two proofs of consent the earlier one stands, so the order of imports makes no difference. Whom it confirms is
 * stamped `now`.
 */
export const takeIn = (known: Known, listed: Listed, now: Instant): Taken | undefined => {
  if (known.isErased && !known.subscriber) return { outcome: "erased" };
  if (listed.state === "subscribed") return takeInSubscribed(known.subscriber, listed, now);
  if (listed.state !== "unsubscribed") return suppressionBy(known, listed);
  if (isSince(known, listed.leftAt)) return { outcome: "signed-up-since" };
  const at = listed.leftAt ?? listed.imported.importedAt;
  if (known.subscriber?.state === "unsubscribed") return { outcome: "unsubscribed-before" };
  if (known.subscriber) return { outcome: "unsubscribed", change: { kind: "leave", leftAt: listed.leftAt, at } };
  const left = { ...asSubscriber(listed), state: "unsubscribed" as const, unsubscribedAt: at };
  return { outcome: "unsubscribed", change: { kind: "add", subscriber: left } };
};

/** What a row changes beside the state of its person: that no mail may go there. */
export const suppressionBy = (known: Known, { suppressed, imported }: Listed): Taken | undefined => {
  if (!suppressed) return undefined;
  if (isSince(known, suppressed.at)) return { outcome: "signed-up-since" };
  const { reason, at = imported.importedAt } = suppressed;
  if (known.isSuppressed && reason !== "complaint") return { outcome: "suppressed-before" };
  return { outcome: "suppressed", change: { kind: "suppress", reason, at } };
};

/** Whether somebody asked for the newsletter here after that. */
const isSince = ({ subscriber }: Known, at: Instant | undefined): boolean => {
  const askedAt = subscriber?.consent?.askedAt;
  return at !== undefined && askedAt !== undefined && askedAt > at;
};

const takeInSubscribed = (known: Subscriber | undefined, listed: Listed, now: Instant): Taken => {
  const { imported } = listed;
  const outcome = imported.askedAt ? "added" : "added-without-proof";
  if (!known) {
    const subscriber = { ...asSubscriber(listed), state: "confirmed" as const, confirmedAt: now };
    return { outcome, change: { kind: "add", subscriber } };
  }
  if (known.state === "unsubscribed") return { outcome: "stays-unsubscribed" };
  if (known.state === "pending")
    return { outcome, change: { kind: "confirm", imported, preferences: preferencesOf(listed), at: now } };
  const proofBefore = known.imported?.askedAt;
  const isBetter = known.imported && imported.askedAt && (!proofBefore || imported.askedAt < proofBefore);
  return isBetter ? { outcome: "proof-added", change: { kind: "prove", imported } } : { outcome: "there-already" };
};

const asSubscriber = (listed: Listed): Omit<Subscriber, "state"> => ({
  id: listed.id,
  newsletterId: listed.newsletterId,
  address: listed.address,
  ...(listed.name && { name: listed.name }),
  imported: listed.imported,
  preferences: preferencesOf(listed),
});

const preferencesOf = ({ preferences }: Listed): Preferences => preferences ?? preferencesSchema.parse({});
