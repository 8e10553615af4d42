import { type LeaseSlotsDeps, leaseSlots, type StoreNow } from "../mail/lease-slots.ts";
import type { Outcome } from "../mail/outcome.ts";
import { firstDue, type Rate, rateAt, type Slots, spacingAt, unknownLimit } from "../mail/rate.ts";
import type { RateStore } from "../mail/rate-store.ts";
import { slowDown } from "../mail/slow-down.ts";
import { afterOutcome, afterRound, openBrake, pauseMs, shareOfRate } from "./brake.ts";
import type { SendingTimes } from "./lease.ts";
import type { StopCause } from "./run.ts";
import {
  dispensed,
  followedBy,
  fresh,
  mostWanted,
  type SlotLease,
  slowed,
  wantedAfter,
  widthAfter,
} from "./slot-lease.ts";
import type { Chunk } from "./store.ts";
import type { Timer } from "./timer.ts";

/** Every shard of an issue has a chunk of the same name: its first. */
type Place = Pick<Chunk, "shard" | "chunk">;
const nameOf = ({ shard, chunk }: Place): string => `${shard}#${chunk}`;

/** What all lanes of a sender share: its slots on the region's rate, and its brake. */
export type Flow = {
  /**
   * When the next requests may start, `count` of them or what is left of a sale: the first at `startsAt` by the timer,
   * the others `spacing` later each. `undefined` when that is more than five seconds from now. Each is good for
   * `slotLifeMs`. Of all chunks that ask no more are bought than are `pending` in them.
   */
  slots(count: number, asking?: { place: Place; pending: number }): Promise<Slots | undefined>;
  /** When `slots` has none: in how many milliseconds it may have some. */
  readonly soldForMs: number;
  /** The chunk asks no more. */
  leave(place: Place): void;
  /** `slotRate`: that of the slots in which the request was made. */
  outcome(outcome: Outcome, slotRate: number): void;
  /** For how many milliseconds SES should be left alone now; a round without a request asks for no pause. */
  endOfRound(outcomes: readonly Outcome[]): number;
  /** Why this sender stops, once it does. */
  readonly cause: StopCause | undefined;
  readonly ratePerSecond: number;
};

export type FlowDeps = {
  times: Pick<SendingTimes, "slotsWithinMs">;
  rates: Pick<RateStore, "read" | "take" | "cut">;
  timer: Timer;
  storeNow: StoreNow;
  chance?: LeaseSlotsDeps["chance"];
};

const lookEveryMs = 1_000;
/** Whoever else waits for the same slots may be first. */
const askAgainMs = 250;

/** `known` is the rate as it was read just now: without it the first batch is that of a sandbox. */
export const sendingFlow = (deps: FlowDeps, known?: Rate): Flow => {
  const { timer, storeNow } = deps;
  const withinMs = deps.times.slotsWithinMs;
  let rate = known;
  let brake = openBrake;
  let lease: SlotLease | undefined;
  let wanted = mostWanted;
  let width = 1;
  const pending = new Map<string, number>();
  let seenAt = timer.now();
  let before: Promise<unknown> = Promise.resolve();

  /** What slots of the same part of the rate cost today. */
  const spacingOf = ({ width: parts, of }: Slots, seen: Rate): number =>
    spacingAt(seen, storeNow(), (shareOfRate(brake) * parts) / of);

  const see = (seen: Rate) => {
    rate = seen;
    seenAt = timer.now();
    const now = storeNow();
    if (lease) lease = slowed(lease, { spacing: spacingOf(lease, seen), rate: rateAt(seen, now) });
  };

  const buySlots = async (batch: number): Promise<SlotLease | undefined> => {
    if (lease) {
      width = widthAfter(lease, batch);
      // Who is too slow for several tracks goes on with fewer, and not with smaller sales of them.
      if (lease.width === 1 || width >= lease.width) wanted = wantedAfter(wanted, lease, batch);
    }
    const needed = pending.size > 0 ? [...pending.values()].reduce((sum, each) => sum + each) : undefined;
    const asked = { batch, wanted, needed, share: shareOfRate(brake), width, withinMs };
    const { rate: seen, slots } = await leaseSlots(deps, asked);
    see(seen);
    return slots && followedBy(lease, { ...slots, startsAt: slots.startsAt - storeNow() + timer.now() });
  };

  /** Slots at another price than today's are followed by none of their kind: the last of them are used for themselves. */
  const isLastOfItsKind = (lease: SlotLease): boolean =>
    lease.count > 0 && rate !== undefined && lease.spacing !== spacingOf(lease, rate);

  const takeSlots = async (wished: number): Promise<Slots | undefined> => {
    // Slots may have been taken before somebody else was throttled.
    if (lease && lease.count > 0 && timer.now() - seenAt > lookEveryMs) see(await deps.rates.read(storeNow()));
    if (lease) lease = fresh(lease, timer.now());
    if (!lease || (lease.count < wished && !isLastOfItsKind(lease))) {
      const bought = await buySlots(wished);
      if (!bought) return undefined;
      lease = bought;
    }
    const { startsAt, spacing, rate: slotRate, width: parts, of } = lease;
    const count = Math.min(wished, lease.count);
    lease = dispensed(lease, count, timer.now());
    return { startsAt, spacing, count, rate: slotRate, width: parts, of };
  };

  const slow = async (slotRate: number) => see(await slowDown(deps, { known: rate, now: storeNow(), slotRate }));

  /** One after the other, so that lanes share a lease and a cut. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = before.then(work);
    before = turn.catch(() => undefined);
    return turn;
  };

  return {
    slots(count, asking) {
      if (asking) pending.set(nameOf(asking.place), asking.pending);
      return inTurn(() => takeSlots(count));
    },
    get soldForMs() {
      const now = storeNow();
      return Math.max(askAgainMs, (rate ? firstDue(rate, now) : now) - now - withinMs);
    },
    leave: (place) => void pending.delete(nameOf(place)),
    outcome(outcome, slotRate) {
      brake = afterOutcome(brake, outcome);
      // A cut that could not be written is asked for again by the next throttle.
      if (outcome.kind === "throttled") inTurn(() => slow(slotRate)).catch(() => undefined);
    },
    endOfRound(outcomes) {
      if (outcomes.length === 0) return 0;
      const givenBack = outcomes.filter(({ kind }) => kind === "throttled" || kind === "not-started").length;
      const unreachable = outcomes.some(({ kind }) => kind === "not-started");
      brake = afterRound(brake, { requests: outcomes.length, givenBack, unreachable });
      return brake.cause === undefined ? pauseMs(brake) : 0;
    },
    get cause() {
      return brake.cause;
    },
    get ratePerSecond() {
      return (rate ? rateAt(rate, storeNow()) : unknownLimit) * shareOfRate(brake);
    },
  };
};
