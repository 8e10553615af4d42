import type { RecipientState } from "../../functions/delivery/recipient-state.ts";

/** One mail that the SES endpoint took, and what it called it. */
export type Accept = { at: number; messageId: string; deliveryId: string | undefined; recipients: readonly string[] };

/** A message id as it was written down, for whom and of which revision. */
export type Written = { place: string; messageId: string; revision: number };

/** One frozen part of the audience, as its manifest says it. */
export type Part = { shard: string; chunk: string; recipients: readonly string[] };

/** Where a recipient stands when all is over; `place` is the delivery id without its try; the times of whoever is in doubt. */
export type Recipient = {
  place: string;
  id: string;
  state: RecipientState;
  reason?: string | undefined;
  try: number;
  intentAt?: number;
  ambiguousAt?: number;
};

/** All that is known of a run from outside: what SES took, what the ledger says, and what was done to the processes. */
export type History = {
  accepts: readonly Accept[];
  parts: readonly Part[];
  recipients: readonly Recipient[];
  /** What the result items say, all of them. */
  written: readonly Written[];
  /** The size of the audience as the run has it. */
  audience: number | undefined;
  /** Who an address belongs to. */
  idOf: (address: string) => string;
  /** Who moved to the address of whom during the run. */
  movedTo: ReadonlyMap<string, string>;
  /** Who left, and since when (milliseconds) no mail may go to them. */
  leftBy: ReadonlyMap<string, number>;
  /** When the issue was cancelled, and how many mails may still have been on their way. */
  cancelled?: { at: number; inFlight: number } | undefined;
  /** Whose mail SES took and then would not send on. */
  rejectedLater: ReadonlySet<string>;
  /** Nobody need be settled. */
  mayStayOpen?: boolean;
  /** The most that may be left unknown: a batch for each lease that was killed, and the answers that never came. */
  mostUnknown: number;
  /** Requests that came to SES, as [second, count], and what the account allows; absent where none was limited. */
  offered?: { perSecond: readonly (readonly [second: number, count: number])[]; limit: number } | undefined;
  /** What is wrong with the bodies that were looked into, one sentence each. */
  badMails: readonly string[];
};

export const invariants = {
  I1: "nobody gets an issue twice, as a person or at an address",
  I2: "audience = sent + rejected + skipped + unknown, and nobody is left between",
  I3: "who is sent was accepted",
  I4: "who is rejected or skipped was not accepted",
  I5: "no more are unknown than deaths and silences explain",
  I6: "no mail after an unsubscribe or a cancel",
  I7: "the rate over any ten seconds is at most 1.1 times the limit",
  I8: "every mail parses, and is for its one recipient",
  I9: "nobody is in two manifests",
  I10: "who is sent by SES's answer has its message id in exactly one result",
} as const;
export type Invariant = keyof typeof invariants;

/** An invariant that does not hold: how often, and one case. */
export type Breach = { invariant: Invariant; count: number; example: string };

/** The sums that every row prints. */
export type Sums = { audience: number; sent: number; rejected: number; skipped: number; unknown: number; open: number };
export type Checked = {
  breaches: Breach[];
  lost: number;
  twice: number;
  unknown: number;
  /** Of the unknown, those that SES took. The others got nothing, and are shown to the editor: they are not lost. */
  unknownTaken: number;
  sums: Sums;
};

/**
 * Compares what SES took with what the ledger says. Reads nothing and trusts neither side: an accept counts for the
 * recipient whose place its delivery id names.
 */
export const check = (history: History): Checked => {
  const recipientAt = new Map(history.recipients.map((each) => [each.place, each]));
  const accepts = new Map<string, number[]>();
  const strangers: string[] = [];
  for (const { deliveryId, recipients, at } of history.accepts) {
    const recipient = recipientAt.get(placeOfDelivery(deliveryId));
    const [address] = recipients;
    if (!recipient || address === undefined || recipients.length !== 1) strangers.push(deliveryId ?? "no delivery id");
    else if (!isFor(history, recipient.id, history.idOf(address)))
      strangers.push(`${deliveryId} went to somebody else`);
    const who = recipient?.id ?? (address === undefined ? "nobody" : history.idOf(address));
    accepts.set(who, [...(accepts.get(who) ?? []), at]);
  }
  const taken = (id: string) => accepts.get(id)?.length ?? 0;
  const twice = mailedTwice(history, recipientAt);
  const inState = (...states: RecipientState[]) => history.recipients.filter(({ state }) => states.includes(state));
  const sentUnheard = inState("sent").filter(({ id }) => taken(id) === 0);
  const open = inState("pending", "intent", "ambiguous", "refused");
  const unknown = inState("unknown");
  const breaches = [
    breach("I1", twice),
    breach("I2", [...(history.mayStayOpen ? [] : open.map(told)), ...sumProblem(history)]),
    breach("I3", sentUnheard.map(told)),
    breach(
      "I4",
      inState("rejected", "skipped")
        .filter((each) => taken(each.id) > 0 && !isReject(history, each))
        .map(told),
    ),
    breach("I5", unknown.slice(history.mostUnknown).map(told)),
    breach("I6", tooLate(history, accepts)),
    breach("I7", tooFast(history.offered)),
    breach("I8", [...strangers, ...history.badMails]),
    breach("I9", inTwoParts(history.parts)),
    breach("I10", withoutMessageId(history).map(told)),
  ].filter((each) => each !== undefined);
  const sums: Sums = {
    audience: history.recipients.length,
    ...{ sent: inState("sent").length, rejected: inState("rejected").length, skipped: inState("skipped").length },
    ...{ unknown: unknown.length, open: open.length },
  };
  const forgotten = history.mayStayOpen ? [] : open.filter(({ id }) => taken(id) === 0);
  const lost = sentUnheard.length + forgotten.length;
  const unknownTaken = unknown.filter(({ id }) => taken(id) > 0).length;
  return { breaches, lost, twice: twice.length, unknown: unknown.length, unknownTaken, sums };
};

