import type { Outcome } from "../mail/outcome.ts";
import { paceOf, rateAt, slowed, takeSlots } from "../mail/rate.ts";
import { afterOutcome, afterRound, openBrake, pauseMs } from "./brake.ts";
import type { RecipientState } from "./recipient-state.ts";
import type { StopCause } from "./run.ts";
import { moved, type Tally } from "./tally.ts";
import type { Timer } from "./timer.ts";

/** What all lanes of a run share: its speed, its brake and its sums. */
export type Flow = {
  /** When the next `count` requests may start: the first at `startsAt` by the timer, the others `spacing` later each. */
  slots(count: number): { startsAt: number; spacing: number };
  outcome(outcome: Outcome): void;
  /** For how many milliseconds SES should be left alone now; a round without a request asks for no pause. */
  endOfRound(outcomes: readonly Outcome[]): number;
  moved(from: RecipientState, to: RecipientState): void;
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
    endOfRound(outcomes) {
      if (outcomes.length === 0) return 0;
      const givenBack = outcomes.filter(({ kind }) => kind === "throttled" || kind === "not-started").length;
      const unreachable = outcomes.some(({ kind }) => kind === "not-started");
      brake = afterRound(brake, { requests: outcomes.length, givenBack, unreachable });
      return brake.cause === undefined ? pauseMs(brake) : 0;
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
