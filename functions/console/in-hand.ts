import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Reworked } from "../digest/edit-issue.ts";
import type { IssueStore } from "../digest/store.ts";
import type { PostStore } from "../posts/store.ts";

/** An issue as a change has left it, with its newsletter's settings and the posts that it was made of. */
export type InHand = Reworked;

type Reads = {
  newsletters: Pick<NewsletterStore, "get">;
  issues: Pick<IssueStore, "get">;
  posts: Pick<PostStore, "getMany">;
};

/** Deps that read what is in hand instead of asking the store for it again; whatever else they do, they do as before. */
export const withInHand = <Deps extends Reads>(deps: Deps, { newsletter, issue, posts }: InHand): Deps => {
  const byId = new Map(posts.map((post) => [post.id, { post, version: 0 }]));
  return {
    ...deps,
    newsletters: { ...deps.newsletters, get: async () => ({ newsletter, version: 0 }) },
    issues: { ...deps.issues, get: async () => ({ issue, version: 0 }) },
    posts: {
      ...deps.posts,
      getMany: async (_: string, ids: Iterable<string>) =>
        new Map([...ids].flatMap((id) => (byId.has(id) ? [[id, byId.get(id)]] : []))),
    },
  };
};
