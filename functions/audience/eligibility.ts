import type { Instant } from "../core/time.ts";
import type { Subscriber } from "./subscriber.ts";

/** Why somebody gets no issue now. */
export type Ineligibility = "gone" | "not-confirmed" | "unsubscribed" | "suppressed" | "paused";

/** Why somebody does not get an issue at `at`; `undefined` when they do: confirmed, not suppressed, not paused. */
export const ineligibility = (
  subscriber: Subscriber | undefined,
  suppressed: boolean,
  at: Instant,
): Ineligibility | undefined => {
  if (!subscriber) return "gone";
  if (subscriber.state === "unsubscribed") return "unsubscribed";
  if (subscriber.state !== "confirmed") return "not-confirmed";
  if (suppressed) return "suppressed";
  const { pausedUntil } = subscriber.preferences;
  return pausedUntil !== undefined && pausedUntil > at ? "paused" : undefined;
};
