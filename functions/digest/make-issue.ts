import { isDeepStrictEqual } from "node:util";
import { Conflict } from "../core/errors.ts";
import { type DraftDeps, type DraftInput, draftIssue } from "./draft-issue.ts";
import { type Issue, isGoing, isOpen, issueId } from "./issue.ts";
import type { IssueStore } from "./store.ts";

export type MakeDeps = DraftDeps & { issues: Pick<IssueStore, "get" | "put" | "latest" | "first" | "claims"> };

export type MakeInput = DraftInput;

/** `settled`: it is approved, going out or set aside, and stays as it is. */
export type MadeIssue = { issue: Issue; outcome: "made" | "changed" | "unchanged" | "settled" };

const mostTries = 20;

/**
 * The issue of a window as a stored draft, made of the posts as they are now. Whoever calls, and however often, there is
 * one issue; two who make it at once make one, and the second finds the first's. With `closes`, once the window has ended,
 * the issue is closed, and a thin week meets the newsletter's policy. Throws `Conflict` after twenty lost races.
 */
export const makeIssue = async (deps: MakeDeps, input: MakeInput): Promise<MadeIssue> => {
  const { newsletter, window } = input;
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await deps.issues.get(newsletter.id, issueId(newsletter.id, window));
    if (before && (isGoing(before.issue) || (!isOpen(before.issue) && !input.again)))
      return { issue: before.issue, outcome: "settled" };
    const { issue } = await draftIssue(deps, input, before);
    if (before && isSame(before.issue, issue)) return { issue: before.issue, outcome: "unchanged" };
    if (await deps.issues.put(issue, before)) return { issue, outcome: before ? "changed" : "made" };
  }
  throw new Conflict(`the issue of ${window.until} changed ${mostTries} times while it was being made`);
};

const isSame = (before: Issue, after: Issue): boolean =>
  isDeepStrictEqual(plain({ ...before, madeAt: "" }), plain({ ...after, madeAt: "" }));

/** As it is after it was stored: without fields that are there and undefined. */
const plain = (issue: Issue): unknown => JSON.parse(JSON.stringify(issue));
