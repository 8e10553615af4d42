import { addMilliseconds, day, type Instant } from "../core/time.ts";
import type { Subscriber } from "./subscriber.ts";

/** For how many weeks one may take a break. */
export const pauseWeeks = [2, 4, 8, 12] as const;

/** `none` ends a break, `keep` leaves it as it is. */
export type PauseChoice = "none" | "keep" | (typeof pauseWeeks)[number];

/** What a form says of a break; `undefined` for what no form of ours says. */
export const pauseChoice = (text: string | null): PauseChoice | undefined => {
  if (text === null || text === "keep") return "keep";
  return text === "none" ? text : pauseWeeks.find((weeks) => String(weeks) === text);
};

export const pausedUntil = (
  choice: PauseChoice,
  { pausedUntil: before }: Subscriber["preferences"],
  now: Instant,
): Instant | undefined => {
  if (choice === "keep") return before;
  return choice === "none" ? undefined : addMilliseconds(now, choice * 7 * day);
};
