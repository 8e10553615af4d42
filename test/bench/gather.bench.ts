import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Item, Table } from "../../functions/core/store.ts";
import { addMilliseconds, day, type Instant } from "../../functions/core/time.ts";
import { mergedPost } from "../../functions/posts/arrival.ts";
import { gatherWindow } from "../../functions/posts/gather-window.ts";
import type { Post } from "../../functions/posts/post.ts";
import { itemsOf, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { anArrival, aPhoto, asFetched, newsletterId } from "../support/posts.ts";
import { requestsOf } from "../support/store.ts";

const from = "2026-11-07T07:00:00.000Z";
const until = addMilliseconds(from, 7 * day);
const weekPosts = 200;
const photosEach = 10;
const rounds = 10;

/** What gathering a week of 200 posts with 2,000 photos costs among so many others. */
export type GatherCost = { posts: number; requests: number; medianMs: number; kilobytes: number };

/**
 * Fills a store on disk and gathers its newest week after each of the `sizes`, in rising order. The older posts are a
 * paragraph long, 200 to a week, as far back as it takes.
 */
export const gatherBench = async (
  sizes: readonly number[],
  done: (cost: GatherCost) => void = () => {},
): Promise<GatherCost[]> => {
  const folder = await mkdtemp(join(tmpdir(), "gather-"));
  const engine = await openStoreEngine({ service: { kind: "embedded" }, folder, tables: [postsTable] });
  try {
    const table = engine.table(postsTable);
    await fill(table, 0, weekPosts, aPostOfTheWeek);
    const costs: GatherCost[] = [];
    let filled = weekPosts;
    for (const posts of sizes) {
      await fill(table, filled, posts, anOlderPost);
      filled = Math.max(filled, posts);
      const cost = { posts, ...(await gatherCost(table)) };
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
  await gatherBench([1_000, flags.posts], ({ posts, requests, medianMs, kilobytes }) =>
    print(
      `a week of ${weekPosts} posts and ${weekPosts * photosEach} photos among ${posts.toLocaleString("en")} posts: ` +
        `${requests} requests, ${medianMs.toFixed(0)} ms, ${kilobytes.toFixed(0)} kB read`,
    ),
  );
};

const gatherCost = async (table: Table): Promise<Omit<GatherCost, "posts">> => {
  const milliseconds: number[] = [];
  let week: Post[] = [];
  let requests = 0;
  for (let round = 0; round < rounds; round++) {
    const counted = await requestsOf(table, async (observed) => {
      const begun = performance.now();
      week = await gatherWindow({ posts: postStore(observed) }, { newsletterId, from, until });
      milliseconds.push(performance.now() - begun);
    });
    requests = Object.values(counted).reduce((sum, count) => sum + count, 0);
  }
  if (week.length !== weekPosts) throw new Error(`gathered ${week.length} posts instead of ${weekPosts}`);
  const medianMs = milliseconds.toSorted((a, b) => a - b)[rounds / 2] ?? 0;
  return { requests, medianMs, kilobytes: JSON.stringify(week).length / 1000 };
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

const aPostOfTheWeek = (n: number): Post => {
  const photos = Array.from({ length: photosEach }, (_, position) =>
    aPhoto(`${n}-${position}`, { position, caption: sentence, credit: "Ada Lund/Agency" }),
  );
  const paragraphs = Array.from({ length: 8 }, () => sentence.repeat(4).trim());
  return aPost(n, addMilliseconds(from, (n * 7 * day) / weekPosts), { photos, paragraphs });
};

const anOlderPost = (n: number): Post =>
  aPost(n, addMilliseconds(from, -Math.floor(((n + 1) * 7 * day) / weekPosts)), {});

const aPost = (n: number, publishedAt: Instant, said: Parameters<typeof anArrival>[0]): Post => {
  const arrival = anArrival({ guid: `post-${n}`, url: `https://flashbulb.example/${n}`, publishedAt, ...said });
  return mergedPost(undefined, { ...arrival, fetched: arrival.said.photos.map((photo) => asFetched(photo)) });
};
