import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EditChanges, editChangesSchema, editPost } from "../../functions/posts/edit-post.ts";
import { postId } from "../../functions/posts/post.ts";
import { putPost } from "../../functions/posts/put-post.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anArrival, aPhoto } from "../support/posts.ts";
import { openStore } from "../support/store.ts";

describe("an editor's edit", () => {
  let engine: StoreEngine;
  let posts: PostStore;
  let newsletterId: string;
  let newsletters = 0;
  beforeAll(async () => {
    engine = await openStore(postsTable);
    posts = postStore(engine.table(postsTable));
  });
  afterAll(() => engine.close());
  beforeEach(async () => {
    newsletterId = `newsletter-${newsletters++}`;
    await putPost({ posts }, { ...anArrival({ photos: [aPhoto("a"), aPhoto("b")] }), newsletterId });
  });

  const edit = (changes: EditChanges) =>
    editPost(
      { posts },
      { newsletterId, postId: postId(newsletterId, "post-1"), changes: editChangesSchema.parse(changes) },
    );
  const edits = async () => (await posts.get(newsletterId, postId(newsletterId, "post-1")))?.post.edits;

  it("adds to the edits before it, field by field and photo by photo", async () => {
    await edit({ title: "Ours", photos: { "photo-a": { pinned: true } } });
    await edit({ weight: 2, photos: { "photo-a": { caption: "Boats" }, "photo-b": { weight: -1 } } });
    expect(await edits()).toEqual({
      title: "Ours",
      weight: 2,
      photos: { "photo-a": { pinned: true, caption: "Boats" }, "photo-b": { weight: -1 } },
    });
  });

  it("is taken back by null, so that the source's word shows again", async () => {
    await edit({ title: "Ours", excerpt: "Ours, too.", photos: { "photo-a": { pinned: true } } });
    await edit({ title: null, photos: { "photo-a": { pinned: null } } });
    expect(await edits()).toEqual({ excerpt: "Ours, too." });
  });

  it("changes nothing when it says what is so already", async () => {
    await edit({ title: "Ours" });
    expect(await edit({ title: "Ours" })).toMatchObject({ ok: true, written: false });
  });

  it("outlives its photo, and shows again with it", async () => {
    await edit({ photos: { "photo-b": { pinned: true } } });
    await putPost({ posts }, { ...anArrival({ photos: [aPhoto("a")] }), newsletterId });
    expect(await edit({ photos: { "photo-b": { weight: 1 } } })).toMatchObject({ ok: true });
    expect(await edits()).toEqual({ photos: { "photo-b": { pinned: true, weight: 1 } } });
  });

  it("is refused for a post or a photo that is not there, and for fields that nobody may edit", async () => {
    expect(await edit({ photos: { "photo-z": { pinned: true } } })).toEqual({
      ok: false,
      reason: "unknown-photo",
      photoId: "photo-z",
    });
    expect(await editPost({ posts }, { newsletterId, postId: "none", changes: {} })).toEqual({
      ok: false,
      reason: "unknown-post",
    });
    expect(editChangesSchema.safeParse({ url: "https://elsewhere.example/" }).success).toBe(false);
    expect(editChangesSchema.safeParse({ weight: 11 }).success).toBe(false);
    expect(editChangesSchema.safeParse({ photos: { "photo-a": { url: "x" } } }).success).toBe(false);
  });

  describe("when the source changes what was written over", () => {
    const source = (said: object, now = "2026-10-22T10:00:00.000Z") =>
      putPost({ posts }, { ...anArrival({ photos: [aPhoto("a"), aPhoto("b")], ...said }), newsletterId, now });
    const stored = async () => (await posts.get(newsletterId, postId(newsletterId, "post-1")))?.post;

    it("stands, and asks which of the two it is to be, until somebody says so", async () => {
      await edit({ title: "Ours", photos: { "photo-a": { caption: "Boats" } } });
      await source({
        title: "Theirs",
        excerpt: "Told anew.",
        photos: [aPhoto("a", { caption: "Ships" }), aPhoto("b")],
      });
      expect(await stored()).toMatchObject({
        edits: { title: "Ours" },
        rewordedAt: "2026-10-22T10:00:00.000Z",
        sourceSays: { title: "Theirs", "photo-a:caption": "Ships" },
      });
      await edit({ title: "Ours" });
      expect((await stored())?.sourceSays).toEqual({ "photo-a:caption": "Ships" });
      await edit({ photos: { "photo-a": { caption: null } } });
      expect(await stored()).not.toHaveProperty("sourceSays");
    });

    it("asks nothing of words that came to say the same, nor of a count of comments", async () => {
      await edit({ title: "Ours" });
      await source({ commentCount: 12 });
      expect(await stored()).not.toHaveProperty("rewordedAt");
      await source({ title: "Theirs" });
      await source({ title: "Ours" }, "2026-10-22T11:00:00.000Z");
      expect((await stored())?.sourceSays).toBeUndefined();
    });
  });
});
