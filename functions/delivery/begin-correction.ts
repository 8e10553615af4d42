import { NotFound } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { StoreTime } from "../core/store-time.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { correctionOf } from "../digest/correction.ts";
import { type DraftDeps, draftIssue } from "../digest/draft-issue.ts";
import type { EditorChoices } from "../digest/editor-choices.ts";
import type { Issue, IssueName } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import type { RunStore } from "./run-store.ts";

export type BeginCorrectionDeps = DraftDeps & {
  issues: DraftDeps["issues"] & Pick<IssueStore, "put">;
  newsletters: Pick<NewsletterStore, "get">;
  runs: Pick<RunStore, "get" | "pauseAnew">;
  storeTime: StoreTime;
};

/** `over`: everybody has it, or nobody else gets it. */
export type CorrectionBegun =
  | { ok: true; isNew: boolean; correction: Issue }
  | { ok: false; reason: "over"; issue: Issue };

/**
 * Opens a correction of an issue that is being sent, or finds the one that is open: made of the same posts as they are
 * now, with `words` in the inbox if it is new, for editors to work on. Nobody gets anything from before it is there until it is sent or discarded. Repeating it
 * is harmless.
 */
export const beginCorrection = async (
  deps: BeginCorrectionDeps,
  { words, ...name }: IssueName & { words?: Pick<EditorChoices, "subject" | "preheader"> },
): Promise<CorrectionBegun> => {
  const { newsletter } = await existingNewsletter(deps, name.newsletterId);
  if (!(await deps.runs.get(name.issueId))) throw new NotFound(`issue ${name.issueId} was never sent`);
  const isPaused = await deps.runs.pauseAnew(name.issueId, "correction", deps.storeTime().now);
  let isNew = false;
  const begun = await changeIssue<"over">(deps, name, async (issue, version) => {
    isNew = false;
    const run = await deps.runs.get(name.issueId);
    if (!isPaused || !run || issue.state !== "handed-over") return "over";
    if (issue.correction) return issue;
    isNew = true;
    const base = correctionOf(issue, run.revision);
    const choices = { ...base.choices, ...words };
    const draft = await draftIssue(deps, { newsletter, window: issue.window, choices }, { issue: base, version });
    return { ...issue, correction: draft.issue };
  });
  return begun.ok ? { ok: true, isNew, correction: begun.issue.correction as Issue } : begun;
};
