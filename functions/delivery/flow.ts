import { leaseSlots, type StoreNow } from "../mail/lease-slots.ts";
import type { Outcome } from "../mail/outcome.ts";
import { type Rate, rateAt, spacingAt, unknownLimit } from "../mail/rate.ts";
import type { RateStore } from "../mail/rate-store.ts";
import { slowDown } from "../mail/slow-down.ts";
import { afterOutcome, afterRound, openBrake, pauseMs, shareOfRate } from "./brake.ts";
import type { SendingTimes } from "./lease.ts";
import type { StopCause } from "./run.ts";
import { dispensed, followedBy, fresh, mostWanted, type SlotLease, slowed, wantedAfter } from "./slot-lease.ts";
import type { Timer } from "./timer.ts";

/** What all lanes of a sender share: its slots on the region's rate, and its brake. */
export type Flow = {
  /**
   * When the next `count` requests may start: the first at `startsAt` by the timer, the others `spacing` later each.
   * `undefined` when that is more than five seconds from now: let the chunk go. Each is good for `slotLifeMs`.
   */
  slots(count: number): Promise<{ startsAt: number; spacing: number } | undefined>;
  outcome(outcome: Outcome): void;
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
};

const lookEveryMs = 1_000;

/** `known` is the rate as it was read just now: without it the first batch is that of a sandbox. */
export const sendingFlow = (deps: FlowDeps, known?: Rate): Flow => {
  const { timer, storeNow } = deps;
  const withinMs = deps.times.slotsWithinMs;
  let rate = known;
  let brake = openBrake;
  let lease: SlotLease | undefined;
  let wanted = mostWanted;
  let seenAt = timer.now();
  let before: Promise<unknown> = Promise.resolve();

  const see = (seen: Rate) => {
    rate = seen;
    seenAt = timer.now();
    if (lease) lease = slowed(lease, Math.min(1, lease.spacing / spacingAt(seen, storeNow(), shareOfRate(brake))));
  };

  const takeSlots = async (count: number) => {
    // Slots may have been taken before somebody else was throttled.
    if (lease && lease.count > 0 && timer.now() - seenAt > lookEveryMs) see(await deps.rates.read(storeNow()));
    if (lease) lease = fresh(lease, timer.now());
    if (!lease || lease.count < count) {
      if (lease) wanted = wantedAfter(wanted, lease, count);
      const sold = await leaseSlots(deps, { batch: count, wanted, share: shareOfRate(brake), withinMs });
      see(sold.rate);
      if (!sold.slots) return undefined;
      lease = followedBy(lease, { ...sold.slots, startsAt: sold.slots.startsAt - storeNow() + timer.now() });
    }
    const { startsAt, spacing } = lease;
    lease = dispensed(lease, count, timer.now());
    return { startsAt, spacing };
  };

  const slow = async () => see(await slowDown(deps, { known: rate, now: storeNow() }));

  /** One after the other, so that lanes share a lease and a cut. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = before.then(work);
    before = turn.catch(() => undefined);
    return turn;
  };

  return {
    slots: (count) => inTurn(() => takeSlots(count)),
    outcome(outcome) {
      brake = afterOutcome(brake, outcome);
      // A cut that could not be written is asked for again by the next throttle.
      if (outcome.kind === "throttled") inTurn(slow).catch(() => undefined);
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
