import { storeOverMs } from "../core/store-client.ts";
import { addMilliseconds, hour, type Instant, minute } from "../core/time.ts";
import { startsWithinMs } from "../mail/rate.ts";
import { defaultRequestTimeoutMs, intentStartsWithinMs } from "../mail/ses-client.ts";
import { defaultBatchMs } from "./delivery.ts";

/** How long the parts of sending may take. One from the other, so that a request never outlives its lease. */
export type SendingTimes = {
  /** A request starts so soon after its intent, or not at all. */
  startWithinMs: number;
  requestTimeoutMs: number;
  /** After this no request of an intent is open. */
  requestOverMs: number;
  /** After this nobody works under an intent: its holder had a margin to write down what came of the last request. */
  leaseMs: number;
  /** A request signed so long ago is refused by SES, whoever sends it. */
  signatureLifeMs: number;
  /** The least and the most that a doubt waits for an event before its mail may be called lost. */
  leastGraceMs: number;
  mostGraceMs: number;
  /** Two recipients sent so shortly after each other tell of the event stream at the same time. */
  neighbourhoodMs: number;
  /** An event queue whose oldest message is older has a backlog. */
  backlogMs: number;
  /** One probe an issue in so long. */
  probeEveryMs: number;
  /** A batch is what is sent in so long. */
  batchMs: number;
  /** Slots on the shared rate are taken when they start so soon; a sender who waits for them holds its lease. */
  slotsWithinMs: number;
  /** Who finds the slots of the next seconds sold keeps its chunk so long before it gives it back. */
  keepsWithoutSlotsMs: number;
  /** Results wait no longer for the intents that they are written with. */
  longestHoldMs: number;
  /** Who is unknown is looked at so often, for evidence that came late. */
  lateEveryMs: number;
  /** Who was confirmed by the freeze is surely written when planning begins. */
  planAfterMs: number;
  /** So long an issue is held when its first are sent. */
  holdMs: number;
  /** When one recipient of an issue paused for errors is tried, after the pause began; then a person is asked. */
  probesAfterMs: readonly number[];
};

/** The real times divided by `factor`: a fault harness lives through hours in minutes, in the same proportions. */
export const sendingTimes = (factor = 1): SendingTimes => {
  const startWithinMs = intentStartsWithinMs / factor;
  const requestTimeoutMs = defaultRequestTimeoutMs / factor;
  const requestOverMs = startWithinMs + requestTimeoutMs;
  // The results, the claim, and the claim read again, by a store that takes all the time it may.
  const marginMs = (3 * storeOverMs) / factor;
  const leaseMs = requestOverMs + marginMs;
  return {
    startWithinMs,
    requestTimeoutMs,
    requestOverMs,
    leaseMs,
    signatureLifeMs: (15 * minute) / factor,
    leastGraceMs: (20 * minute) / factor,
    mostGraceMs: (2 * hour) / factor,
    neighbourhoodMs: (5 * minute) / factor,
    backlogMs: minute / factor,
    probeEveryMs: minute / factor,
    batchMs: defaultBatchMs / factor,
    slotsWithinMs: startsWithinMs / factor,
    keepsWithoutSlotsMs: leaseMs / 2,
    longestHoldMs: 1_000 / factor,
    lateEveryMs: (10 * minute) / factor,
    planAfterMs: 10_000 / factor,
    holdMs: (10 * minute) / factor,
    probesAfterMs: [5, 10, 20].map((minutes) => (minutes * minute) / factor),
  };
};

/** Whether a request under this intent may still be started. */
export const mayStart = (intentAt: Instant, now: Instant, { startWithinMs }: SendingTimes): boolean =>
  now < addMilliseconds(intentAt, startWithinMs);
