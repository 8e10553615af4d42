import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { outcomeLine } from "../../functions/calendar/outcome.ts";
import { runTick } from "../../functions/calendar/run-tick.ts";
import { guardedFetch } from "../../functions/core/guarded-fetch.ts";
import type { StoredNewsletter } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day, hour, type Instant, minute } from "../../functions/core/time.ts";
import { editIssue } from "../../functions/digest/edit-issue.ts";
import { type Issue, issueId } from "../../functions/digest/issue.ts";
import { makeIssue } from "../../functions/digest/make-issue.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { undoEdit } from "../../functions/digest/undo-edit.ts";
import { fetchPhotos } from "../../functions/posts/fetch-photos.ts";
import { isReady, type Photo } from "../../functions/posts/photo.ts";
import { held } from "../../functions/posts/source-state.ts";
import { aBlog, type Blog } from "../support/blog.ts";
import { aNewsletter } from "../support/digest-week.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { openWorld, type World } from "../support/world.ts";
import { chanceFrom } from "../year/chance.ts";

/** A week that holds the first posts of the blog, which are of its first hours. */
const window = { from: "2026-10-31T07:00:00.000Z", until: "2026-11-07T07:00:00.000Z" };
const blogBegins = "2026-11-01T00:00:00.000Z";
const past = (milliseconds: number): Instant => addMilliseconds(window.until, milliseconds);

