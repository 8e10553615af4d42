import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Item, Table } from "../../functions/core/store.ts";
import { addMilliseconds, day } from "../../functions/core/time.ts";
import { composeRendition } from "../../functions/digest/compose-rendition.ts";
import { issueId } from "../../functions/digest/issue.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { sentinelsFrom } from "../../functions/digest/sentinels.ts";
import { subjectLine } from "../../functions/digest/subject-line.ts";
import { mergedPost } from "../../functions/posts/arrival.ts";
import { gatherWindow } from "../../functions/posts/gather-window.ts";
import type { Post } from "../../functions/posts/post.ts";
import { itemsOf, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { aNewsletter, aWeek, aWindow } from "../support/digest-week.ts";
import { anArrival } from "../support/posts.ts";
import { requestsOf } from "../support/store.ts";

const newsletter = aNewsletter();
const newsletterId = newsletter.id;
const weekPosts = 200;
const photosEach = 10;
const rounds = 10;

/** What the issue of a week of 200 posts with 2,000 photos costs among so many others; medians in milliseconds. */
export type WeekCost = { posts: number; requests: number; gatherMs: number; selectMs: number; renderMs: number };

/**
 * Fills a store on disk and makes the issue of its newest week after each of the `sizes`, in rising order. The older posts are a
 * paragraph long, 200 to a week, as far back as it takes.
 */
export const weekBench = async (
  sizes: readonly number[],
  done: (cost: WeekCost) => void = () => {},
): Promise<WeekCost[]> => {
  const folder = await mkdtemp(join(tmpdir(), "gather-"));
  const engine = await openStoreEngine({ service: { kind: "embedded" }, folder, tables: [postsTable] });
  try {
    const table = engine.table(postsTable);
    const week = aWeek(weekPosts, photosEach).map((post) => ({ ...post, paragraphs }));
    await fill(table, 0, weekPosts, (n) => week[n] as Post);
    const costs: WeekCost[] = [];
    let filled = weekPosts;
    for (const posts of sizes) {
      await fill(table, filled, posts, anOlderPost);
      filled = Math.max(filled, posts);
      const cost = { posts, ...(await weekCost(table)) };
      done(cost);
      costs.push(cost);
    }
    return costs;
  } finally {
    await engine.close();
    await rm(folder, { recursive: true });
  }
};

export const bench = async (print: (line: string) => void, flags: { posts: number }): Promise<void> => {
  print(`a week of ${weekPosts} posts and ${weekPosts * photosEach} photos; pictures are cropped already`);
  await weekBench([1_000, flags.posts], ({ posts, requests, gatherMs, selectMs, renderMs }) =>
    print(
      `among ${posts.toLocaleString("en")} posts: gather ${gatherMs.toFixed(0)} ms with ${requests} requests to the store, ` +
        `select ${selectMs.toFixed(0)} ms, render ${renderMs.toFixed(0)} ms`,
    ),
  );
};

const weekCost = async (table: Table): Promise<Omit<WeekCost, "posts">> => {
  const costs: Omit<WeekCost, "posts">[] = [];
  for (let round = 0; round < rounds; round++) costs.push(await oneWeek(table));
  const median = (of: "gatherMs" | "selectMs" | "renderMs" | "requests") =>
    costs.map((cost) => cost[of]).toSorted((a, b) => a - b)[rounds / 2] ?? 0;
  return {
    requests: median("requests"),
    gatherMs: median("gatherMs"),
    selectMs: median("selectMs"),
    renderMs: median("renderMs"),
  };
};

const oneWeek = async (table: Table): Promise<Omit<WeekCost, "posts">> => {
  let posts: Post[] = [];
  let gatherMs = 0;
  const counted = await requestsOf(table, async (observed) => {
    const begun = performance.now();
    posts = await gatherWindow({ posts: postStore(observed) }, { newsletterId, ...aWindow });
    gatherMs = performance.now() - begun;
  });
  if (posts.length !== weekPosts) throw new Error(`gathered ${posts.length} posts instead of ${weekPosts}`);
  const requests = Object.values(counted).reduce((sum, count) => sum + count, 0);
  const gathered = performance.now();
  const digest = makeDigest({ newsletter, window: aWindow, posts });
  const selected = performance.now();
  await render(posts, digest);
  return { requests, gatherMs, selectMs: selected - gathered, renderMs: performance.now() - selected };
};

/** Everything but cropping, which is done once for a photo: every file is there already, a fifth of a byte a pixel. */
const render = async (week: readonly Post[], digest: ReturnType<typeof makeDigest>): Promise<void> => {
  const posts = new Map(week.map((post) => [post.id, post]));
  const file = (key: string, width: number, height: number) => ({ key, width, height, bytes: (width * height) / 5 });
  await composeRendition(
    {
      photoFile: async ({ photo, crop, width }) =>
        file(`photos/${photo.id}/${width}.jpg`, width, Math.round((width * crop.height) / crop.width)),
    },
    {
      ...{ newsletter, issueId: issueId(newsletterId, aWindow), window: aWindow, revision: 1, digest, posts },
      ...subjectLine({ digest, posts, isSensitive: () => false }),
      sentinels: sentinelsFrom(Buffer.alloc(32, 7)),
      links: {
        file: (key) => `https://news.flashbulb.example/${key}`,
        allStories: "https://news.flashbulb.example/all",
      },
      at: aWindow.until,
    },
  );
};

const batch = 12;

const fill = async (table: Table, first: number, end: number, postOf: (n: number) => Post): Promise<void> => {
  const lanes = [0, 1].map(async (lane) => {
    for (let n = first + lane * batch; n < end; n += 2 * batch) {
      const some = Array.from({ length: Math.min(batch, end - n) }, (_, each) => postOf(n + each));
      await write(table, some.flatMap(itemsOf));
    }
  });
  await Promise.all(lanes);
};

const write = async (table: Table, items: readonly Item[]): Promise<void> => {
  const requests = items.map((Item) => ({ PutRequest: { Item } }));
  const answer = await table.db.send(new BatchWriteCommand({ RequestItems: { [table.name]: requests } }));
  if (answer.UnprocessedItems?.[table.name]?.length) throw new Error("the store left items unwritten");
};

const sentence = "The boats came in before the fog did, and on the mole nobody waved but the man who sells the ice. ";

const paragraphs = Array.from({ length: 8 }, () => sentence.repeat(4).trim());

const anOlderPost = (n: number): Post => {
  const publishedAt = addMilliseconds(aWindow.from, -Math.floor(((n + 1) * 7 * day) / weekPosts));
  const arrival = anArrival({ guid: `post-${n}`, url: `https://flashbulb.example/${n}`, publishedAt });
  return mergedPost(undefined, { ...arrival, newsletterId });
};
