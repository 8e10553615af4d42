import type { Issue } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import type { Post } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";

/** An issue as a change has left it, and the posts that it was made of. */
export type InHand = { issue: Issue; posts: readonly Post[] };

type Reads = { issues: Pick<IssueStore, "get">; posts: Pick<PostStore, "getMany"> };

/** Deps that read what is in hand instead of asking the store for it again; whatever else they do, they do as before. */
export const withInHand = <Deps extends Reads>(deps: Deps, { issue, posts }: InHand): Deps => {
  const byId = new Map(posts.map((post) => [post.id, { post, version: 0 }]));
  return {
    ...deps,
    issues: { ...deps.issues, get: async () => ({ issue, version: 0 }) },
    posts: {
      ...deps.posts,
      getMany: async (_: string, ids: Iterable<string>) =>
        new Map([...ids].flatMap((id) => (byId.has(id) ? [[id, byId.get(id)]] : []))),
    },
  };
};
