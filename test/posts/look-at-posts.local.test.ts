import type { RequestListener } from "node:http";
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
  let asked: string[];
  /** Instead of a status: no answer at all. */
  const silent = 0;
  let runs = 0;
  beforeEach(() => {
    answers = {};
    runs++;
  });

  /** Posts whose pages answer with the statuses; what the look found, by path. */
  const look = async (statuses: Record<string, number>) => {
    answers = statuses;
    asked = [];
    const listener: RequestListener = (request, response) => {
      const status = answers[request.url ?? ""] ?? 500;
      asked.push(request.url ?? "");
      if (status !== silent) response.writeHead(status, { "content-type": "text/html" }).end("<p>Here.</p>");
    };
    await using site = await aSite(listener);
    await using other = await aSite(listener);
    const fetch = guardedFetch({ allow: [site.hostPort, other.hostPort], totalMilliseconds: 300 });
    const ids: string[] = [];
    for (const path of Object.keys(statuses)) {
      const { url } = path.startsWith("/other") ? other : site;
      const put = await putPost({ posts }, anArrival({ guid: `${runs}${path}`, url: `${url}${path}`, title: path }));
      if (put.ok) ids.push(put.post.id);
    }
    const { gone, unseen, denied } = await lookAtPosts(
      { posts, fetch, clock: () => "2026-11-20T10:00:00.000Z" },
      { newsletterId, postIds: ids, until: "2026-11-21T07:00:00.000Z" },
    );
    const stored = [...(await posts.getMany(newsletterId, ids)).values()];
    const withdrawn = stored.filter(({ post }) => post.withdrawnBy === "page").map(({ post }) => post.title);
    expect(withdrawn.toSorted()).toEqual(gone.map(({ title }) => title).toSorted());
    return { gone: withdrawn.toSorted(), unseen, denied };
  };

  it("withdraws those that are gone, and those alone", async () => {
    const found = await look({ "/a": 200, "/b": 404, "/c": 410, "/d": 403, "/e": 503, "/f": 200 });
    expect(found).toEqual({ gone: ["/b", "/c"], unseen: 1, denied: 0 });
  });

  it("believes no site that denies most of its pages at once", async () => {
    const found = await look({ "/a": 404, "/b": 404, "/c": 404, "/d": 200, "/e": 404, "/other": 410 });
    expect(found).toEqual({ gone: ["/other"], unseen: 0, denied: 4 });
  });

  it("asks a site that does not answer no further, and the others all the same", async () => {
    const down = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`/${n}`, silent]));
    expect(await look({ ...down, "/other": 404 })).toEqual({ gone: ["/other"], unseen: 12, denied: 0 });
    expect(asked.length).toBeLessThan(12);
  });
});
