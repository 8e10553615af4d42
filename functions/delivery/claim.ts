import { addMilliseconds, type Instant } from "../core/time.ts";
import { mostTries } from "./evidence.ts";
import type { SendingTimes } from "./lease.ts";
import { isInDoubt, stepOf, type When } from "./recipient-state.ts";
import type { LeftOut, Reason, Standing } from "./standing.ts";

/** What is kept of a recipient in doubt: when, and with which revision, and since when nobody is at it. */
export type Doubt = { intentAt: Instant; revision: number; ambiguousAt?: Instant | undefined };

/**
 * Where all recipients of one chunk stand, and who may write it: the holder of its fence, while the lease lives. A
 * write holds only on the version it was decided on, and carries a random id by which its writer knows it again.
 */
export type Claim = {
  recipients: readonly Standing[];
  doubts: ReadonlyMap<number, Doubt>;
  lease?: { holder: string; endsAt: Instant } | undefined;
  fence: number;
  version: number;
  writeId: string;
  /** Leases in a row that lapsed or failed without a change of any state. */
  fruitless: number;
  /** Whether any state has changed under the present lease. */
  changed: boolean;
};

const untried: Standing = Object.freeze({ state: "pending", try: 1 });

export const openClaim = (size: number): Claim => ({
  recipients: new Array<Standing>(size).fill(untried),
  doubts: new Map(),
  fence: 0,
  version: 0,
  writeId: "",
  fruitless: 0,
  changed: false,
});

const mostFruitless = 5;

/** Left alone until somebody looks at it: `redrive` lets it go on. */
export const isStuck = (claim: Claim, now: Instant): boolean => free(claim, now).fruitless >= mostFruitless;

export const isHeld = ({ lease }: Claim, now: Instant): boolean => lease !== undefined && now < lease.endsAt;

export type Taken = { ok: true; claim: Claim } | { ok: false; reason: "held" | "stuck" };

/**
 * The claim in the hands of a new holder, under a fence that no one before had; what was found begun is ambiguous from
 * now on. Nobody gets it while a lease lives.
 */
export const takeLease = (
  claim: Claim,
  { holder, now, writeId, times }: { holder: string; now: Instant; writeId: string; times: SendingTimes },
): Taken => {
  if (isHeld(claim, now)) return { ok: false, reason: "held" };
  if (isStuck(claim, now)) return { ok: false, reason: "stuck" };
  const lapsed = free(claim, now);
  const moves = lapsed.recipients.flatMap(({ state }, index): Move[] =>
    state === "intent" ? [{ index, when: "interrupted" }] : [],
  );
  const settled = withMoves(lapsed, moves, { now, writeId, times });
  const lease = { holder, endsAt: addMilliseconds(now, times.leaseMs) };
  return { ok: true, claim: { ...settled, lease, fence: claim.fence + 1, changed: false } };
};

/** One step of one recipient. Who begins says with which revision, who leaves somebody out says why. */
export type Move = { index: number } & (
  | { when: "begun"; revision: number }
  | { when: "left-out"; reason: LeftOut }
  | { when: Exclude<When, "begun" | "left-out"> }
);

/**
 * The claim after the moves, as one write: the results of a batch and the intents of the next together. An intent
 * renews the lease, so that no request under it outlives it. Throws for a step that the table of states does not have.
 */
export const withMoves = (
  claim: Claim,
  moves: readonly Move[],
  { now, writeId, times }: { now: Instant; writeId: string; times: SendingTimes },
): Claim => {
  const recipients = [...claim.recipients];
  const doubts = new Map(claim.doubts);
  for (const move of moves) {
    const before = recipients[move.index];
    if (!before) throw new RangeError(`nobody has the place ${move.index} in this chunk`);
    const after = standingAfter(before, move);
    recipients[move.index] = after;
    const doubt = doubtAfter(doubts.get(move.index), move, now);
    if (doubt && isInDoubt(after.state)) doubts.set(move.index, doubt);
    else doubts.delete(move.index);
  }
  const begun = moves.some(({ when }) => when === "begun");
  const lease = claim.lease && begun ? { ...claim.lease, endsAt: addMilliseconds(now, times.leaseMs) } : claim.lease;
  const changed = claim.changed || moves.length > 0;
  return { ...claim, recipients, doubts, lease, changed, version: claim.version + 1, writeId };
};

/** The claim with nobody holding it. Throws while a request may be open: then the lease must lapse. */
export const release = (claim: Claim, { writeId, failed }: { writeId: string; failed: boolean }): Claim => {
  if (claim.recipients.some(({ state }) => state === "intent"))
    throw new Error("a lease with an intent is not released");
  return { ...withoutLease(claim, { failed }), version: claim.version + 1, writeId };
};

/** The claim as if it had never failed. */
export const redrive = (claim: Claim, writeId: string): Claim => ({
  ...claim,
  fruitless: 0,
  version: claim.version + 1,
  writeId,
});

/** The claim with what a lapsed lease counts. */
const free = (claim: Claim, now: Instant): Claim =>
  claim.lease && !isHeld(claim, now) ? withoutLease(claim, { failed: true }) : claim;

/** A lease given back counts for nothing; one that lapsed or failed counts unless something had changed under it. */
const withoutLease = (claim: Claim, { failed }: { failed: boolean }): Claim => {
  const fruitless = claim.changed ? 0 : claim.fruitless + (failed ? 1 : 0);
  return { ...claim, lease: undefined, fruitless };
};

const reasons: Partial<Record<When, Reason>> = {
  accepted: "accepted",
  result: "accepted",
  event: "event",
  "earlier-event": "event",
  "refused-for-good": "refused",
  "cannot-be-rendered": "cannot-be-rendered",
  "reject-event": "reject-event",
  "no-answer": "no-answer",
  interrupted: "interrupted",
};

const standingAfter = (before: Standing, move: Move): Standing => {
  const { to } = stepOf(before.state, move.when);
  const isNewTry = move.when === "proven-lost" || move.when === "editor";
  if (isNewTry && before.try >= mostTries) throw new Error(`nobody is tried more than ${mostTries} times`);
  const reason = move.when === "left-out" ? move.reason : to === "unknown" ? before.reason : reasons[move.when];
  return { state: to, try: before.try + (isNewTry ? 1 : 0), ...(reason && { reason }) };
};

const doubtAfter = (before: Doubt | undefined, move: Move, now: Instant): Doubt | undefined => {
  if (move.when === "begun") return { intentAt: now, revision: move.revision };
  return before && { ...before, ambiguousAt: before.ambiguousAt ?? now };
};
