import * as z from "zod";
import { addMilliseconds, instantSchema } from "../core/time.ts";
import type { Deliverability } from "../delivery/deliverability.ts";
import { reasonWords } from "../delivery/delivery-story.ts";
import { type PauseCause, pauseCauses, runStates } from "../delivery/issue-run.ts";
import type { Sums } from "../delivery/read-sums.ts";
import { recipientStates } from "../delivery/recipient-state.ts";
import { type Reputation, reputationOf } from "../delivery/reputation.ts";

const count = z.int().min(0);

/** The sending of one issue as people and programs see it. `audience` is the sum of the other sums. */
export const runViewSchema = z.object({
  state: z.enum(runStates),
  /** Whether nothing of it changes by itself any more. */
  isOver: z.boolean(),
  revision: z.int(),
  causes: z.array(z.enum(pauseCauses)),
  /** When it goes on by itself, where it is held only for somebody to look at what became of its first. */
  heldUntil: instantSchema.optional(),
  sums: z.object({ audience: count, sent: count, rejected: count, skipped: count, unknown: count, pending: count }),
  /** How many of the pending are in doubt, and being settled. */
  settling: count,
  reasons: z.array(z.object({ state: z.enum(recipientStates), words: z.string(), count })),
  deliverability: z.object({
    ...{ delivered: count, bouncedHard: count, bouncedSoft: count, withheld: count },
    ...{ rejected: count, delayed: count, complained: count },
  }),
  reputation: z.object({ verdict: z.enum(["good", "alarm", "pause"]), because: z.string().optional() }),
  /** Recipients a second over the last half minute; absent until it is known. */
  ratePerSecond: z.number().optional(),
  secondsLeft: count.optional(),
  stuck: z.array(z.object({ shard: z.string(), chunk: z.string(), recipients: count })),
});
export type RunView = z.infer<typeof runViewSchema>;

export type ReadNow = {
  sums: Sums;
  deliverability: Deliverability;
  stuck: RunView["stuck"];
  ratePerSecond: number | undefined;
  /** So long it is held when its first are sent. */
  holdMs: number;
};

export const runViewOf = ({ sums, deliverability, stuck, ratePerSecond, holdMs }: ReadNow): RunView => {
  const { run, state, causes, tally, counts } = sums;
  const toGo = counts.pending + counts.intent;
  const settling = counts.ambiguous + counts.refused;
  const hold = causes.length === 1 && state === "paused" ? run.causes["soft-start"] : undefined;
  const reputation: Reputation = reputationOf(deliverability, tally.sent);
  return {
    ...{ state, causes, settling, deliverability, reputation, stuck },
    isOver: (run.audience !== undefined || run.cancelledAt !== undefined) && toGo + settling === 0,
    revision: run.revision,
    sums: tally,
    reasons: reasonsOf(sums),
    ...(hold && { heldUntil: addMilliseconds(hold.since, holdMs) }),
    ...(state === "sending" && ratePerSecond
      ? { ratePerSecond: rounded(ratePerSecond), secondsLeft: Math.ceil(toGo / ratePerSecond) }
      : {}),
  };
};

const shown: ReadonlySet<string> = new Set(["rejected", "skipped", "unknown"]);

const reasonsOf = ({ reasons }: Sums): RunView["reasons"] =>
  reasons
    .filter(({ state }) => shown.has(state))
    .map((each) => ({ state: each.state, words: reasonWords(each.reason), count: each.count }))
    .toSorted((one, other) => other.count - one.count);

const rounded = (rate: number): number => (rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate));

/** How the sending stands, in a line; never "done" before it is. */
export const stateWords = ({ state, sums, settling, isOver, heldUntil }: RunView): string => {
  switch (state) {
    case "planning":
      return "Being planned: who gets it is being counted";
    case "sending":
      return "Being sent";
    case "paused":
      return heldUntil ? `Begun with the first ${number(sums.audience - sums.pending + settling)}` : "Paused";
    case "settling":
      return `Everybody else is done: ${number(settling)} in doubt`;
    case "done":
      return "Done";
    case "done-with-unknown":
      return `Done, but nobody knows of ${number(sums.unknown)}`;
    case "cancelled":
      return isOver ? "Cancelled: nobody else gets it" : "Cancelled: the rest is being left out";
  }
};

/** Why it is paused, and what ends that. */
export const causeWords: Readonly<Record<PauseCause, string>> = {
  editor: "An editor has paused it.",
  correction: "It is being corrected. Nobody gets anything before the correction is sent or discarded.",
  quota: "The day’s quota of the account is used up. It goes on by itself when there is more.",
  errors: "Amazon SES refuses the sender, its set-up, or the message. It is tried now and then with one recipient.",
  reputation: "Too many bounces or complaints, or AWS has paused sending. Know why before you let it go on.",
  "soft-start": "The first have it. Look at bounces and complaints; it goes on by itself.",
};

export const number = (value: number): string => value.toLocaleString("en-GB");

/** "about 3 minutes", as far as anybody can tell. */
export const timeLeft = (seconds: number): string => {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  return `about ${Math.round(minutes / 60)} hours`;
};
