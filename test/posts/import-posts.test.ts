import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ImportDeps, importPosts } from "../../functions/posts/import-posts.ts";
import { summaryLine } from "../../functions/posts/import-summary.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import { type IncomingPost, postId } from "../../functions/posts/post.ts";
import { readPosts } from "../../functions/posts/read-posts.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anIncomingPost, aPhoto, asFetched } from "../support/posts.ts";
import { openStore, requestsOf } from "../support/store.ts";

const now = "2026-11-10T12:00:00.000Z";
const feedUrl = "https://flashbulb.example/feed";
const source = { bytes: new Uint8Array(), url: feedUrl, source: feedUrl };

describe("importing a source", () => {
  let engine: StoreEngine;
  let posts: PostStore;
  let newsletterId: string;
  let newsletters = 0;
  beforeAll(async () => {
    engine = await openStore(postsTable);
    posts = postStore(engine.table(postsTable));
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    newsletterId = `newsletter-${newsletters++}`;
  });

  const run = (all: readonly IncomingPost[], deps: Partial<ImportDeps> = {}) =>
    importPosts(
      { posts, readPosts: async () => ({ posts: all, refused: [] }), ...deps },
      { ...source, newsletterId, now },
    );
  const stored = async (guid: string) => (await posts.get(newsletterId, postId(newsletterId, guid)))?.post;
  const numbered = (count: number) => Array.from({ length: count }, (_, n) => anIncomingPost({ guid: `post-${n}` }));
  const photosOf =
    (asked: string[], failing: readonly string[] = []) =>
    async (photos: readonly Photo[]) => {
      asked.push(...photos.map(({ id }) => id));
      return photos.map((photo) =>
        failing.includes(photo.id) ? { ...photo, failure: "did not come in time" } : asFetched(photo),
      );
    };

  it("takes in every post once, and costs a read for each hundred when nothing has changed", async () => {
    const all = numbered(150);
    const requests = (expected: object) =>
      requestsOf(engine.table(postsTable), async (table) => {
        expect(await run(all, { posts: postStore(table) })).toMatchObject(expected);
      });
    expect(await requests({ new: 150, unchanged: 0 })).toEqual({ BatchGetItemCommand: 2, PutItemCommand: 300 });
    expect(await requests({ new: 0, updated: 0, unchanged: 150 })).toEqual({ BatchGetItemCommand: 2 });
  });

  it("tells what was refused and why, and takes in the rest", async () => {
    const bad = { ...anIncomingPost({ guid: "bad" }), url: "nowhere" };
    const huge = anIncomingPost({ guid: "huge", paragraphs: ["x".repeat(1_100_000)] });
    const readPosts = async () => ({ posts: [bad, huge, anIncomingPost()], refused: [{ reason: "has no address" }] });
    const summary = await run([], { readPosts });
    expect(summary).toMatchObject({ new: 1, updated: 0, unchanged: 0 });
    expect(summary.refused.map(({ guid }) => guid).toSorted()).toEqual(["bad", "huge", undefined]);
    expect(summaryLine(summary)).toMatch(
      /^1 new, 0 updated, 0 unchanged, 3 refused \(.*has no address: 1.*\); 0 photos/,
    );
  });

  it("tells how many are dated ahead of the clock, for these are in no issue yet", async () => {
    const soon = anIncomingPost({ guid: "soon", publishedAt: "2030-01-01T00:00:00.000Z" });
    expect(summaryLine(await run([soon, anIncomingPost()]))).toMatch(
      /; 1 dated after now, which is \S+Z here: they wait$/,
    );
  });

  it("keeps the date of a post whose feed gives none, whenever the feed is read again and whenever it was made", async () => {
    const readAt = (at: string, made = "", title = "Rain") => {
      const text = `<rss version="2.0"><channel><title>F</title><link>https://flashbulb.example/</link>${made}<item><guid>rain</guid><title>${title}</title><link>https://flashbulb.example/rain/</link></item></channel></rss>`;
      return importPosts(
        { posts, readPosts: (input) => readPosts({ fetch: offline }, { ...input, pages: 1 }) },
        { ...source, bytes: new TextEncoder().encode(text), newsletterId, now: at },
      );
    };
    const offline = async () => ({ ok: false, reason: "connection" }) as const;
    expect(await readAt(now)).toMatchObject({ new: 1 });
    expect(await readAt("2026-11-17T12:00:00.000Z")).toMatchObject({ unchanged: 1 });
    const made = "<lastBuildDate>Wed, 18 Nov 2026 20:15:15 GMT</lastBuildDate>";
    expect(await readAt("2026-11-19T12:00:00.000Z", made)).toMatchObject({ unchanged: 1 });
    expect(await readAt("2026-11-20T12:00:00.000Z", made, "Rain, again")).toMatchObject({ updated: 1 });
    expect(await stored("rain")).toMatchObject({ title: "Rain, again", publishedAt: now, undated: true });
    expect(await posts.calendar(newsletterId, "2026-11-10T12:00:00.000Z", "2026-12-01T00:00:00.000Z")).toHaveLength(1);
  });

  it("goes on with the others when something breaks at one post, and says so", async () => {
    const fetchPhotos = async (photos: readonly Photo[]) => {
      if (photos.some(({ id }) => id === "photo-poison")) throw new Error("broken in the decoder");
      return photos.map((photo) => asFetched(photo));
    };
    const all = ["good", "poison", "fine"].map((name) => anIncomingPost({ guid: name, photos: [aPhoto(name)] }));
    const summary = await run(all, { fetchPhotos });
    expect(summary).toMatchObject({ new: 2, failed: [{ guid: "poison", reason: "broken in the decoder" }] });
    expect(summaryLine(summary)).toContain("1 failed (broken in the decoder: 1)");
    expect(await run(all, { fetchPhotos: photosOf([]) })).toMatchObject({ new: 1, unchanged: 2, failed: [] });
  });

  it("takes the newest words of a post that is in the source twice", async () => {
    const older = anIncomingPost({ title: "Older", updatedAt: "2026-11-10T10:00:00.000Z" });
    const newer = anIncomingPost({ title: "Newer", updatedAt: "2026-11-10T11:00:00.000Z" });
    expect(await run([older, newer, older])).toMatchObject({
      new: 1,
      refused: [{ guid: "post-1" }, { guid: "post-1" }],
    });
    expect(await stored("post-1")).toMatchObject({ title: "Newer" });
  });

  it("fetches each photo once, and tries again only those that could not be had", async () => {
    const all = [anIncomingPost({ photos: [aPhoto("a"), aPhoto("b", { position: 1 })] })];
    const asked: string[] = [];
    const first = await run(all, { fetchPhotos: photosOf(asked, ["photo-b"]) });
    expect(first.photos).toMatchObject({ kept: 1, notHad: [{ reason: "did not come in time" }] });
    expect(summaryLine(first)).toMatch(/1 photos kept, 1 not had \(did not come in time: 1\)$/);
    expect(await run(all, { fetchPhotos: photosOf(asked, ["photo-b"]) })).toMatchObject({ unchanged: 1 });
    expect(await run(all, { fetchPhotos: photosOf(asked) })).toMatchObject({ updated: 1, photos: { kept: 1 } });
    expect(await run(all, { fetchPhotos: photosOf(asked) })).toMatchObject({ unchanged: 1, photos: { kept: 0 } });
    expect(asked).toEqual(["photo-a", "photo-b", "photo-b", "photo-b"]);
    expect((await stored("post-1"))?.photos.map(({ failure }) => failure)).toEqual([undefined, undefined]);
  });

  it("leaves photos and pages for a later import when they are not asked for", async () => {
    const all = [anIncomingPost({ guid: "with", photos: [aPhoto("a")] }), anIncomingPost({ guid: "without" })];
    expect(await run(all)).toMatchObject({ new: 2, photos: { kept: 0 } });
    const asked: string[] = [];
    const completePost = async (said: IncomingPost) => ({
      ok: true as const,
      post: { ...said, photos: [aPhoto("page")] },
    });
    const later = { fetchPhotos: photosOf(asked), completePost };
    expect(await run(all, later)).toMatchObject({ updated: 2, photos: { kept: 2 } });
    expect(await run(all, later)).toMatchObject({ unchanged: 2 });
    expect(asked.toSorted()).toEqual(["photo-a", "photo-page"]);
  });

  it("takes in a post whose page cannot be read, and reads the page with the next import", async () => {
    const reads: string[] = [];
    const completePost = async (said: IncomingPost) => {
      reads.push(said.guid);
      return reads.length === 1
        ? { ok: false as const, reason: "did not come in time" }
        : { ok: true as const, post: { ...said, photos: [aPhoto("page")] } };
    };
    expect(await run([anIncomingPost()], { completePost })).toMatchObject({ new: 1 });
    expect(await stored("post-1")).toMatchObject({ pageFailure: "did not come in time", photos: [] });
    expect(await run([anIncomingPost()], { completePost })).toMatchObject({ updated: 1 });
    expect(await stored("post-1")).not.toHaveProperty("pageFailure");
    expect(await run([anIncomingPost()], { completePost })).toMatchObject({ unchanged: 1 });
    expect(reads).toHaveLength(2);
  });

  it("tells its progress, post by post", async () => {
    const seen: number[] = [];
    const readPosts = async () => ({ posts: numbered(120), refused: [] });
    await importPosts(
      { posts, readPosts },
      { ...source, newsletterId, now, onProgress: ({ done, total }) => seen.push(done / total) },
    );
    expect(seen).toHaveLength(120);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("ends in the same posts when two importers run at once", async () => {
    const all = numbered(60);
    const [one, two] = await Promise.all([run(all), run(all)]);
    expect(one.new + two.new).toBe(60);
    expect(one.unchanged + two.unchanged).toBe(60);
    expect([...one.failed, ...two.failed]).toEqual([]);
  });
});
