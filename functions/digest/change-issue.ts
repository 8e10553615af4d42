import { Conflict, NotFound } from "../core/errors.ts";
import type { Issue, IssueName } from "./issue.ts";
import type { IssueStore } from "./store.ts";

const mostTries = 20;

export type Refused<Reason extends string> = { ok: false; reason: Reason; issue: Issue };
/** `version`: of the issue as it is now. */
export type Changed<Reason extends string> = { ok: true; issue: Issue; version: number } | Refused<Reason>;

/**
 * Applies a rule to an issue as it stands when it is written: whoever loses a race reads again and decides again. The
 * rule answers the issue as it is to be, or why not. Throws `NotFound` without such an issue, `Conflict` after twenty
 * lost races.
 */
export const changeIssue = async <Reason extends string>(
  deps: { issues: Pick<IssueStore, "get" | "put"> },
  { newsletterId, issueId }: IssueName,
  rule: (issue: Issue, version: number) => Issue | Reason | Promise<Issue | Reason>,
): Promise<Changed<Reason>> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await deps.issues.get(newsletterId, issueId);
    if (!stored) throw new NotFound(`no issue ${issueId}`);
    const { issue, version } = stored;
    const decided = await rule(issue, version);
    if (typeof decided === "string") return { ok: false, reason: decided, issue };
    if (decided === issue) return { ok: true, issue, version };
    if (await deps.issues.put(decided, stored)) return { ok: true, issue: decided, version: version + 1 };
  }
  throw new Conflict(`issue ${issueId} changed ${mostTries} times while it was being written`);
};
