import { gunzipSync, gzipSync } from "node:zlib";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { deleteIf, getItems, type Key, putIf, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import type { Claim } from "./claim.ts";
import { type Issue, type IssueSummary, issueSchema, issueSummarySchema } from "./issue.ts";

/** An issue, and the version that whoever changes it must have seen. */
export type StoredIssue = { issue: Issue; version: number };

/** Posts are claimed so many at a time. */
const claimsAtOnce = 25;

/**
 * The issues table. An issue is one item: what others ask of it in a summary, the whole of it compressed (2,000 photos
 * with their reasons are some 60 kB). A post that goes out is one item, put if absent: it goes out once. That item says
 * of which version of the issue it was made, and only claims made before a version are freed by whoever wrote it: what
 * somebody claimed over it since stays.
 */
export const issueStore = (table: Table, bodies = keptBodies()) => ({
  async get(newsletterId: string, issueId: string): Promise<StoredIssue | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: issueKey(newsletterId, issueId), ConsistentRead: true }),
    );
    return Item && { issue: bodies.read(Item.body), version: Number(Item.version) };
  },

  /** Writes the issue over what was read; `false` when somebody made or changed it since, and then it stays as it is. */
  async put(issue: Issue, before: StoredIssue | undefined): Promise<boolean> {
    const body = gzipSync(JSON.stringify(issue));
    const item = {
      ...issueKey(issue.newsletterId, issue.id),
      version: (before?.version ?? 0) + 1,
      summary: JSON.stringify(issueSummarySchema.parse(issue)),
      body,
    };
    const held = before
      ? await putIf(table, item, {
          ConditionExpression: "version = :before",
          ExpressionAttributeValues: { ":before": before.version },
        })
      : await putIfAbsent(table, item);
    if (held) bodies.keep(body, issue);
    return held;
  },

  /** Summaries of the newsletter's issues, the latest first; only those before an issue, when one is given. */
  async latest(newsletterId: string, most: number, before?: string): Promise<IssueSummary[]> {
    const found: IssueSummary[] = [];
    const query = {
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: { ":pk": newsletterId, ":first": "issue#", ":last": `issue#${before ?? "~"}` },
      ProjectionExpression: "sk, summary",
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: most + 1,
    };
    for await (const { sk, summary } of queryItems(table, query)) {
      if (found.length === most) break;
      if (sk !== `issue#${before}`) found.push(issueSummarySchema.parse(JSON.parse(String(summary))));
    }
    return found;
  },

  /** The summary of the newsletter's first issue. */
  async first(newsletterId: string): Promise<IssueSummary | undefined> {
    const query = {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :issue)",
      ExpressionAttributeValues: { ":pk": newsletterId, ":issue": "issue#" },
      ProjectionExpression: "summary",
      ConsistentRead: true,
      Limit: 1,
    };
    for await (const { summary } of queryItems(table, query))
      return issueSummarySchema.parse(JSON.parse(String(summary)));
    return undefined;
  },

  /** The claims on those of the posts that have one, whether it stands or not: a request for each hundred posts. */
  async claims(newsletterId: string, postIds: readonly string[]): Promise<Map<string, Claim>> {
    const items = await getItems(
      table,
      [...new Set(postIds)].map((id) => postKey(newsletterId, id)),
    );
    return new Map(
      items.map(({ sk, issueId, version }) => [
        sk.slice("post#".length),
        { issueId: String(issueId), version: Number(version ?? 0) },
      ]),
    );
  },

  /**
   * Remembers that the posts go out with the issue, as of the version that was read; answers those that another issue
   * has, and those that were claimed over a later version. Repeating it is harmless.
   */
  async claimPosts({ newsletterId, id: issueId, version }: Owner, postIds: readonly string[]): Promise<string[]> {
    return each(postIds, async (postId) =>
      putIf(
        table,
        { ...postKey(newsletterId, postId), issueId, version },
        {
          ConditionExpression:
            "attribute_not_exists(pk) OR (issueId = :issue AND (attribute_not_exists(version) OR version <= :version))",
          ExpressionAttributeValues: { ":issue": issueId, ":version": version },
        },
      ),
    );
  },

  /** Gives the issue a post over another's claim, if that is as it was read. */
  takePost({ newsletterId, id: issueId, version }: Owner, postId: string, from: Claim): Promise<boolean> {
    return putIf(
      table,
      { ...postKey(newsletterId, postId), issueId, version },
      {
        ConditionExpression: "issueId = :issue AND (attribute_not_exists(version) OR version = :version)",
        ExpressionAttributeValues: { ":issue": from.issueId, ":version": from.version },
      },
    );
  },

  /**
   * Forgets that the posts go out with the issue, as far as they were claimed before the version; those of another issue
   * stay as they are. Repeating it is harmless.
   */
  async freePosts({ newsletterId, id: issueId, version }: Owner, postIds: readonly string[]): Promise<void> {
    await each(postIds, async (postId) =>
      deleteIf(table, {
        Key: postKey(newsletterId, postId),
        ConditionExpression: "issueId = :issue AND (attribute_not_exists(version) OR version < :version)",
        ExpressionAttributeValues: { ":issue": issueId, ":version": version },
      }),
    );
  },
});
export type IssueStore = ReturnType<typeof issueStore>;

/** An issue, and the version of it that was read or written. */
type Owner = Pick<Issue, "newsletterId" | "id"> & { version: number };

const issueKey = (newsletterId: string, issueId: string): Key => ({ pk: newsletterId, sk: `issue#${issueId}` });
const postKey = (newsletterId: string, postId: string): Key => ({ pk: newsletterId, sk: `post#${postId}` });

/** So many issues are kept as they were read or written last. */
const mostKept = 8;

/** Reads bodies as issues. The same bytes are the same issue: it is not parsed again by every look at it. */
const keptBodies = () => {
  const kept = new Map<string, Issue>();
  const keepAs = (bytes: string, issue: Issue): Issue => {
    kept.delete(bytes);
    kept.set(bytes, issue);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return issue;
  };
  return {
    read(body: Uint8Array): Issue {
      const bytes = asKey(body);
      return keepAs(bytes, kept.get(bytes) ?? issueSchema.parse(JSON.parse(gunzipSync(body).toString())));
    },
    /** What was just written as these bytes: whoever reads it next need not unpack it. */
    keep: (body: Uint8Array, issue: Issue): Issue => keepAs(asKey(body), issue),
  };
};

const asKey = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");

/** Those of the ids whose write did not hold. */
const each = async (ids: readonly string[], write: (id: string) => Promise<boolean>): Promise<string[]> => {
  const refused: string[] = [];
  for (let at = 0; at < ids.length; at += claimsAtOnce) {
    const some = ids.slice(at, at + claimsAtOnce);
    const held = await Promise.all(some.map(write));
    refused.push(...some.filter((_, place) => !held[place]));
  }
  return refused;
};
