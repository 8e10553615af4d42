import type { TickOutcome } from "./outcome.ts";

type Log = Record<
  "info" | "warn" | "error",
  (words: string, more: Record<string, unknown> & { error?: Error }) => void
>;

/** Too late to go out. */
export const isMissed = ({ did }: TickOutcome): boolean => did === "missed";

const warned: ReadonlySet<TickOutcome["did"]> = new Set(["refused", "stopped", "unseen"]);

/** A line of the log for what the clock brought about, with ids and no words of anybody. */
export const tellOutcome = (log: Log, outcome: TickOutcome): void => {
  const { newsletterId, did } = outcome;
  if (outcome.did === "failed") log.error("the clock's work failed", { newsletterId, error: outcome.error as Error });
  else if (outcome.did === "heard") log.info("a source was heard", { newsletterId, words: outcome.words });
  else {
    const reason = "reason" in outcome && { reason: outcome.reason };
    const tally = "tally" in outcome && { tally: outcome.tally };
    const pages = outcome.did === "unseen" && { unseen: outcome.unseen, denied: outcome.denied, of: outcome.of };
    const level = isMissed(outcome) || warned.has(did) ? "warn" : "info";
    log[level]("the clock did something", {
      newsletterId,
      did,
      issueId: outcome.issue.id,
      ...reason,
      ...tally,
      ...pages,
    });
  }
};
