import { NotFound } from "../core/errors.ts";
import type { Rendition } from "../core/rendition.ts";
import { changeIssue } from "../digest/change-issue.ts";
import type { Issue, IssueName } from "../digest/issue.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import type { RenditionStore } from "../digest/rendition-store.ts";
import type { IssueStore } from "../digest/store.ts";
import { type PauseIssueDeps, pauseIssue } from "./pause-issue.ts";
import type { RunStore } from "./run-store.ts";

export type CorrectIssueDeps = Omit<RenderDeps, "issues" | "renditions"> &
  PauseIssueDeps & {
    issues: Pick<IssueStore, "get" | "put">;
    renditions: Pick<RenditionStore, "get" | "put" | "latest" | "posts" | "putPosts">;
    runs: PauseIssueDeps["runs"] & Pick<RunStore, "correct" | "lift">;
  };

export type Corrected =
  | { ok: true; rendition: Rendition }
  /** Everybody has it, or nobody else gets it. */
  | { ok: false; reason: "over" }
  /** Somebody else corrected it at the same time: look at theirs first, which the rest get. */
  | { ok: false; reason: "corrected-meanwhile" };

/**
 * Makes a new revision of an issue that is being sent, from its posts as they are now, and sends the rest that: nobody
 * gets the old one after this, and nobody gets both. Paused meanwhile; it goes on by itself unless it was paused before,
 * or there is no correction that it could go on with. Of two who correct it at once the first is heard.
 */
export const correctIssue = async (
  deps: CorrectIssueDeps,
  { changes = {}, ...name }: IssueName & { changes?: Partial<Pick<Issue, "subject" | "preheader">> },
): Promise<Corrected> => {
  const { issueId } = name;
  const paused = await pauseIssue(deps, issueId);
  const run = await deps.runs.get(issueId);
  if (!run || !paused.ok || run.cancelledAt) return { ok: false, reason: "over" };
  const stored = await deps.issues.get(name.newsletterId, issueId);
  if (!stored) throw new NotFound(`no issue ${issueId}`);
  const latest = (await deps.renditions.latest(issueId))?.revision ?? 0;
  const { postsOfRevision: _, ...sent } = stored.issue;
  const corrected: Issue = { ...sent, ...changes, revision: Math.max(run.revision, latest) + 1 };
  const issues = { get: async () => ({ ...stored, issue: corrected }) };
  const rendition = await renderIssue({ ...deps, issues }, name);
  const { revision } = rendition;
  const isFirst = await deps.runs.correct(issueId, run.revision, revision);
  if (isFirst)
    await changeIssue(deps, name, ({ postsOfRevision: _, ...issue }) => ({ ...issue, ...changes, revision }));
  if (paused.isNew) await deps.runs.lift(issueId, "editor", run.causes.editor?.since ?? "");
  if (isFirst) return { ok: true, rendition };
  const isOver = (await deps.runs.get(issueId))?.revision === run.revision;
  return { ok: false, reason: isOver ? "over" : "corrected-meanwhile" };
};
