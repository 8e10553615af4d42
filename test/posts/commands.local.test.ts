import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { guardedFetch } from "../../functions/core/guarded-fetch.ts";
import type { Source } from "../../functions/core/newsletter.ts";
import { postsCommands } from "../../functions/posts/commands.ts";
import { fetchPhotos } from "../../functions/posts/fetch-photos.ts";
import { gatherWindow } from "../../functions/posts/gather-window.ts";
import { isReady } from "../../functions/posts/photo.ts";
import { type SourceStore, sourceStore } from "../../functions/posts/source-store.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { aBlog, type Blog } from "../support/blog.ts";
import { aNewsletter } from "../support/mail.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { openStore } from "../support/store.ts";
import { hasSharedData } from "./shared-data.ts";

const now = "2026-11-10T12:00:00.000Z";

describe("tearsheet posts", () => {
  let engine: StoreEngine;
  let posts: PostStore;
  let sources: SourceStore;
  let own: Source[];
  let folder: string;
  let newsletterIds: string[];
  let newsletters = 0;
  beforeAll(async () => {
    engine = await openStore(postsTable);
    posts = postStore(engine.table(postsTable));
    sources = sourceStore(engine.table(postsTable));
    folder = await mkdtemp(join(tmpdir(), "posts-"));
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    newsletterIds = [`newsletter-${newsletters++}`];
    own = [];
  });
  afterEach(() => {
    process.exitCode = undefined;
  });

  const newsletterOf = (id: string) => aNewsletter({ id, sources: own });
  const tearsheet = async (blog: Blog | undefined, ...words: string[]) => {
    const printed: string[] = [];
    let progress = "";
    const fetch = guardedFetch({ allow: blog ? [blog.hostPort] : [], totalMilliseconds: 2000 });
    const files = memoryFiles();
    const deps = {
      posts,
      newsletters: {
        list: async () => newsletterIds.map(newsletterOf),
        get: async (id: string) => ({ newsletter: newsletterOf(id), version: 1 }),
      },
      sources,
      ...{ fetch, files },
      fetchPhotos: (photos: Parameters<typeof fetchPhotos>[1]) => fetchPhotos({ fetch, files }, photos),
      clock: () => now,
      print: (line: string) => printed.push(line),
      progress: new Writable({
        write: (chunk, _, done) => {
          progress += chunk;
          done();
        },
      }),
    };
    process.exitCode = undefined;
    await postsCommands((work) => work(deps))
      .exitOverride()
      .parseAsync(words, { from: "user" });
    return { printed, progress, code: process.exitCode ?? 0 };
  };
  const everything = () =>
    gatherWindow(
      { posts },
      { newsletterId: String(newsletterIds[0]), from: "1990-01-01T00:00:00.000Z", until: "2099-01-01T00:00:00.000Z" },
    );

  it("makes 80 posts with their sets of the 80 behind a feed of ten, and nothing the second time", async () => {
    await using blog = await aBlog(80);
    const first = await tearsheet(blog, "import", `${blog.url}/feed`);
    expect(first.printed).toEqual([
      `${blog.url}/feed: 80 new, 0 updated, 0 unchanged, 0 refused; 160 photos kept, 0 not had`,
    ]);
    expect(first.progress).toBe(`${blog.url}/feed: 50 of 80 posts\n`);
    const all = await everything();
    expect(all).toHaveLength(80);
    expect(all.every(({ photos }) => photos.length === 2 && photos.every(isReady))).toBe(true);
    expect(all[0]?.photos.map(({ caption }) => caption)).toEqual(["Boat 1a", "Boat 1b"]);

    const asked = blog.asked.length;
    const second = await tearsheet(blog, "import", `${blog.url}/feed`);
    expect(second.printed[0]).toMatch(/0 new, 0 updated, 80 unchanged, 0 refused; 0 photos kept, 0 not had$/);
    expect(blog.asked.slice(asked).filter((path) => !path.startsWith("/feed") && !path.startsWith("/wp-json"))).toEqual(
      [],
    );
  });

  it("reads no more pages than it is told to, and finds the feed of a site", async () => {
    await using blog = await aBlog(30);
    const { printed } = await tearsheet(blog, "import", blog.url, "--pages", "2", "--no-photos");
    expect(printed[0]).toMatch(/: 20 new, .* 0 photos kept, 0 not had$/);
  });

  it("asks WordPress's REST API when its feed has no further pages", async () => {
    await using blog = await aBlog(25, { rest: true });
    const { printed } = await tearsheet(blog, "import", `${blog.url}/feed`, "--no-photos");
    expect(printed[0]).toMatch(/: 25 new, 0 updated/);
  });

  it("takes a post without what could not be had, says so, and gets it with the next import", async () => {
    await using blog = await aBlog(3);
    for (const path of ["/picture/1b.jpg", "/post/2"]) blog.broken.add(path);
    const first = await tearsheet(blog, "import", `${blog.url}/feed`);
    expect(first.printed[0]).toMatch(/: 3 new, .*; 3 photos kept, 1 not had \(was refused by its server \(503\): 1\)$/);
    expect(first.code).toBe(0);
    blog.broken.clear();
    const second = await tearsheet(blog, "import", `${blog.url}/feed`);
    expect(second.printed[0]).toMatch(/: 0 new, 2 updated, 1 unchanged, 0 refused; 3 photos kept, 0 not had$/);
  });

  it("goes on with the other sources when one cannot be read, and fails in the end", async () => {
    await using blog = await aBlog(1);
    const text = join(folder, "words.txt");
    await writeFile(text, "no feed at all");
    const { printed, code } = await tearsheet(
      blog,
      ...[
        "import",
        "--no-photos",
        `${blog.url}/nothing`,
        text,
        join(folder, "absent"),
        folder,
        "/dev/zero",
        "http://10.0.0.1/",
        `${blog.url}/feed`,
      ],
    );
    expect(printed).toEqual([
      `${blog.url}/nothing: was refused by its server (404)`,
      `${text}: this is no feed`,
      `${join(folder, "absent")}: does not exist`,
      `${folder}: is a folder`,
      "/dev/zero: is too large",
      "http://10.0.0.1/: has an address that is not public, and no other is asked: import the feed as a file",
      expect.stringMatching(/1 new/),
    ]);
    expect(code).toBe(1);
  });

  it("lists posts by date, withdraws and restores them", async () => {
    await using blog = await aBlog(2);
    await tearsheet(blog, "import", `${blog.url}/feed`);
    const guid = `${blog.url}/?p=1`;
    const listed = await tearsheet(blog, "list");
    expect(listed.printed).toEqual([
      `2026-11-01T01:00:00.000Z\t${guid}\t2/2 photos\tHarbour 1`,
      `2026-11-01T02:00:00.000Z\t${blog.url}/?p=2\t2/2 photos\tHarbour 2`,
    ]);
    expect((await tearsheet(blog, "list", "--from", "2026-11-01T02:00:00+00:00")).printed).toHaveLength(1);
    expect((await tearsheet(blog, "withdraw", guid)).printed[0]).toContain("withdrawn by editor");
    expect((await tearsheet(blog, "import", `${blog.url}/feed`)).printed[0]).toMatch(/2 unchanged/);
    expect((await tearsheet(blog, "list")).printed[0]).toContain("withdrawn by editor");
    expect((await tearsheet(blog, "restore", guid)).printed[0]).toContain("2/2 photos");
    await expect(tearsheet(blog, "withdraw", "nobody's")).rejects.toThrow("has no post nobody's");
  });

  it("asks the sources of a newsletter when told to, and says how they are", async () => {
    await using blog = await aBlog(2);
    const none = `${newsletterIds[0]}\tits settings name no sources: newsletters edit`;
    for (const asked of ["poll", "sources"])
      expect((await tearsheet(blog, asked, String(newsletterIds[0]))).printed).toEqual([none]);
    own = [
      { url: `${blog.url}/feed`, everyMinutes: 10 },
      { url: `${blog.url}/nothing`, everyMinutes: 60 },
    ];
    const id = String(newsletterIds[0]);
    expect((await tearsheet(blog, "sources")).printed).toEqual(own.map(({ url }) => `${id}\t${url}\tnever asked`));
    const polled = await tearsheet(blog, "poll", id);
    expect(polled.printed).toEqual([
      expect.stringMatching(/feed: 2 new/),
      `${blog.url}/nothing: was refused by its server (404)`,
    ]);
    expect(polled.code).toBe(1);
    expect((await tearsheet(blog, "sources", id)).printed).toEqual([
      `${id}\t${blog.url}/feed\tlast answered ${now}\tnext asked 2026-11-10T12:10:00.000Z`,
      expect.stringMatching(/nothing was refused by its server \(404\), since 2026-11-10 12:00 UTC\tnever answered\t/),
    ]);
  });

  it("asks which newsletter is meant when there are several, and refuses one that is not there", async () => {
    newsletterIds.push("second");
    await expect(tearsheet(undefined, "list")).rejects.toThrow(
      /say which newsletter: --newsletter newsletter-\d+, second/,
    );
    await expect(tearsheet(undefined, "list", "--newsletter", "third")).rejects.toThrow("there is no newsletter third");
    expect((await tearsheet(undefined, "list", "--newsletter", "second")).printed).toEqual([]);
    newsletterIds = [];
    await expect(tearsheet(undefined, "list")).rejects.toThrow("there is no newsletter yet");
  });

  it.skipIf(!hasSharedData)("takes in every real feed, the second time without a change", async () => {
    const feeds = new URL("../../../shared/data/feeds/", import.meta.url).pathname;
    const files = (await readdir(feeds)).map((name) => join(feeds, name));
    const first = await tearsheet(undefined, "import", "--no-photos", ...files);
    expect(first.code).toBe(0);
    expect(first.printed.filter((line) => line.includes(" new, "))).toHaveLength(files.length);
    const second = await tearsheet(undefined, "import", "--no-photos", ...files);
    for (const line of second.printed.filter((each) => each.includes(" new, ")))
      expect(line).toMatch(/: 0 new, 0 updated, /);
  });
});