/** Who is sent by an answer, and whose message ids are none, several, or none that SES gave them. */
const withoutMessageId = ({ recipients, written, accepts }: History): Recipient[] => {
  const placeOf = new Map(accepts.map(({ messageId, deliveryId }) => [messageId, placeOfDelivery(deliveryId)]));
  const idsAt = new Map<string, string[]>();
  for (const { place, messageId } of written) idsAt.set(place, [...(idsAt.get(place) ?? []), messageId]);
  return recipients.filter(({ place, state, reason }) => {
    const ids = idsAt.get(place) ?? [];
    return state === "sent" && reason === "accepted" && !(ids.length === 1 && placeOf.get(ids[0] ?? "") === place);
  });
};

const placeOfDelivery = (deliveryId = ""): string => deliveryId.slice(0, deliveryId.lastIndexOf("_"));

const told = ({ place, state, reason }: Recipient): string => `${place} ${state}${reason ? ` (${reason})` : ""}`;

const breach = (invariant: Invariant, cases: readonly string[]): Breach | undefined =>
  cases[0] === undefined ? undefined : { invariant, count: cases.length, example: cases[0] };

/**
 * Who got more than one mail, as a person (all who moved to one address are one) or at an address: neither two
 * memberships nor two delivery ids make one reader two.
 */
const mailedTwice = (history: History, recipientAt: ReadonlyMap<string, Recipient>): string[] => {
  const persons = new Map<string, number>();
  const addresses = new Map<string, number>();
  const count = (into: Map<string, number>, who: string) => into.set(who, (into.get(who) ?? 0) + 1);
  for (const { deliveryId, recipients } of history.accepts) {
    const at = recipients.map(history.idOf);
    const who = recipientAt.get(placeOfDelivery(deliveryId))?.id ?? at[0];
    count(persons, who === undefined ? "nobody" : endOf(history, who));
    for (const each of new Set(at)) count(addresses, each);
  }
  const often = [persons, addresses].flatMap((counted) => [...counted].filter(([, times]) => times > 1));
  return [...new Set(often.map(([who]) => endOf(history, who)))];
};

/** Whoever somebody became, in however many moves, from themselves on. */
function* becoming({ movedTo }: History, from: string): Generator<string, void, undefined> {
  let id: string | undefined = from;
  for (let steps = 0; id !== undefined && steps <= mostMoves; steps++) {
    yield id;
    id = movedTo.get(id);
  }
}
const mostMoves = 8;

const endOf = (history: History, from: string): string => [...becoming(history, from)].at(-1) ?? from;

/** A mail is for the recipient, or for the address that the recipient moved to. */
const isFor = (history: History, recipient: string, addressee: string): boolean =>
  [...becoming(history, recipient)].includes(addressee);

const isReject = ({ rejectedLater }: History, { id, reason }: Recipient): boolean =>
  reason === "reject-event" && rejectedLater.has(id);

const sumProblem = ({ audience, parts, recipients }: History): string[] => {
  const planned = parts.reduce((sum, { recipients }) => sum + recipients.length, 0);
  if (audience === undefined) return ["the audience was never counted"];
  return audience === planned && planned === recipients.length
    ? []
    : [`audience ${audience}, in manifests ${planned}, in claims ${recipients.length}`];
};

const tooLate = ({ leftBy, cancelled }: History, accepts: ReadonlyMap<string, readonly number[]>): string[] => {
  const late = [...leftBy]
    .filter(([id, until]) => (accepts.get(id) ?? []).some((at) => at > until))
    .map(([id]) => `${id} had left`);
  if (!cancelled) return late;
  const after = [...accepts.values()].flat().filter((at) => at > cancelled.at).length;
  return after > cancelled.inFlight ? [...late, `${after} mails after the cancel`] : late;
};

const windowSeconds = 10;

const tooFast = (offered: History["offered"]): string[] => {
  if (!offered) return [];
  const most = 1.1 * offered.limit * windowSeconds;
  return offered.perSecond.flatMap(([from]) => {
    const sum = offered.perSecond.reduce(
      (all, [second, count]) => all + (second >= from && second < from + windowSeconds ? count : 0),
      0,
    );
    return sum > most ? [`${sum} requests in the ${windowSeconds} s from ${from}, at most ${most}`] : [];
  });
};

const inTwoParts = (parts: readonly Part[]): string[] => {
  const seen = new Set<string>();
  return parts.flatMap(({ recipients }) =>
    recipients.filter((id) => {
      const before = seen.has(id);
      seen.add(id);
      return before;
    }),
  );
};
