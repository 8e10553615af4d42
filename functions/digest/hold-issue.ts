import type { Clock } from "../core/time.ts";
import { type Changed, changeIssue } from "./change-issue.ts";
import { type IssueName, isGoing, isOpen } from "./issue.ts";
import type { NotSetAside } from "./set-aside-issue.ts";
import type { IssueStore } from "./store.ts";

/**
 * Has an issue wait for an approval, whatever the newsletter's policy says, or leaves it to the policy again. Doing so
 * twice is doing it once. What is approved is taken back first.
 */
export const holdIssue = async (
  deps: { clock: Clock; issues: Pick<IssueStore, "get" | "put"> },
  { hold, ...name }: IssueName & { hold: boolean },
): Promise<Changed<NotSetAside>> =>
  changeIssue<NotSetAside>(deps, name, (issue) => {
    if (issue.state === "handed-over") return "gone";
    if (isGoing(issue)) return "not-open";
    if (!isOpen(issue)) return "set-aside";
    if (hold === (issue.waitsSince !== undefined)) return issue;
    const { waitsSince: _, ...rest } = issue;
    return hold ? { ...rest, waitsSince: deps.clock() } : rest;
  });
