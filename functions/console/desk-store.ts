import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { variantSchema } from "../core/rendition.ts";
import { deleteIf, putIf, putIfAbsent, queryItems, type Table, type TableDefinition, updateIf } from "../core/store.ts";
import { type Instant, instantSchema } from "../core/time.ts";
import type { Look } from "./look.ts";

/** Under an issue's id: who looked at it when, its test sends, its preview links and the notes that came by them. Under an editor's: how many tests they sent. */
export const deskTable: TableDefinition = { name: "desk" };

const lookSchema = z.object({ at: instantSchema, before: instantSchema.optional() });

export const deskStore = (table: Table) => ({
  async look(issueId: string, editorId: string): Promise<Look | undefined> {
    const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key: lookKey(issueId, editorId) }));
    return Item && lookSchema.parse(Item.look);
  },

  /** The later of two looks stands: two windows of one editor are one pair of eyes. */
  async setLook(issueId: string, editorId: string, look: Look): Promise<void> {
    await putIf(table, { ...lookKey(issueId, editorId), look, lookedAt: look.at }, orLater("lookedAt", look.at));
  },

  /** How many people an issue would go to, when somebody counted last. */
  async audience(newsletterId: string): Promise<{ count: number; at: Instant } | undefined> {
    const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key: audienceKey(newsletterId) }));
    return Item && audienceSchema.parse(Item);
  },

  /** A count that was begun later stands, unless a clock that ran ahead began it: that is later than `now`. */
  async setAudience(newsletterId: string, audience: { count: number; at: Instant }, now: Instant): Promise<void> {
    const { ConditionExpression, ...later } = orLater("at", audience.at);
    await putIf(
      table,
      { ...audienceKey(newsletterId), ...audience },
      {
        ...later,
        ConditionExpression: `${ConditionExpression} OR #at > :now`,
        ExpressionAttributeValues: { ...later.ExpressionAttributeValues, ":now": now },
      },
    );
  },

  /** Whether nobody has claimed the test yet: of those who send one form at once, one is heard. */
  claimTest(issueId: string, id: string): Promise<boolean> {
    return putIfAbsent(table, { pk: issueId, sk: `claimed-test#${id}` });
  },

  /** Counts the mails of a test in with those that somebody sent on the day; `false` when those would be too many. */
  async countTests(test: { by: string; day: string; mails: number; most: number }): Promise<boolean> {
    const { by, day, mails, most } = test;
    const key = { pk: `by#${by}`, sk: "tests" };
    const more = () =>
      updateIf(table, {
        Key: key,
        UpdateExpression: "SET mails = mails + :mails",
        ConditionExpression: "#day = :day AND mails <= :room",
        ExpressionAttributeNames: { "#day": "day" },
        ExpressionAttributeValues: { ":day": day, ":mails": mails, ":room": most - mails },
      });
    const first = () =>
      putIf(
        table,
        { ...key, day, mails },
        {
          ConditionExpression: "attribute_not_exists(pk) OR #day <> :day",
          ExpressionAttributeNames: { "#day": "day" },
          ExpressionAttributeValues: { ":day": day },
        },
      );
    return (await more()) || (await first()) || (await more());
  },

  /** Notes that the issue was sent as a test: when, by whom, to how many, and never to whom. */
  async logTest(issueId: string, test: LoggedTest): Promise<void> {
    await putIfAbsent(table, { pk: issueId, sk: `test#${test.at}#${test.id}`, test });
  },

  /** The test sends of an issue, the latest first. */
  async tests(issueId: string, most: number): Promise<LoggedTest[]> {
    const found: LoggedTest[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :test)",
      ExpressionAttributeValues: { ":pk": issueId, ":test": "test#" },
      ScanIndexForward: false,
      Limit: most,
    };
    for await (const { test } of queryItems(table, query)) if (found.push(testSchema.parse(test)) === most) break;
    return found;
  },

  async addLink(issueId: string, link: DraftLink): Promise<void> {
    await putIfAbsent(table, { ...linkKey(issueId, link.id), link });
  },

  async link(issueId: string, id: string): Promise<DraftLink | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: linkKey(issueId, id), ConsistentRead: true }),
    );
    return Item && linkSchema.parse(Item.link);
  },

  /** The links to a draft that are there, the revoked ones left out. */
  async links(issueId: string): Promise<DraftLink[]> {
    const found: DraftLink[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :link)",
      ExpressionAttributeValues: { ":pk": issueId, ":link": "link#" },
    };
    for await (const { link } of queryItems(table, query)) found.push(linkSchema.parse(link));
    return found;
  },

  /** Keeps the mail that a link is pinned to; the first stands. */
  async pin(issueId: string, linkId: string, html: string): Promise<void> {
    await putIfAbsent(table, { pk: issueId, sk: `pin#${linkId}`, html });
  },

  async pinned(issueId: string, linkId: string): Promise<string | undefined> {
    const key = { pk: issueId, sk: `pin#${linkId}` };
    const { Item } = await table.db.send(new GetCommand({ TableName: table.name, Key: key }));
    return Item && z.string().parse(Item.html);
  },

  /** What somebody who has a link says of the draft; said twice it is one note. */
  async addNote(issueId: string, note: DraftNote): Promise<void> {
    await putIfAbsent(table, { pk: issueId, sk: `note#${note.linkId}#${note.id}`, note });
  },

  /** At most so many notes to an issue, or those that came by one link, the earliest first. */
  async notes(issueId: string, { most, linkId }: { most: number; linkId?: string }): Promise<DraftNote[]> {
    const found: DraftNote[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :note)",
      ExpressionAttributeValues: { ":pk": issueId, ":note": linkId ? `note#${linkId}#` : "note#" },
      ConsistentRead: true,
    };
    for await (const { note } of queryItems(table, query)) if (found.push(draftNoteSchema.parse(note)) === most) break;
    return found.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  },

  /** Whoever has the link sees nothing by it from now on. */
  async revokeLink(issueId: string, id: string): Promise<boolean> {
    return deleteIf(table, { Key: linkKey(issueId, id), ConditionExpression: "attribute_exists(pk)" });
  },
});
export type DeskStore = ReturnType<typeof deskStore>;

