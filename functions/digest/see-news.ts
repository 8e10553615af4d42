import type { Clock, Instant } from "../core/time.ts";
import { type Changed, changeIssue } from "./change-issue.ts";
import type { Issue, IssueName } from "./issue.ts";
import { newsMarked, unseenNews } from "./issue-news.ts";
import type { IssueStore } from "./store.ts";

/** Remembers that an editor has seen what the program did to an issue, as far as it was shown. Doing it again changes nothing. */
export const seeNews = async (
  deps: { clock: Clock; issues: Pick<IssueStore, "get" | "put"> },
  { upTo, ...name }: IssueName & { upTo: Instant },
): Promise<Changed<never>> =>
  changeIssue<never>(deps, name, (issue): Issue => {
    const seen = unseenNews(issue).filter(({ at }) => at <= upTo);
    return seen.length === 0 ? issue : { ...issue, news: newsMarked(issue, seen, { seenAt: deps.clock() }) };
  });
