import type { Outcome } from "../mail/outcome.ts";
import type { PauseCause } from "./issue-run.ts";
import type { When } from "./recipient-state.ts";

/** What an outcome asks of the whole issue: a pause, a slower or a later request, a question to SES, a doubt counted. */
export type IssueEffect =
  | { kind: "none" }
  | { kind: "pause"; cause: PauseCause }
  | { kind: "slow-down" }
  | { kind: "back-off" }
  /** Whether the refusal is the recipient's or the issue's is found out by what SES says to others. */
  | { kind: "probe" }
  /** Too many of them in a row of outcomes slow the sender down, or pause the issue. */
  | { kind: "doubt" };

/**
 * What each outcome means, for the recipient (a step from `intent`) and for the issue. Whatever proves that no mail was
 * made uses no try.
 */
export const outcomeMeaning = {
  accepted: { recipient: "accepted", issue: { kind: "none" } },
  throttled: { recipient: "not-accepted", issue: { kind: "slow-down" } },
  quota: { recipient: "not-accepted", issue: { kind: "pause", cause: "quota" } },
  paused: { recipient: "not-accepted", issue: { kind: "pause", cause: "reputation" } },
  "issue-fault": { recipient: "not-accepted", issue: { kind: "pause", cause: "errors" } },
  refused: { recipient: "refused", issue: { kind: "probe" } },
  "not-started": { recipient: "not-accepted", issue: { kind: "back-off" } },
  ambiguous: { recipient: "no-answer", issue: { kind: "doubt" } },
} as const satisfies Record<Outcome["kind"], { recipient: When; issue: IssueEffect }>;
