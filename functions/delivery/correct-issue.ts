import type { Rendition } from "../core/rendition.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { corrected, isDecided, uncorrected } from "../digest/correction.ts";
import type { Issue, IssueName } from "../digest/issue.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import type { RenditionStore } from "../digest/rendition-store.ts";
import type { IssueStore } from "../digest/store.ts";
import { withCorrections } from "../digest/with-corrections.ts";
import type { PauseCause } from "./issue-run.ts";
import type { Run } from "./run.ts";
import type { RunStore } from "./run-store.ts";

export type CorrectIssueDeps = Omit<RenderDeps, "issues" | "renditions"> & {
  issues: Pick<IssueStore, "get" | "put">;
  renditions: RenderDeps["renditions"] & Pick<RenditionStore, "latest">;
  runs: Pick<RunStore, "get" | "correct" | "lift">;
};

export type Corrected =
  | { ok: true; rendition: Rendition }
  /** Everybody has it, or nobody else gets it. */
  | { ok: false; reason: "over" }
  /** There is no correction: it was sent or discarded meanwhile. */
  | { ok: false; reason: "no-correction" }
  /** It was changed since whoever asks looked at it. */
  | { ok: false; reason: "correction-changed" };

/**
 * Sends the rest of an issue its correction, a new revision: nobody gets the old one after this, and nobody gets both.
 * First it is decided, and nobody changes it any more; then it is rendered, then sent from now on, then it is what the
 * issue is; last the issue goes on, unless something else than its editor holds it. Whoever dies on the way leaves it
 * paused, and whoever asks again finishes it.
 */
export const correctIssue = async (
  deps: CorrectIssueDeps,
  { seen, ...name }: IssueName & { seen?: number | undefined },
): Promise<Corrected> => {
  const [run, stored] = await Promise.all([
    deps.runs.get(name.issueId),
    deps.issues.get(name.newsletterId, name.issueId),
  ]);
  if (!stored?.issue.correction) return { ok: false, reason: "no-correction" };
  const working = { ...deps, issues: withCorrections(deps.issues) };
  // What cannot be rendered is not decided: from then on there is no way back to it.
  await renderIssue(working, name);
  const latest = (await deps.renditions.latest(name.issueId))?.revision ?? 0;
  const decided = await changeIssue<"no-correction" | "correction-changed">(deps, name, (issue) => {
    if (!issue.correction) return "no-correction";
    if (isDecided(issue)) return issue;
    if (seen !== undefined && seen !== issue.correction.edit) return "correction-changed";
    return withDecision(issue, latest + 1);
  });
  if (!decided.ok) return { ok: false, reason: decided.reason };
  const { corrects = 0, revision } = decided.issue.correction as Issue;
  const rendition = await renderIssue(working, name);
  const isFirst = await deps.runs.correct(name.issueId, corrects, revision);
  const isSent = isFirst || (await deps.runs.get(name.issueId))?.revision === revision;
  await changeIssue<never>(deps, name, (issue) => {
    if (issue.correction?.revision !== revision) return issue;
    return isSent ? corrected(issue) : uncorrected(issue);
  });
  if (run) await goOn(deps, run, ["editor", "correction"]);
  return isSent ? { ok: true, rendition } : { ok: false, reason: "over" };
};

const withDecision = (issue: Issue, next: number): Issue => {
  const correction = issue.correction as Issue;
  const revision = Math.max(next, correction.revision);
  return { ...issue, correction: { ...correction, state: "handed-over", revision } };
};

/** Lifts causes as they stood: not what somebody began since. */
export const goOn = async (
  { runs }: { runs: Pick<RunStore, "lift"> },
  { issueId, causes }: Run,
  lifted: readonly PauseCause[],
): Promise<void> => {
  for (const cause of lifted) {
    const { since } = causes[cause] ?? {};
    if (since) await runs.lift(issueId, cause, since);
  }
};
