import type { Newsletter } from "../../functions/core/newsletter.ts";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day, type Instant } from "../../functions/core/time.ts";
import type { Edit } from "../../functions/digest/edit.ts";
import { editIssue } from "../../functions/digest/edit-issue.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { makeIssue } from "../../functions/digest/make-issue.ts";
import { issueStore } from "../../functions/digest/store.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import type { Post } from "../../functions/posts/post.ts";
import { postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { aNewsletter, aWeek, aWindow } from "./digest-week.ts";
import { openStore } from "./store.ts";

/** A draft of a week in a store of its own, and an editor at it. */
export const openDesk = async (week: readonly Post[] = aWeek(14, 6), settings: object = {}) => {
  const engine = await openStore(newslettersTable, issuesTable, postsTable);
  let now: Instant = addMilliseconds(aWindow.from, 6.9 * day);
  const newsletter: Newsletter = aNewsletter(settings);
  const deps = {
    clock: () => now,
    issues: issueStore(engine.table(issuesTable)),
    posts: postStore(engine.table(postsTable)),
    newsletters: newsletterStore(engine.table(newslettersTable)),
  };
  await deps.newsletters.put({ newsletter, version: 0 });
  const put = async (post: Post) => deps.posts.put(post, await deps.posts.get(post.newsletterId, post.id));
  for (const post of week) await put(post);
  const made = await makeIssue(deps, { newsletter, window: aWindow });
  const name = { newsletterId: newsletter.id, issueId: made.issue.id };
  const stored = async (): Promise<Issue> => (await deps.issues.get(name.newsletterId, name.issueId))?.issue as Issue;
  return {
    ...{ deps, newsletter, name, put, stored },
    close: () => engine.close(),
    set(at: Instant) {
      now = at;
    },
    refresh: async () => (await makeIssue(deps, { newsletter, window: aWindow })).issue,
    /** Edits as somebody who has seen everything, unless told otherwise. */
    async edit(edit: Edit, as: { by?: string; seen?: number } = {}) {
      const seen = as.seen ?? (await stored()).edit;
      return editIssue(deps, { ...name, by: as.by ?? "ada", seen, edit });
    },
  };
};
export type Desk = Awaited<ReturnType<typeof openDesk>>;
