import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { guardedFetch } from "../../functions/core/guarded-fetch.ts";
import { lookAtPosts } from "../../functions/posts/look-at-posts.ts";
import { putPost } from "../../functions/posts/put-post.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anArrival, newsletterId } from "../support/posts.ts";
import { aSite } from "../support/site.ts";
import { openStore } from "../support/store.ts";

describe("a look at the pages of posts", () => {
  let engine: StoreEngine;
  let posts: PostStore;
  beforeAll(async () => {
    engine = await openStore(postsTable);
    posts = postStore(engine.table(postsTable));
  });
  afterAll(() => engine.close());

  let answers: Record<string, number>;
  let runs = 0;
  beforeEach(() => {
    answers = {};
    runs++;
  });

  /** Posts whose pages answer with the statuses; what the look found, by path. */
  const look = async (statuses: Record<string, number>) => {
    answers = statuses;
    await using site = await aSite((request, response) =>
      response.writeHead(answers[request.url ?? ""] ?? 500, { "content-type": "text/html" }).end("<p>Here.</p>"),
    );
    const fetch = guardedFetch({ allow: [site.hostPort], totalMilliseconds: 2000 });
    const ids: string[] = [];
    for (const path of Object.keys(statuses)) {
      const put = await putPost(
        { posts },
        anArrival({ guid: `${runs}${path}`, url: `${site.url}${path}`, title: path }),
      );
      if (put.ok) ids.push(put.post.id);
    }
    const { gone, unseen } = await lookAtPosts(
      { posts, fetch, clock: () => "2026-11-20T10:00:00.000Z" },
      { newsletterId, postIds: ids },
    );
    const stored = [...(await posts.getMany(newsletterId, ids)).values()];
    const withdrawn = stored.filter(({ post }) => post.withdrawnBy === "page").map(({ post }) => post.title);
    expect(withdrawn.toSorted()).toEqual(gone.map(({ title }) => title).toSorted());
    return { gone: withdrawn.toSorted(), unseen };
  };

  it("withdraws those that are gone, and those alone", async () => {
    const found = await look({ "/a": 200, "/b": 404, "/c": 410, "/d": 403, "/e": 503, "/f": 200 });
    expect(found).toEqual({ gone: ["/b", "/c"], unseen: 1 });
  });

  it("believes no site that denies most of its pages at once", async () => {
    expect(await look({ "/a": 404, "/b": 404, "/c": 404, "/d": 200, "/e": 404 })).toEqual({ gone: [], unseen: 4 });
  });
});