describe("a window that has ended", () => {
  let blog: Blog;
  let world: World;
  let newsletterId: string;
  let newsletters = 0;
  const blogFetch = () => guardedFetch({ allow: [blog.hostPort], totalMilliseconds: 2000 });
  beforeAll(async () => {
    blog = await aBlog(0);
    world = await openWorld({ fetch: blogFetch() });
  });
  afterAll(async () => {
    await world.close();
    await blog[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    newsletterId = `closing-${newsletters++}`;
    const own = { sources: [{ url: `${blog.url}/feed` }], postalAddress: "Via Margutta 12, Roma" };
    const newsletter = aNewsletter({ id: newsletterId, whenUnapproved: "send", ...own });
    await world.parts.newsletters.put({ newsletter, version: 0 });
    blog.broken.clear();
    blog.retryAfter = undefined;
    blog.fails = () => false;
    blog.published = 4;
  });

  /** Four posts, asked for a minute before the window ends; the fifth comes just after that. */
  const fifthPost = async () => {
    await tickAt(past(-minute));
    blog.published = 5;
  };
  const tickAt = async (at: Instant): Promise<string[]> => {
    world.set(at);
    return (await runTick(world.partsOf(newsletterId)))
      .filter((outcome) => outcome.newsletterId === newsletterId)
      .map((outcome) => (outcome.did === "heard" ? outcomeLine(outcome).replace(/^.*feed /, "") : outcome.did));
  };
  const issue = async () => (await world.parts.issues.get(newsletterId, issueId(newsletterId, window)))?.issue;
  const posts = async () => postsThatRun(((await issue()) as Issue).digest);
  const source = async () => {
    const stored = (await world.parts.sources.all(newsletterId)).get(`${blog.url}/feed`);
    if (!stored) throw new Error("the source was never asked");
    return stored;
  };

  it("holds the 80 posts of its week behind a feed of ten, each whole and once, from a server that fails one time in five", async () => {
    const chance = chanceFrom(7);
    const served: string[] = [];
    blog.fails = () => {
      const isFailing = chance.happens(0.2);
      if (!isFailing) served.push(blog.asked.at(-1) ?? "");
      return isFailing;
    };
    const photos = { fetch: blogFetch(), files: memoryFiles() };
    const deps = {
      ...world.partsOf(newsletterId),
      fetchPhotos: (wanted: readonly Photo[]) => fetchPhotos(photos, wanted),
    };
    let taken = 0;
    const tick = async (hours: number, minutes: number) => {
      blog.published = Math.min(80, Math.floor((hours * 80) / 151));
      world.set(addMilliseconds(blogBegins, hours * hour + minutes * minute));
      for (const outcome of await runTick(deps))
        if (outcome.did === "heard") taken += Number(/^(\d+) new/.exec(outcome.words)?.[1] ?? 0);
    };
    // At five past, when no draft is made anew; nobody asks for a day, and more is published then than a page shows.
    for (let hours = 2; hours <= 150; hours += 3) if (hours < 60 || hours > 84) await tick(hours, 5);
    expect(taken).toBeLessThan(80);
    for (let minutes = 1; minutes <= 15 && !(await issue())?.closedAt; minutes++) await tick(151, minutes);
    expect(taken).toBe(80);
    const ids = await posts();
    expect(ids).toHaveLength(80);
    const stored = [...(await world.parts.posts.getMany(newsletterId, ids)).values()];
    expect(stored.filter(({ post }) => post.photos.length === 2 && post.photos.every(isReady))).toHaveLength(80);
    const pictures = served.filter((path) => path.startsWith("/picture/"));
    expect(pictures).toHaveLength(160);
    expect(new Set(pictures).size).toBe(160);
  });

  it("waits for another tick that is at its source, and closes over what that one heard", async () => {
    await fifthPost();
    const stored = await source();
    await world.parts.sources.put(newsletterId, held(stored.state, past(-minute)), stored);
    expect(await tickAt(past(minute))).not.toContain("closed");
    expect((await issue())?.closedAt).toBeUndefined();
    expect(await tickAt(past(9 * minute))).toEqual(expect.arrayContaining(["closed", "begun"]));
    expect(await posts()).toHaveLength(5);
  });

  it("waits for a source that fails just now, and closes with what it says when it answers", async () => {
    await fifthPost();
    blog.broken.add("/feed");
    expect(await tickAt(past(minute))).toEqual(["was refused by its server (503)", "drafted"]);
    expect(await tickAt(past(2 * minute))).toEqual([]);
    blog.broken.clear();
    expect(await tickAt(past(3 * minute))).toEqual(expect.arrayContaining(["answers again", "closed", "begun"]));
    expect(await posts()).toHaveLength(5);
  });

  it("asks a source that asks to be left alone once, and again when the time that it asked for is over", async () => {
    await fifthPost();
    blog.broken.add("/feed");
    blog.retryAfter = 150;
    blog.asked.length = 0;
    for (const minutes of [1, 2, 3]) expect(await tickAt(past(minutes * minute))).not.toContain("closed");
    expect(blog.asked).toEqual(["/feed"]);
    blog.broken.clear();
    expect(await tickAt(past(4 * minute))).toEqual(expect.arrayContaining(["answers again", "closed", "begun"]));
    expect(await posts()).toHaveLength(5);
  });

  it("does not wait for a source that asks to be left alone for longer, and says so", async () => {
    await fifthPost();
    blog.broken.add("/feed");
    blog.retryAfter = 3600;
    const [, told, ...done] = await tickAt(past(minute));
    expect(told).toMatch(/not heard whole .*\(503\), and asks us to wait until 2026-11-07T08:01/);
    expect(done).toEqual(expect.arrayContaining(["closed", "begun"]));
  });

  it("is closed by the tick alone: whoever edits or makes the issue while its source is waited for does not", async () => {
    await fifthPost();
    blog.broken.add("/feed");
    await tickAt(past(minute));
    const { newsletter } = (await world.parts.newsletters.get(newsletterId)) as StoredNewsletter;
    const name = { newsletterId, issueId: issueId(newsletterId, window) };
    const edit = { kind: "subject", text: "Four boats" } as const;
    expect(await editIssue(world.parts, { ...name, by: "ada", seen: 0, edit })).toMatchObject({ ok: true });
    expect((await issue())?.closedAt).toBeUndefined();
    expect((await undoEdit(world.parts, { ...name, n: 1 })).ok).toBe(true);
    await makeIssue(world.parts, { newsletter, window, again: true });
    expect((await issue())?.closedAt).toBeUndefined();
    blog.broken.clear();
    expect(await tickAt(past(2 * minute))).toEqual(expect.arrayContaining(["closed", "begun"]));
    expect(await posts()).toHaveLength(5);
  });

  it("closes after a quarter of an hour without a source that does not answer, and says so", async () => {
    await fifthPost();
    blog.broken.add("/feed");
    await tickAt(past(minute));
    expect(await tickAt(past(15 * minute))).toEqual([
      `was not heard whole before the window of ${window.until} closed: it was refused by its server (503)`,
      ...["closed", "begun"],
    ]);
    expect((await source()).state).toMatchObject({ failures: 1 });
    expect(await posts()).toHaveLength(4);
    const why = `${blog.url}/feed was refused by its server (503), since 2026-11-07 07:01 UTC`;
    expect((await issue())?.news).toEqual([{ kind: "unheard", at: past(15 * minute), why }]);
  });

  it("does not wait for a source that is known to be silent", async () => {
    await fifthPost();
    const { state, version } = await source();
    const silent = { ...state, failures: 4, failingSince: past(-day), nextAt: past(hour) };
    await world.parts.sources.put(newsletterId, silent, { version });
    blog.broken.add("/feed");
    expect(await tickAt(past(minute))).toEqual(expect.arrayContaining(["closed", "begun"]));
  });

  it("hears its sources also when nobody made its issue while it was open", async () => {
    expect(await tickAt(past(minute))).toEqual(expect.arrayContaining(["closed", "begun"]));
    expect(await posts()).toHaveLength(4);
  });
});
