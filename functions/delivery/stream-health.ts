import { addMilliseconds, type Instant } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";
import { type Counted, fewestNeighbours } from "./neighbours.ts";

/** What is known of the event stream around one doubt. Everything is counted and read by whoever settles it. */
export type StreamSigns = {
  ambiguousAt: Instant;
  /** The recipients surely sent within `times.neighbourhoodMs` of the doubt's intent, and how many have an event. */
  neighbours: Counted;
  /** Mails to the simulator within the same time. */
  companions: Counted;
  /**
   * The nearest thousand of the issue, or all where they are fewer, however long before or after; the near ones too.
   * `isWhole`: nobody else may be in it in a while, when there was time for their events.
   */
  sample: Counted & { isWhole: boolean };
  deadLetters: number;
  /** The tagged mail to the success simulator, and when its event was back. */
  probe?: { sentAt: Instant; backAt?: Instant | undefined } | undefined;
  /** The last consistent read of the evidence. */
  evidenceReadAt: Instant;
  /** Age of the event queue's oldest message, as its consumer sees it; `undefined` when that is not known. */
  oldestEventMs?: number | undefined;
  /** The observed 99.9th percentile of the time an event takes. */
  delayMs: number;
};

export type StreamHealth =
  | { healthy: true }
  | {
      healthy: false;
      reason: "few-neighbours" | "neighbours-missing" | "dead-letters" | "no-probe" | "too-early" | "backlog";
    };

const shareWithEvent = 0.999;
const areMissing = ({ sent, withEvent }: Counted): boolean => withEvent < shareWithEvent * sent;

/**
 * Whether the silence about a doubt proves that no mail was made: others at the same time were reported, and so many
 * of the issue that a stream which loses one mail in a hundred is found out; a mail sent when no request of before
 * could be accepted any more was reported, and everything before it had time to overtake it. No proof, no new try.
 */
export const streamHealth = (signs: StreamSigns, times: SendingTimes): StreamHealth => {
  const unhealthy = (reason: Extract<StreamHealth, { healthy: false }>["reason"]) =>
    ({ healthy: false, reason }) as const;
  const { neighbours, companions, sample, probe, oldestEventMs } = signs;
  if (neighbours.sent + companions.sent < fewestNeighbours) return unhealthy("few-neighbours");
  // Each by itself: companions that came back say nothing about a recipient whose event is missing.
  if ([neighbours, companions, sample].some(areMissing)) return unhealthy("neighbours-missing");
  if (signs.deadLetters > 0) return unhealthy("dead-letters");
  if (!probe?.backAt || probe.sentAt < addMilliseconds(signs.ambiguousAt, times.signatureLifeMs))
    return unhealthy("no-probe");
  if (signs.evidenceReadAt < addMilliseconds(probe.backAt, 5 * signs.delayMs)) return unhealthy("too-early");
  if (!sample.isWhole) return unhealthy("too-early");
  if (oldestEventMs === undefined || oldestEventMs >= times.backlogMs) return unhealthy("backlog");
  return { healthy: true };
};
