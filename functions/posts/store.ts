import { createHash } from "node:crypto";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { deleteIf, getItems, type Item, type Key, putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { leavesAt, type Post, postSchema, standsSince } from "./post.ts";

/** A post, and the version that whoever changes it must have seen. */
export type StoredPost = { post: Post; version: number };

/** What a caller has read of a post: `null` when there was none, `undefined` when it has not looked. */
export type Seen = StoredPost | null | undefined;

/** What the calendar says of a post: to be believed only when the post says the same. */
export type CalendarEntry = { postId: string; leavesAt: Instant; standsSince: Instant };

/**
 * The posts table: the post is the truth, the calendar a way to find it.
 *
 * A post's entry is written before the post is, so a post that stands at a date always has the entry of that date;
 * entries that a lost race, a crash or a new date left behind are told by the post, which does not stand there.
 * Entries carry the version of the post they were made for, never go back, and are taken away only by a later one:
 * a slow writer cannot remove the entry of somebody who brought the post back to its old date.
 */
export const postStore = (table: Table) => {
  const posts = reader();
  return {
    async get(newsletterId: string, postId: string): Promise<StoredPost | undefined> {
      const Key = postKey(newsletterId, postId);
      const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
      return Item && posts.read(Item as Item);
    },

    /**
     * Those of the posts that exist, by id: a request for each hundred, and of those that this process knows already
     * only their prints are asked for.
     */
    async getMany(newsletterId: string, postIds: Iterable<string>): Promise<Map<string, StoredPost>> {
      const keys = [...new Set(postIds)].map((id) => postKey(newsletterId, id));
      const prints = await getItems(
        table,
        keys.filter(({ pk }) => posts.knows(pk)),
        { fields: ["pk", "print", "version"] },
      );
      const known = new Map(prints.flatMap((item) => posts.asKnown(item) ?? []).map((each) => [each.post.id, each]));
      const others = keys.filter(({ pk }) => !known.has(pk.slice(newsletterId.length + 1)));
      const read = (await getItems(table, others)).map(posts.read);
      return new Map([...known, ...read.map((each): [string, StoredPost] => [each.post.id, each])]);
    },

    /** Writes the post over what was read, all of it; `false` when it has changed since, and then it stays as it is. */
    async put(post: Post, before: StoredPost | undefined): Promise<boolean> {
      const version = (before?.version ?? 0) + 1;
      const moved = !before || entrySk(post) !== entrySk(before.post);
      if (moved || standsSince(post) !== standsSince(before.post)) await putEntry(table, post, version);
      const item = postItem(post, version);
      const held = before
        ? await putIf(table, item, {
            ConditionExpression: "version = :before",
            ExpressionAttributeValues: { ":before": before.version },
          })
        : await putIfAbsent(table, item);
      if (held && before && moved) await deleteEntry(table, before.post, version);
      return held;
    },

    /** The entries of `from` ≤ date < `until`, by date: one request for each megabyte, some 9,000 of them. */
    async calendar(newsletterId: string, from: Instant, until: Instant): Promise<CalendarEntry[]> {
      const entries: CalendarEntry[] = [];
      // A sort key is an instant and more, so it is never equal to an edge: BETWEEN is half-open here.
      const query = {
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :until",
        ExpressionAttributeValues: { ":pk": calendarPk(newsletterId), ":from": from, ":until": until },
        ConsistentRead: true,
      };
      for await (const item of queryItems(table, query)) {
        const [at = "", postId = ""] = item.sk.split("#");
        entries.push({ postId, leavesAt: at, standsSince: String(item.since) });
      }
      return entries;
    },
  };
};
export type PostStore = ReturnType<typeof postStore>;

/** The items of a post that is new, for whoever fills an empty table with posts; everybody else puts. */
export const itemsOf = (post: Post): Item[] => [entryItem(post, 1), postItem(post, 1)];

const postItem = (post: Post, version: number): Item => {
  const text = JSON.stringify(post);
  return { ...postKey(post.newsletterId, post.id), version, post: text, print: printOf(text) };
};

/** The same print is the same text. */
const printOf = (text: string): string => createHash("sha256").update(text).digest("base64url");

const postKey = (newsletterId: string, postId: string): Key => ({ pk: `${newsletterId}#${postId}`, sk: "post" });
const calendarPk = (newsletterId: string): string => `${newsletterId}#calendar`;
const entrySk = (post: Post): string => `${leavesAt(post)}#${post.id}`;
const entryKey = (post: Post): Key => ({ pk: calendarPk(post.newsletterId), sk: entrySk(post) });

const entryItem = (post: Post, version: number): Item => ({ ...entryKey(post), version, since: standsSince(post) });

/** Later versions win; of one version, which only a lost race makes twice, the later arrival. */
const putEntry = (table: Table, post: Post, version: number): Promise<boolean> =>
  putIf(table, entryItem(post, version), {
    ConditionExpression: "attribute_not_exists(pk) OR version < :version OR (version = :version AND #since < :since)",
    ExpressionAttributeNames: { "#since": "since" },
    ExpressionAttributeValues: { ":version": version, ":since": standsSince(post) },
  });

const deleteEntry = (table: Table, post: Post, version: number): Promise<boolean> =>
  deleteIf(table, {
    Key: entryKey(post),
    ConditionExpression: "version < :version",
    ExpressionAttributeValues: { ":version": version },
  });

/** So many posts are kept as they were read last: those of a large week, and as many again. */
const mostKept = 500;

/** Reads items as posts. The same text is the same post: it is not parsed again, as a week is by every look at its issue. */
const reader = () => {
  const kept = new Map<string, { print: string; post: Post }>();
  const keep = (pk: string, known: { print: string; post: Post }): Post => {
    kept.delete(pk);
    kept.set(pk, known);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return known.post;
  };
  return {
    knows: (pk: string): boolean => kept.has(pk),
    /** The post of an item that has only its print; `undefined` when it is not the one that was read. */
    asKnown({ pk, print, version }: Item): StoredPost | undefined {
      const known = kept.get(pk);
      return known && known.print === print ? { post: keep(pk, known), version: Number(version) } : undefined;
    },
    read(item: Item): StoredPost {
      const text = String(item.post);
      const print = printOf(text);
      const known = kept.get(item.pk);
      const post = known?.print === print ? known.post : postSchema.parse(JSON.parse(text));
      return { post: keep(item.pk, { print, post }), version: Number(item.version) };
    },
  };
};
