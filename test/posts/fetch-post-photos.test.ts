import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchPostPhotos } from "../../functions/posts/fetch-post-photos.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import type { PhotosMessage } from "../../functions/posts/photos-message.ts";
import type { IncomingPost } from "../../functions/posts/post.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { takeInPost } from "../../functions/posts/take-in-post.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anIncomingPost, aPhoto, asFetched, newsletterId } from "../support/posts.ts";
import { openStore } from "../support/store.ts";

const now = "2026-10-20T10:00:00.000Z";
let engine: StoreEngine;
let posts: PostStore;
beforeAll(async () => {
  engine = await openStore(postsTable);
  posts = postStore(engine.table(postsTable));
});
afterAll(() => engine.close());

/** Takes a post in where nothing can be fetched, and answers what was left for others. */
const takeIn = async (said: IncomingPost): Promise<PhotosMessage[]> => {
  const left: PhotosMessage[] = [];
  const leavePhotos = async (message: PhotosMessage) => void left.push(message);
  await takeInPost({ posts, leavePhotos }, { newsletterId, source: "api", said, now });
  return left;
};

const fetching = (page?: IncomingPost) => {
  const asked: string[] = [];
  return {
    asked,
    posts,
    completePost: async () => {
      asked.push("page");
      return page ? ({ ok: true, post: page } as const) : ({ ok: false, reason: "is gone" } as const);
    },
    fetchPhotos: async (photos: readonly Photo[]) => {
      asked.push(...photos.map(({ url }) => url));
      return photos.map((photo) => asFetched(photo));
    },
  };
};

const storedPost = async ({ postId }: PhotosMessage) => {
  const stored = await posts.get(newsletterId, postId);
  if (!stored) throw new Error("no post");
  return stored.post;
};

describe("the photos of a post that was taken in without them", () => {
  it("are left to others once, fetched, and then nothing is left", async () => {
    const said = anIncomingPost({ guid: "with-photos", photos: [aPhoto("a"), aPhoto("b")] });
    const [message, ...others] = await takeIn(said);
    expect(others).toEqual([]);
    if (!message) throw new Error("nothing was left");
    const deps = fetching();
    expect(await fetchPostPhotos(deps, message)).toEqual({ ok: true, kept: 2, notHad: 0 });
    expect(deps.asked).toHaveLength(2);
    expect((await storedPost(message)).photos.every(({ measures }) => measures)).toBe(true);
    expect(await fetchPostPhotos(deps, message)).toEqual({ ok: true, kept: 0, notHad: 0 });
    expect(deps.asked).toHaveLength(2);
    expect(await takeIn(said)).toEqual([]);
  });

  it("come from its page when its source names none, and the post is what its source said", async () => {
    const said = anIncomingPost({ guid: "from-page", photos: [] });
    const [message] = await takeIn(said);
    if (!message) throw new Error("nothing was left");
    const before = await storedPost(message);
    const deps = fetching({ ...said, photos: [aPhoto("from-page")] });
    expect(await fetchPostPhotos(deps, message)).toEqual({ ok: true, kept: 1, notHad: 0 });
    const after = await storedPost(message);
    expect(after).toMatchObject({ fingerprint: before.fingerprint, title: before.title });
    expect(after.pageFailure).toBeUndefined();
    expect(await takeIn(said)).toEqual([]);
  });

  it("wait with the reason when its page cannot be read", async () => {
    const [message] = await takeIn(anIncomingPost({ guid: "no-page", photos: [] }));
    if (!message) throw new Error("nothing was left");
    expect(await fetchPostPhotos(fetching(), message)).toEqual({ ok: true, kept: 0, notHad: 0 });
    expect((await storedPost(message)).pageFailure).toBe("is gone");
  });

  it("are nobody's when there is no such post", async () => {
    expect(await fetchPostPhotos(fetching(), { newsletterId, postId: "none" })).toEqual({
      ok: false,
      reason: "no-post",
    });
  });
});
