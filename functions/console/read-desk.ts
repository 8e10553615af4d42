import { NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Clock } from "../core/time.ts";
import type { IssueName } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { asEdited } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import type { Desk } from "./desk.ts";
import type { DeskStore } from "./desk-store.ts";
import { newSince } from "./look.ts";

export type ReadDeskDeps = {
  clock: Clock;
  newsletters: Pick<NewsletterStore, "get">;
  issues: Pick<IssueStore, "get">;
  posts: Pick<PostStore, "getMany">;
  desk: Pick<DeskStore, "look">;
};

/** An issue with the posts of its window, as whoever asks sees it now. Throws `NotFound` without such an issue. */
export const readDesk = async (
  deps: ReadDeskDeps,
  { newsletterId, issueId, editorId }: IssueName & { editorId: string },
): Promise<Desk> => {
  const now = deps.clock();
  const [settings, stored, look] = await Promise.all([
    deps.newsletters.get(newsletterId),
    deps.issues.get(newsletterId, issueId),
    deps.desk.look(issueId, editorId),
  ]);
  if (!settings || !stored) throw new NotFound(`no issue ${issueId}`);
  const { issue } = stored;
  const posts = await deps.posts.getMany(newsletterId, Object.keys(issue.digest.postReasons));
  return {
    newsletter: settings.newsletter,
    issue,
    posts: new Map([...posts].map(([id, { post }]) => [id, asEdited(post)])),
    now,
    lookedAt: newSince(look, now),
  };
};
