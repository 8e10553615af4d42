import type { Instant } from "../core/time.ts";
import { type IssueSummary, isGoing, isSettled, type Window } from "./issue.ts";
import type { Print } from "./print.ts";

/** What ran before, as far as the choice needs to know. */
export type Memory = {
  /** The issue that each post went out with. */
  sentWith: ReadonlyMap<string, string>;
  /** From this date on a post of an earlier window that never ran is late; without, none is. */
  lateFrom?: Instant | undefined;
  /** Windows of earlier issues that are not settled: they have their posts themselves. */
  openWindows: readonly Window[];
  /** The highlights of the last eight issues that went out. */
  highlights: readonly Print[];
};

/** For how many issues a highlight is remembered. */
const rememberedIssues = 8;
/** How far back issues are looked at: those eight, and as many that were set aside between them. */
export const issuesLookedAt = 2 * rememberedIssues;

export const noMemory: Memory = { sentWith: new Map(), openWindows: [], highlights: [] };

/** The memory of earlier issues, the latest first, and of the issues that have posts, by post. */
export const memoryOf = (
  earlier: readonly Pick<IssueSummary, "window" | "state" | "prints">[],
  { sentWith, lateFrom }: Pick<Memory, "sentWith" | "lateFrom">,
): Memory => ({
  sentWith,
  lateFrom,
  openWindows: earlier.filter((issue) => !isSettled(issue)).map(({ window }) => window),
  highlights: earlier
    .filter(isGoing)
    .slice(0, rememberedIssues)
    .flatMap(({ prints }) => prints),
});
