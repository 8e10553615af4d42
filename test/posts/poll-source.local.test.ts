import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type GuardedFetch, guardedFetch } from "../../functions/core/guarded-fetch.ts";
import { addMilliseconds, day, hour, type Instant, minute } from "../../functions/core/time.ts";
import { fetchPhotos } from "../../functions/posts/fetch-photos.ts";
import { fetchPostPhotos } from "../../functions/posts/fetch-post-photos.ts";
import { gatherWindow } from "../../functions/posts/gather-window.ts";
import { isReady } from "../../functions/posts/photo.ts";
import type { PhotosMessage } from "../../functions/posts/photos-message.ts";
import { pollSources } from "../../functions/posts/poll-sources.ts";
import { sourceStore } from "../../functions/posts/source-store.ts";
import { postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { aBlog, type Blog } from "../support/blog.ts";
import { aNewsletter } from "../support/mail.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { openStore } from "../support/store.ts";

const begin = "2026-11-01T00:00:00.000Z";

describe("the sources of a newsletter", () => {
  let engine: StoreEngine;
  let newsletterId: string;
  let newsletters = 0;
  beforeAll(async () => {
    engine = await openStore(postsTable);
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    newsletterId = `polled-${newsletters++}`;
  });

  const polling = (
    blog: Blog,
    { path = "/feed", left, fetch: asks }: { path?: string; left?: PhotosMessage[]; fetch?: GuardedFetch } = {},
  ) => {
    const fetch = asks ?? guardedFetch({ allow: [blog.hostPort], totalMilliseconds: 2000 });
    const newsletter = aNewsletter({ id: newsletterId, sources: [{ url: `${blog.url}${path}`, everyMinutes: 10 }] });
    const posts = postStore(engine.table(postsTable));
    const sources = sourceStore(engine.table(postsTable));
    const files = memoryFiles();
    const photos = {
      fetchPhotos: (wanted: Parameters<typeof fetchPhotos>[1]) => fetchPhotos({ fetch, files }, wanted),
    };
    const leaving = left && { leavePhotos: async (message: PhotosMessage) => void left.push(message) };
    const deps = { fetch, posts, sources, ...(leaving ?? photos) };
    const fetchLeft = async () => {
      const completePost = () => Promise.reject(new Error("its page was read by the poll"));
      for (const message of left?.splice(0) ?? []) await fetchPostPhotos({ posts, completePost, ...photos }, message);
    };
    const pollAt = (now: Instant, asked: { closing?: boolean; closesAt?: Instant; since?: Instant } = {}) =>
      pollSources({ ...deps, clock: () => now }, { newsletter, closing: false, since: begin, ...asked });
    const week = () => gatherWindow(deps, { newsletterId, from: begin, until: "2026-11-30T00:00:00.000Z" });
    const state = async () => (await sources.all(newsletterId)).get(`${blog.url}${path}`)?.state;
    return { pollAt, week, state, fetchLeft };
  };

  it("cost one small request while nothing is new, and nothing before they are due", async () => {
    await using blog = await aBlog(3);
    const { pollAt } = polling(blog);
    expect(await pollAt(begin)).toMatchObject([{ did: "read", summary: { new: 3, unfinished: 0 } }]);
    blog.asked.length = 0;
    expect(await pollAt(addMilliseconds(begin, 9 * minute))).toEqual([]);
    expect(await pollAt(addMilliseconds(begin, 10 * minute))).toMatchObject([{ did: "unchanged" }]);
    expect(blog.asked).toEqual(["/feed"]);
  });

  it("leave the photos to somebody else where they are not fetched, and are asked in the old small way once they are there", async () => {
    await using blog = await aBlog(3);
    const left: PhotosMessage[] = [];
    const { pollAt, week, fetchLeft } = polling(blog, { left });
    await pollAt(begin);
    expect(left).toHaveLength(3);
    await fetchLeft();
    expect((await week()).flatMap(({ photos }) => photos).filter(isReady)).toHaveLength(6);
    expect(await pollAt(addMilliseconds(begin, 10 * minute))).toMatchObject([{ summary: { unfinished: 0 } }]);
    expect(left).toEqual([]);
    expect(await pollAt(addMilliseconds(begin, 20 * minute))).toMatchObject([{ did: "unchanged" }]);
  });

  it("that were down for days are read back to where they fell silent, whatever window is open by now", async () => {
    await using blog = await aBlog(12);
    const { pollAt, week } = polling(blog);
    await pollAt(addMilliseconds(begin, 12 * hour));
    blog.broken.add("/feed");
    blog.published = 45;
    await pollAt(addMilliseconds(begin, 2 * day));
    blog.broken.clear();
    await pollAt(addMilliseconds(begin, 12 * day), { since: addMilliseconds(begin, 11 * day) });
    expect(await week()).toHaveLength(45);
  });

  it("that show a post with an old date only now are read back to it before the window closes", async () => {
    await using blog = await aBlog(25);
    const { pollAt, week } = polling(blog);
    blog.hidden.add(3);
    await pollAt(begin);
    blog.hidden.clear();
    await pollAt(addMilliseconds(begin, hour));
    expect(await week()).toHaveLength(24);
    await pollAt(addMilliseconds(begin, 2 * hour), { closing: true });
    expect(await week()).toHaveLength(25);
  });

  it("are read back once for a window, and again while a page could not be had", async () => {
    await using blog = await aBlog(15);
    const { pollAt } = polling(blog);
    blog.fails = (request) => request === 2;
    expect(await pollAt(begin, { closing: true, closesAt: begin })).toMatchObject([{ did: "read", lost: true }]);
    expect(await pollAt(addMilliseconds(begin, minute), { closing: true, closesAt: begin })).toMatchObject([
      { did: "read", lost: false },
    ]);
    expect(await pollAt(addMilliseconds(begin, 2 * minute), { closing: true, closesAt: begin })).toEqual([]);
    expect(await pollAt(begin, { closing: true, closesAt: begin })).toMatchObject([{ did: "read" }]);
  });

  it("are asked by one of two who come at once", async () => {
    await using blog = await aBlog(3);
    const { pollAt } = polling(blog);
    const outcomes = await Promise.all([pollAt(begin), pollAt(begin), pollAt(begin)]);
    expect(outcomes.flat()).toHaveLength(1);
  });

  it("that are down are told, asked later, and lose nothing that was taken in", async () => {
    await using blog = await aBlog(3);
    const { pollAt, week, state } = polling(blog);
    await pollAt(begin);
    blog.broken.add("/feed");
    const down = addMilliseconds(begin, 10 * minute);
    expect(await pollAt(down)).toMatchObject([{ did: "failed", reason: "was refused by its server (503)" }]);
    expect(await state()).toMatchObject({ failures: 1, failingSince: down });
    expect(await week()).toHaveLength(3);
    blog.broken.clear();
    expect(await pollAt(addMilliseconds(down, 10 * minute))).toMatchObject([{ did: "unchanged", wasSilent: true }]);
    expect(await state()).not.toHaveProperty("failingSince");
  });

  it("at which something of ours breaks are told as silent, and asked later", async () => {
    await using blog = await aBlog(3);
    const { pollAt, state } = polling(blog, { fetch: () => Promise.reject(new Error("a defect")) });
    expect(await pollAt(begin)).toMatchObject([{ did: "broke", error: new Error("a defect") }]);
    const nextAt = addMilliseconds(begin, 10 * minute);
    expect(await state()).toMatchObject({ failures: 1, failingSince: begin, nextAt, reason: "could not be taken in" });
    expect(await pollAt(nextAt)).toMatchObject([{ did: "broke" }]);
    expect(await state()).toMatchObject({ failures: 2, nextAt: addMilliseconds(nextAt, 20 * minute) });
  });

  it("may be sites that name their feed, found once", async () => {
    await using blog = await aBlog(2);
    const { pollAt, week } = polling(blog, { path: "/" });
    await pollAt(begin);
    expect(await week()).toHaveLength(2);
    blog.asked.length = 0;
    await pollAt(addMilliseconds(begin, hour));
    expect(blog.asked).toEqual(["/feed"]);
  });
});
