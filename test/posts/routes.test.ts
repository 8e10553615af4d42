import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { postId } from "../../functions/posts/post.ts";
import { postsRoutes } from "../../functions/posts/routes.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { withdrawPost } from "../../functions/posts/withdraw-post.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { asFetched } from "../support/posts.ts";
import { openStore } from "../support/store.ts";

const now = "2026-11-10T12:00:00.000Z";
const key = "sk_test_flashbulb";
const guid = "https://flashbulb.example/?p=12";
const words = {
  url: "https://flashbulb.example/2026/11/harbour",
  title: "Harbour lights",
  publishedAt: "2026-11-10T10:00:00+01:00",
  paragraphs: ["The boats came in before the fog did."],
};

describe("the API of the posts", () => {
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

  const app = () =>
    postsRoutes({
      posts,
      clock: () => now,
      authorize: async (request) =>
        request.headers.get("authorization") === `Bearer ${key}` ? { newsletterId } : undefined,
      fetchPhotos: async (photos) =>
        photos.map((photo) => (photo.url.includes("gone") ? { ...photo, failure: "was refused" } : asFetched(photo))),
    });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const path = (of: string) => `/posts/${encodeURIComponent(of)}`;
  const put = (body: unknown, changes: { guid?: string; headers?: Record<string, string> } = {}) =>
    app().request(path(changes.guid ?? guid), {
      method: "PUT",
      headers: { ...headers, ...changes.headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>;
  const remove = (of = guid) => app().request(path(of), { method: "DELETE", headers });
  const stored = async () => (await posts.get(newsletterId, postId(newsletterId, guid)))?.post;

  it("makes, changes and leaves alone a post, whatever its guid is made of", async () => {
    const made = await put(words);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ id: postId(newsletterId, guid), change: "new" });
    expect(await stored()).toMatchObject({ guid, source: "api", publishedAt: "2026-11-10T09:00:00.000Z" });
    const again = await put(words);
    expect([again.status, (await json(again)).change]).toEqual([200, "unchanged"]);
    const changed = await put({ ...words, title: "Harbour lights, corrected" });
    expect([changed.status, (await json(changed)).change]).toEqual([200, "updated"]);
  });

  it("reads prose, photos, embeds and an excerpt out of HTML", async () => {
    const html = `<p>The boats came in before the fog did. Nobody waved.</p><script>alert(1)</script>
      <figure><img src="/pictures/harbour.jpg" width="1600" height="1067"><figcaption>The mole at six</figcaption></figure>`;
    const { paragraphs: _, ...rest } = words;
    expect((await put({ ...rest, html })).status).toBe(201);
    expect(await stored()).toMatchObject({
      paragraphs: ["The boats came in before the fog did. Nobody waved."],
      excerpt: "The boats came in before the fog did. Nobody waved.",
      photos: [{ url: "https://flashbulb.example/pictures/harbour.jpg", caption: "The mole at six", width: 1200 }],
    });
  });

  it("keeps a post without the photo that cannot be had, and says which", async () => {
    const photos = [{ url: "https://p.example/a.jpg", credit: "Ada Lund" }, { url: "https://p.example/gone.jpg" }];
    const answer = await put({ ...words, photos });
    expect(answer.status).toBe(201);
    const notHad = [{ url: "https://p.example/gone.jpg", reason: "was refused" }];
    expect((await json(answer)).photos).toEqual({ kept: 1, notHad });
    expect((await stored())?.photos).toMatchObject([{ credit: "Ada Lund", position: 0 }, { failure: "was refused" }]);
  });

  it("names every problem of a body at once", async () => {
    const answer = await put({
      url: "javascript:alert(1)",
      title: " ",
      publishedAt: "yesterday",
      html: "<p>x</p>",
      paragraphs: ["x"],
      photos: [{ url: "https://p.example/a-300x200.jpg" }, { url: "https://p.example/a.jpg", colour: "red" }],
    });
    expect(answer.status).toBe(400);
    const { problems } = (await json(answer)) as { problems: string[] };
    for (const field of ["url", "title", "publishedAt", "photos.1"])
      expect(problems.some((problem) => problem.startsWith(`${field}: `))).toBe(true);
    const beside = await put({ ...words, html: "<p>x</p>" });
    expect((await json(beside)).problems).toEqual([expect.stringMatching(/^paragraphs: cannot stand beside html/)]);
    const twice = await put({ ...words, photos: Array(2).fill({ url: "https://p.example/a.jpg" }) });
    expect((await json(twice)).problems).toEqual(["photos.1.url: is a picture named before"]);
    expect(await stored()).toBeUndefined();
  });

  it.each([
    ["no JSON", "{", 400],
    ["an array", "[]", 400],
    ["nested without end", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, 400],
    ["HTML nested without end", JSON.stringify({ ...words, paragraphs: undefined, html: "<div>".repeat(50_000) }), 400],
    ["too many bytes", JSON.stringify({ ...words, paragraphs: ["x".repeat(1_000_001)] }), 413],
  ])("refuses a body that is %s", async (_, body, status) => {
    const answer = await put(body);
    expect(answer.status).toBe(status);
    expect(await json(answer)).toMatchObject({ error: expect.any(String) });
    expect(await stored()).toBeUndefined();
  });

  it("refuses what is not said to be JSON", async () => {
    expect((await put(words, { headers: { "content-type": "text/plain" } })).status).toBe(415);
  });

  it("cleans what was typed, and takes braces and markup for the text they are", async () => {
    const title = "{{constructor}} <script>alert(1)</script>\u202egnp.exe\u0000";
    await put({ ...words, title, paragraphs: ["{{#each this}}", "  ", "a\r\nb"], tags: ["=cmd()"] });
    const post = await stored();
    expect(post?.title).toMatch(/^\{\{constructor\}\}/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(post?.title).not.toMatch(/<script|[\u0000-\u001f\u202e]/);
    expect(post).toMatchObject({ paragraphs: ["{{#each this}}", "a b"], tags: ["=cmd()"] });
  });

  it("does not let older words over newer ones", async () => {
    await put({ ...words, updatedAt: "2026-11-10T11:00:00Z", title: "Newer" });
    const older = await put({ ...words, updatedAt: "2026-11-10T10:30:00Z", title: "Older" });
    expect(older.status).toBe(409);
    expect((await json(older)).problems).toEqual(["updatedAt: 2026-11-10T11:00:00.000Z"]);
    expect(await stored()).toMatchObject({ title: "Newer" });
  });

  it("withdraws a post as often as it is asked to, brings it back when it is put, and knows no others", async () => {
    expect((await remove()).status).toBe(404);
    await put(words);
    const first = await remove();
    expect([first.status, await first.json()]).toEqual([200, { id: postId(newsletterId, guid), withdrawnAt: now }]);
    expect((await remove()).status).toBe(200);
    const back = await put(words);
    expect([back.status, (await json(back)).withdrawnAt]).toEqual([200, undefined]);
    expect(await stored()).not.toHaveProperty("withdrawnAt");
  });

  it("does not bring back what an editor withdrew, and says so", async () => {
    await put(words);
    await withdrawPost({ posts }, { newsletterId, guid, by: "editor", now });
    const answer = await put({ ...words, title: "Changed" });
    expect([answer.status, (await json(answer)).withdrawnAt]).toEqual([200, now]);
  });

  it.each([
    ["no key", undefined],
    ["a wrong key", "Bearer sk_test_flashbulb2"],
    ["an empty key", "Bearer "],
    ["another scheme", `Basic ${key}`],
    ["a key of other characters", "Bearer \u00a0"],
  ])("answers 401 to %s, before it reads anything", async (_, authorization) => {
    const { readable, pulled } = endless();
    const init = {
      method: "PUT",
      body: readable,
      duplex: "half",
      ...(authorization && { headers: { authorization } }),
    };
    const answer = await app().request(path(guid), init as RequestInit);
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(pulled()).toBeLessThan(200_000);
  });

  it("changes only the posts of the key's newsletter", async () => {
    await put(words);
    await put({ ...words, title: "Other" }, { headers: { authorization: "Bearer another key" } });
    await put({ ...words, title: "Other" }, { headers: { authorization: "Bearer another" } });
    expect(await stored()).toMatchObject({ title: "Harbour lights" });
  });

  it("stops reading a body without end at its limit", async () => {
    const { readable, pulled } = endless();
    const init = { method: "PUT", headers, body: readable, duplex: "half" } as RequestInit;
    expect((await app().request(path(guid), init)).status).toBe(413);
    expect(pulled()).toBeLessThan(1_300_000);
  });

  it("answers 413 to 100 MB on a real socket without holding them", async () => {
    const server = createServer(getRequestListener(app().fetch));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${port}${path(guid)}`;
    const before = process.memoryUsage().rss;
    const hundred = endless(100_000_000);
    const init = { method: "PUT", headers, body: hundred.readable, duplex: "half" } as RequestInit;
    expect((await fetch(url, init)).status).toBe(413);
    expect(hundred.pulled()).toBeLessThan(20_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    expect(await stored()).toBeUndefined();
  });
});

/** A body of so many bytes, and how many of them were asked for. */
const endless = (bytes = Number.POSITIVE_INFINITY) => {
  const chunk = new TextEncoder().encode("[".repeat(65_536));
  let pulled = 0;
  const readable = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (pulled >= bytes) return controller.close();
      pulled += chunk.length;
      controller.enqueue(chunk);
    },
  });
  return { readable, pulled: () => pulled };
};
