import { type Tally, tallyLine } from "../delivery/tally.ts";
import type { Issue } from "../digest/issue.ts";

/** What a step came to. */
export type StepOutcome =
  | { did: "drafted" | "closed" | "nudged" | "skipped" | "missed"; issue: Issue }
  /** Without posts that were withdrawn or put off at the last moment, if there were any. */
  | { did: "begun"; issue: Issue; without?: readonly string[] }
  /** Posts whose pages are gone, or that were put off, are not in it any more. */
  | { did: "dropped"; issue: Issue; titles: readonly string[] }
  /** So many pages of its posts could not be looked at, and so many a site denies, too many at once to be believed. */
  | { did: "unseen"; issue: Issue; unseen: number; denied: number; of: number }
  | { did: "sent" | "cancelled"; issue: Issue; tally: Tally }
  | { did: "stopped"; issue: Issue; tally: Tally; reason: string }
  | { did: "refused"; issue: Issue; reason: string };

/**
 * What a tick did for one issue, or heard of one source; `failed` is a defect, and stops no other issue, source or
 * newsletter.
 */
export type TickOutcome = { newsletterId: string } & (
  | StepOutcome
  | { did: "heard"; url: string; words: string }
  | { did: "failed"; error: unknown }
);

/** The outcome in a line for whoever watches. */
export const outcomeLine = (outcome: TickOutcome): string => {
  if (outcome.did === "failed") return `${outcome.newsletterId}: the tick failed: ${String(outcome.error)}`;
  if (outcome.did === "heard") return `${outcome.newsletterId}: ${outcome.url} ${outcome.words}`;
  return `${outcome.newsletterId}: “${outcome.issue.subject}” ${happened(outcome)}`;
};

const happened = (outcome: StepOutcome): string => {
  const { window, state } = outcome.issue;
  switch (outcome.did) {
    case "drafted":
      return `is the draft of ${window.until}`;
    case "closed":
      return state === "held" ? "is made, and held until somebody approves it" : `is made (${state})`;
    case "nudged":
      return "waits for its editors, and they were told";
    case "skipped":
      return `is skipped; its posts wait for the next issue; tearsheet digest reopen ${outcome.issue.id}`;
    case "missed":
      return `of ${window.until} is missed, too late to go out; its posts wait for the next issue`;
    case "dropped":
      return withoutWords(outcome.titles);
    case "unseen":
      return `stands, though ${unseenWords(outcome)}`;
    case "begun":
      return `is being sent${outcome.without ? `, and ${withoutWords(outcome.without)}` : ""}`;
    case "cancelled":
      return `is cancelled: ${tallyLine(outcome.tally)}`;
    case "refused":
      return `is not sent: ${outcome.reason}`;
    case "stopped":
      return `stopped (${outcome.reason}): ${tallyLine(outcome.tally)}`;
    case "sent":
      return `is out: ${tallyLine(outcome.tally)}`;
  }
};

const unseenWords = ({ unseen, denied, of }: { unseen: number; denied: number; of: number }): string =>
  [
    ...(unseen > 0 ? [`${unseen} of its ${of} posts could not be looked at`] : []),
    ...(denied > 0 ? [`a site denies the pages of ${denied} at once, which is not believed`] : []),
  ].join(", and ");

const withoutWords = (titles: readonly string[]): string =>
  `is without ${titles.map((title) => `“${title}”`).join(", ")}: no longer published, or not yet`;
