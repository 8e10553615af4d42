import { PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Table } from "../../functions/core/store.ts";
import { addMilliseconds, day, hour, type Instant } from "../../functions/core/time.ts";
import { mergedPost } from "../../functions/posts/arrival.ts";
import { editPost } from "../../functions/posts/edit-post.ts";
import { type Gathering, gatherWindow } from "../../functions/posts/gather-window.ts";
import { type IncomingPost, postId } from "../../functions/posts/post.ts";
import { putPost } from "../../functions/posts/put-post.ts";
import { restorePost } from "../../functions/posts/restore-post.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { withdrawPost } from "../../functions/posts/withdraw-post.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anArrival, anIncomingPost } from "../support/posts.ts";
import { faulty, requestsOf, storeEngines } from "../support/store.ts";

const from = "2026-11-07T07:00:00.000Z";
const until = "2026-11-14T07:00:00.000Z";
const noon = "2026-11-10T12:00:00.000Z";

describe.each(storeEngines)("posts on $name", ({ open }) => {
  let engine: StoreEngine;
  let table: Table;
  let posts: PostStore;
  let newsletterId: string;
  let newsletters = 0;

  beforeAll(async () => {
    engine = await open([postsTable]);
    table = engine.table(postsTable);
    posts = postStore(table);
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    newsletterId = `newsletter-${newsletters++}`;
  });

  const put = (said: Partial<IncomingPost>, now: Instant = noon, store = posts) =>
    putPost({ posts: store }, { ...anArrival(said), newsletterId, now });
  const gather = async (changes: Partial<Gathering> = {}, store = posts) => {
    const found = await gatherWindow({ posts: store }, { newsletterId, from, until, ...changes });
    return found.map(({ guid }) => guid);
  };
  const idOf = (guid: string) => postId(newsletterId, guid);

  describe("putting", () => {
    it("makes a post once and then changes it only when its words change", async () => {
      expect(await put({})).toMatchObject({ ok: true, change: "new" });
      expect(await put({}, addMilliseconds(noon, hour))).toMatchObject({ ok: true, change: "unchanged" });
      expect(await put({ title: "Other" })).toMatchObject({ ok: true, change: "updated" });
      expect(await posts.get(newsletterId, idOf("post-1"))).toMatchObject({ version: 2, post: { title: "Other" } });
    });

    it("refuses what could not be stored or read again, naming every problem", async () => {
      const tooMuch = await put({ paragraphs: ["x".repeat(1_000_001)] });
      expect(tooMuch).toMatchObject({ ok: false, reason: "too-large" });
      const said = { ...anIncomingPost(), title: "x".repeat(501), url: "ftp://flashbulb.example/" };
      const invalid = await putPost({ posts }, { ...anArrival(), newsletterId, said });
      expect(invalid).toMatchObject({ ok: false, reason: "invalid" });
      expect(!invalid.ok && invalid.problems.map((problem) => problem.split(":")[0])).toEqual(["url", "title"]);
      expect(await gather()).toEqual([]);
    });

    it("stores a post of almost a megabyte without the end of its prose, and says so", async () => {
      const paragraphs = Array.from({ length: 90 }, (_, n) => `${n} ${"é".repeat(5_000)}`);
      const outcome = await put({ paragraphs });
      expect(outcome).toMatchObject({ ok: true, change: "new", cut: true });
      const stored = await posts.get(newsletterId, idOf("post-1"));
      expect(stored?.post.paragraphs.length).toBeGreaterThan(30);
      expect(await put({ paragraphs })).toMatchObject({ ok: true, change: "unchanged" });
    });

    it("keeps one post and one place for it with many importers at once", async () => {
      const titles = Array.from({ length: 12 }, (_, n) => `Title ${n}`);
      const outcomes = await Promise.all(titles.map((title) => put({ title })));
      expect(outcomes.map((outcome) => outcome.ok && outcome.change).filter((change) => change === "new")).toHaveLength(
        1,
      );
      const stored = await posts.get(newsletterId, idOf("post-1"));
      expect(stored?.version).toBe(12);
      expect(await gather()).toEqual(["post-1"]);
    });

    it("never loses an edit to an import, nor an import to an edit, when they meet", async () => {
      await put({});
      const edits = Array.from({ length: 5 }, (_, n) =>
        editPost({ posts }, { newsletterId, postId: idOf("post-1"), changes: { weight: n } }),
      );
      await Promise.all([...edits, put({ title: "From the source" })]);
      const [post] = await gatherWindow({ posts }, { newsletterId, from, until });
      expect(post).toMatchObject({ title: "From the source" });
      expect(post?.edits.weight).toBeTypeOf("number");
    });
  });

  describe("a window", () => {
    it("is half-open, in order of date, and of one newsletter", async () => {
      await put({ guid: "first", publishedAt: from });
      await put({ guid: "last", publishedAt: addMilliseconds(until, -1) });
      await put({ guid: "after", publishedAt: until });
      await put({ guid: "before", publishedAt: addMilliseconds(from, -1) });
      await put({ guid: "middle", publishedAt: noon });
      await putPost({ posts }, { ...anArrival({ guid: "other" }), newsletterId: `${newsletterId}-other` });
      expect(await gather()).toEqual(["first", "middle", "last"]);
    });

    it("holds a post under embargo when that ends, and not when it is dated", async () => {
      await put({ guid: "embargoed", embargoUntil: until });
      await put({ guid: "free", embargoUntil: "2026-11-01T00:00:00.000Z" });
      expect(await gather()).toEqual(["free"]);
      expect(await gather({ from: until, until: addMilliseconds(until, 7 * day) })).toEqual(["embargoed"]);
    });

    it("holds what came late for an earlier one, and what was moved back, but not what was there in time", async () => {
      const late = { from: addMilliseconds(from, -35 * day), since: from };
      const old = addMilliseconds(from, -day);
      await put({ guid: "in time", publishedAt: old }, addMilliseconds(old, hour));
      await put({ guid: "late", publishedAt: old }, noon);
      await put({ guid: "lifted", publishedAt: old, embargoUntil: until }, addMilliseconds(old, hour));
      await put({ guid: "lifted", publishedAt: old }, noon);
      await put({ guid: "ancient", publishedAt: addMilliseconds(from, -60 * day) }, noon);
      await put({ guid: "now" }, noon);
      expect(await gather()).toEqual(["now"]);
      expect((await gather({ late })).toSorted()).toEqual(["late", "lifted", "now"]);
      expect(await gather({ late: { ...late, from: addMilliseconds(from, -90 * day) } })).toContain("ancient");
    });

    it("shows a withdrawn post as such, and lets a restored one come late", async () => {
      const guid = "post-1";
      await put({ guid });
      const withdrawal = { newsletterId, guid, by: "editor", now: noon } as const;
      expect(await withdrawPost({ posts }, withdrawal)).toMatchObject({ ok: true, written: true });
      expect(await withdrawPost({ posts }, { ...withdrawal, now: until })).toMatchObject({ ok: true, written: false });
      const [post] = await gatherWindow({ posts }, { newsletterId, from, until });
      expect(post).toMatchObject({ withdrawnAt: noon, withdrawnBy: "editor" });
      await restorePost({ posts }, { newsletterId, guid, now: addMilliseconds(until, hour) });
      const next = { from: until, until: addMilliseconds(until, 7 * day), late: { from, since: until } };
      expect(await gather(next)).toEqual([guid]);
      expect(await withdrawPost({ posts }, { ...withdrawal, guid: "?" })).toEqual({
        ok: false,
        reason: "unknown-post",
      });
    });

    it("follows a post from date to date, in any order of dates", async () => {
      const dates = fc.constantFrom("2026-11-01", "2026-11-09", "2026-11-12", "2026-11-20");
      await fc.assert(
        fc.asyncProperty(fc.uuid(), fc.array(dates, { minLength: 1, maxLength: 6 }), async (guid, visits) => {
          for (const date of visits) await put({ guid, publishedAt: `${date}T09:00:00.000Z` });
          const last = String(visits.at(-1));
          expect((await gather()).includes(guid)).toBe(last === "2026-11-09" || last === "2026-11-12");
          expect(await posts.calendar(newsletterId, last, `${last}U`)).toContainEqual(
            expect.objectContaining({ postId: idOf(guid) }),
          );
        }),
        { numRuns: 15 },
      );
    });

    it("costs as many requests when there are four times as many posts of other weeks", async () => {
      const fill = async (count: number, publishedAt: (n: number) => Instant) => {
        const numbers = Array.from({ length: count }, (_, n) => n);
        const inFours = [0, 1, 2, 3].map(async (lane) => {
          for (const n of numbers.filter((each) => each % 4 === lane))
            await posts.put(
              mergedPost(undefined, {
                ...anArrival({ guid: publishedAt(n), publishedAt: publishedAt(n) }),
                newsletterId,
              }),
              undefined,
            );
        });
        await Promise.all(inFours);
      };
      await fill(200, (n) => addMilliseconds(from, n * 60_000));
      const few = await requestsOf(table, async (counted) =>
        expect(await gather({}, postStore(counted))).toHaveLength(200),
      );
      await fill(800, (n) => addMilliseconds(from, -(n + 1) * hour));
      const many = await requestsOf(table, async (counted) =>
        expect(await gather({}, postStore(counted))).toHaveLength(200),
      );
      expect(few).toEqual({ QueryCommand: 1, BatchGetItemCommand: 2 });
      expect(many).toEqual(few);
    });
  });

  describe("a writer that dies", () => {
    /** Every request of putting `second` over `first`, each of them made the last. */
    const deaths = async (
      first: Partial<IncomingPost>,
      second: Partial<IncomingPost>,
      check: (died: boolean) => Promise<void>,
    ) => {
      for (let survives = 0; ; survives++) {
        newsletterId = `newsletter-${newsletters++}`;
        await put(first);
        const died = await put(second, noon, postStore(faulty(table, survives))).then(
          () => false,
          () => true,
        );
        await check(died);
        if (!died) return survives;
      }
    };

    it("leaves a new post unseen or whole, and the next import mends it", async () => {
      const whole = await deaths({ guid: "other" }, { guid: "new" }, async () => {
        expect(["other", "new,other", "other,new"]).toContain((await gather()).join());
        await put({ guid: "new" });
        expect((await gather()).toSorted()).toEqual(["new", "other"]);
      });
      expect(whole).toBe(3);
    });

    it("never shows a post at a date it does not have, and the next import mends it", async () => {
      const [inside, outside] = [noon, until];
      const moved = await deaths({ publishedAt: inside }, { publishedAt: outside }, async () => {
        const { post } = (await posts.get(newsletterId, idOf("post-1"))) ?? {};
        expect(await gather()).toEqual(post?.publishedAt === inside ? ["post-1"] : []);
        await put({ publishedAt: outside });
        expect(await gather()).toEqual([]);
        expect(await gather({ from: until, until: addMilliseconds(until, day) })).toEqual(["post-1"]);
        await put({ publishedAt: inside });
        expect(await gather()).toEqual(["post-1"]);
      });
      expect(moved).toBe(4);
    });

    it("cannot, however late it comes back, take away the place of a post that has returned", async () => {
      const [here, there] = [noon, addMilliseconds(noon, day)];
      await put({ publishedAt: here });
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const slow = put({ publishedAt: there }, noon, postStore(faulty(table, 3, () => held)));
      await expect.poll(async () => (await posts.get(newsletterId, idOf("post-1")))?.version).toBe(2);
      await put({ publishedAt: here });
      release();
      await slow;
      expect(await gather()).toEqual(["post-1"]);
    });
  });

  it("refuses to read an item that is no post", async () => {
    const Item = {
      pk: `${newsletterId}#${idOf("broken")}`,
      sk: "post",
      version: 1,
      post: JSON.stringify({ title: 1 }),
    };
    await table.db.send(new PutCommand({ TableName: table.name, Item }));
    await expect(posts.get(newsletterId, idOf("broken"))).rejects.toThrow();
  });
});
