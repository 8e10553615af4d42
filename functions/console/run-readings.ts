import { keptFor } from "../core/kept-for.ts";
import type { Clock } from "../core/time.ts";
import type { EventsStore } from "../delivery/events-store.ts";
import { type FindStuckDeps, findStuck } from "../delivery/find-stuck.ts";
import type { SendingTimes } from "../delivery/lease.ts";
import { readDeliverability } from "../delivery/read-deliverability.ts";
import { readSums, type Sums, type SumsDeps, sumsMaxAgeMs } from "../delivery/read-sums.ts";
import { type RunView, runViewOf } from "./run-view.ts";

export type RunReadingsDeps = SumsDeps &
  FindStuckDeps & {
    deliveries: SumsDeps["deliveries"] & FindStuckDeps["deliveries"];
    events: Pick<EventsStore, "reported">;
    wallClock: Clock;
    times: Pick<SendingTimes, "holdMs">;
  };

/** How an issue's sending stands, as of two seconds ago at most, however many look. */
export type RunReadings = {
  /** Nothing while nobody has begun to send it. */
  read(issueId: string): Promise<RunView | undefined>;
  /** Somebody decided something about it here: who looks next sees it. */
  changed(issueId: string): void;
};

type Passed = { at: number; over: number };

/** What is slower to change, and dearer to read. */
const slowMaxAgeMs = 10_000;
const rateOverMs = 30_000;

export const runReadings = (deps: RunReadingsDeps): RunReadings => {
  const now = () => Date.parse(deps.wallClock());
  const changes = new Map<string, number>();
  const passed = new Map<string, Passed[]>();
  const slowly = keptFor(slowMaxAgeMs, now, async (key) => {
    const issueId = issueOf(key);
    const [deliverability, stuck] = await Promise.all([readDeliverability(deps, issueId), findStuck(deps, issueId)]);
    return { deliverability, stuck };
  });
  const keyOf = (issueId: string) => `${issueId} ${changes.get(issueId) ?? 0}`;
  const quickly = keptFor(sumsMaxAgeMs, now, async (key) => {
    const issueId = issueOf(key);
    const sums = await readSums(deps, issueId);
    if (!sums) return undefined;
    // What is over was seen to its end: nothing of it may lag behind its sums.
    const slow = await slowly(sums.run.settled ? `${key} ${sums.run.settled}` : key);
    const known = withNow(passed.get(issueId), sums, now());
    passed.set(issueId, known);
    return runViewOf({ sums, ...slow, ratePerSecond: rateOf(known), holdMs: deps.times.holdMs });
  });
  return {
    read: (issueId) => quickly(keyOf(issueId)),
    changed(issueId) {
      changes.set(issueId, (changes.get(issueId) ?? 0) + 1);
    },
  };
};

const issueOf = (key: string): string => key.split(" ")[0] ?? "";

/** What is counted begins anew with every pause. */
const withNow = (before: readonly Passed[] = [], { state, tally }: Sums, at: number): Passed[] =>
  state === "sending"
    ? [...before.filter((each) => each.at > at - rateOverMs), { at, over: tally.audience - tally.pending }]
    : [];

const rateOf = (passed: readonly Passed[]): number | undefined => {
  const [first, last] = [passed[0], passed.at(-1)];
  if (!first || !last || last.at <= first.at || last.over <= first.over) return undefined;
  return ((last.over - first.over) / (last.at - first.at)) * 1000;
};
