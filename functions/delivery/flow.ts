import type { Outcome } from "../mail/outcome.ts";
import { paceOf, rateAt, slowed, takeSlots } from "../mail/rate.ts";
import { afterOutcome, afterRound, openBrake, pauseMs } from "./brake.ts";
import type { DeliveryState } from "./delivery.ts";
import type { StopCause } from "./run.ts";
import { moved, type Tally } from "./tally.ts";
import type { Timer } from "./timer.ts";

/** What all lanes of a run share: its speed, its brake and its sums. */
export type Flow = {
  /** When the next `count` requests may start: the first at `startsAt` by the timer, the others `spacing` later each. */
  slots(count: number): { startsAt: number; spacing: number };
  outcome(outcome: Outcome): void;
  /** Waits as long as SES should be left alone. */
  endOfRound(outcomes: readonly Outcome[]): Promise<void>;
  moved(from: DeliveryState, to: DeliveryState): void;
  readonly cause: StopCause | undefined;
  readonly tally: Tally;
  readonly ratePerSecond: number;
};

export const sendingFlow = (input: {
  ratePerSecond: number;
  tally: Tally;
  timer: Timer;
  onProgress: (tally: Tally) => void;
}): Flow => {
  const { timer } = input;
  let pace = paceOf(input.ratePerSecond, timer.now());
  let brake = openBrake;
  let tally = input.tally;
  return {
    slots(count) {
      const taken = takeSlots(pace, count, timer.now());
      pace = taken.pace;
      return taken;
    },
    outcome(outcome) {
      brake = afterOutcome(brake, outcome);
      if (outcome.kind === "throttled") pace = slowed(pace, timer.now());
    },
    async endOfRound(outcomes) {
      const givenBack = outcomes.filter(({ kind }) => kind === "throttled" || kind === "not-started").length;
      const unreachable = outcomes.some(({ kind }) => kind === "not-started");
      brake = afterRound(brake, { requests: outcomes.length, givenBack, unreachable });
      if (pauseMs(brake) > 0 && brake.cause === undefined) await timer.wait(pauseMs(brake));
    },
    moved(from, to) {
      tally = moved(tally, from, to);
      input.onProgress(tally);
    },
    get cause() {
      return brake.cause;
    },
    get tally() {
      return tally;
    },
    get ratePerSecond() {
      return rateAt(pace, timer.now());
    },
  };
};
