import { addMilliseconds, hour, type Instant } from "../core/time.ts";
import { type IssueSummary, isGoing, isSetAside, type Window } from "./issue.ts";
import type { Print } from "./print.ts";

/** What ran before, as far as the choice needs to know. */
export type Memory = {
  /** The issue that each post went out with. */
  sentWith: ReadonlyMap<string, string>;
  /** Windows of earlier issues that are settled: going out, sent, or set aside. A post of theirs that never ran is late. */
  earlierWindows: readonly Window[];
  /** The highlights of the last eight issues that went out. */
  highlights: readonly Print[];
};

/** For how many issues a highlight is remembered. */
const rememberedIssues = 8;
/** How far back issues are looked at: those eight, and as many that were set aside between them. */
export const issuesLookedAt = 2 * rememberedIssues;

export const noMemory: Memory = { sentWith: new Map(), earlierWindows: [], highlights: [] };

type Summary = Pick<IssueSummary, "id" | "window" | "state" | "prints" | "closedAt" | "letGo">;

const isSettled = (issue: Summary): boolean => isGoing(issue) || isSetAside(issue);

/** The memory of earlier issues, the latest first, and of the issues that have posts, by post. */
export const memoryOf = (earlier: readonly Summary[], sentWith: ReadonlyMap<string, string>): Memory => {
  const settled = earlier.filter(isSettled);
  return {
    sentWith,
    earlierWindows: settled.map(({ window }) => window),
    highlights: settled
      .filter(isGoing)
      .slice(0, rememberedIssues)
      .flatMap(({ prints }) => prints),
  };
};

/** An import may take minutes from its "now" to its last write. */
const generousMilliseconds = hour;

/**
 * Since when posts of earlier windows may have come that no issue had: since the window of the last issue that went out
 * opened (a clock that ran ahead may have closed it early), or of those right before it that were set aside. When none
 * went out, since the first that was set aside. `undefined` for a newsletter's first issue: what is older is no news.
 */
export const lateSince = (earlier: readonly Summary[]): Instant | undefined => {
  const settled = earlier.filter(isSettled);
  const last = settled.findIndex(isGoing);
  const before = last === -1 ? -1 : settled.findIndex((issue, at) => at > last && isGoing(issue));
  const reached = before === -1 ? settled.at(-1) : settled[before - 1];
  return reached && addMilliseconds(reached.window.from, -generousMilliseconds);
};