/** So many of its notes, and of its tests, a page about an issue shows. */
export const mostShown = { notes: 200, tests: 20 };

export const testSchema = z.object({
  id: z.string(),
  at: instantSchema,
  by: z.string(),
  /** Of whoever sent it, as they were called then. */
  name: z.string().optional(),
  accepted: z.int(),
  refused: z.int(),
  variant: variantSchema.default("everything"),
});
export type LoggedTest = z.infer<typeof testSchema>;

const linkSchema = z.object({
  id: z.string(),
  at: instantSchema,
  by: z.string(),
  until: instantSchema,
  /** It shows the mail as it stood when the link was made. */
  pinned: z.boolean().default(false),
  variant: variantSchema.default("everything"),
});
/** A link to a draft for people without an account. */
export type DraftLink = z.infer<typeof linkSchema>;

export const draftNoteSchema = z.object({
  id: z.string(),
  linkId: z.string(),
  at: instantSchema,
  name: z.string(),
  text: z.string(),
});
/** What somebody without an account says of a draft. */
export type DraftNote = z.infer<typeof draftNoteSchema>;

const audienceSchema = z.object({ count: z.int().min(0), at: instantSchema });

/** The condition that what stands there is not of a later time. */
const orLater = (attribute: string, at: Instant) => ({
  ConditionExpression: "attribute_not_exists(pk) OR #at <= :at",
  ExpressionAttributeNames: { "#at": attribute },
  ExpressionAttributeValues: { ":at": at },
});

const linkKey = (issueId: string, id: string) => ({ pk: issueId, sk: `link#${id}` });
const audienceKey = (newsletterId: string) => ({ pk: `#${newsletterId}`, sk: "audience" });
const lookKey = (issueId: string, editorId: string) => ({ pk: issueId, sk: `look#${editorId}` });
