import { expect, it } from "vitest";
import type { GuardedFetch } from "../../functions/core/guarded-fetch.ts";
import { addMilliseconds, type Instant } from "../../functions/core/time.ts";
import { lookAtPosts, lookSeconds } from "../../functions/posts/look-at-posts.ts";
import { putPost } from "../../functions/posts/put-post.ts";
import { postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { anArrival, newsletterId } from "../support/posts.ts";
import { openStore } from "../support/store.ts";

it("looks at pages for so long and no longer: those that it did not come to are unseen, and their posts stay", async () => {
  const engine = await openStore(postsTable);
  try {
    const posts = postStore(engine.table(postsTable));
    const postIds: string[] = [];
    for (let n = 0; n < 20; n++) {
      const put = await putPost({ posts }, anArrival({ guid: `slow-${n}`, url: `https://slow.example/${n}` }));
      if (put.ok) postIds.push(put.post.id);
    }
    let now: Instant = "2026-11-20T10:00:00.000Z";
    let asked = 0;
    const fetch: GuardedFetch = async ({ url }) => {
      asked++;
      now = addMilliseconds(now, (lookSeconds * 1000) / 8);
      return { ok: true, status: 200, bytes: new Uint8Array(), contentType: "text/html", finalUrl: url };
    };
    const until = "2026-11-21T07:00:00.000Z";
    const looked = await lookAtPosts({ posts, fetch, clock: () => now }, { newsletterId, postIds, until });
    expect(asked).toBe(8);
    expect(looked).toMatchObject({ gone: [], unseen: 12, denied: 0 });
  } finally {
    await engine.close();
  }
});
