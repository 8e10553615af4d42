import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { deleteIf, getItems, type Key, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import type { ListCause, PauseCause } from "./issue-run.ts";
import { type Ending, hasLapsed, type Run, runSchema } from "./run.ts";

/**
 * The runs, in the ledger's table. Partition `<issue>`: `RUN` what was decided about its sending. Partition `#runs`: an
 * item an issue that the sweep looks after. Every write answers whether it changed anything.
 */
export const runStore = (table: Table) => ({
  /** Read consistently. */
  async get(issueId: string): Promise<Run | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: runKey(issueId), ConsistentRead: true }),
    );
    return Item && runSchema.parse(Item);
  },

  /**
   * Those of the issues that are out, or ended otherwise, but for those that lapsed: a request for each hundred, read
   * consistently.
   */
  async settledAmong(issueIds: readonly string[]): Promise<Set<string>> {
    const runs = await getItems(table, issueIds.map(runKey));
    const settled = runs.map((item) => runSchema.parse(item)).filter((run) => run.settled && !hasLapsed(run));
    return new Set(settled.map(({ issueId }) => issueId));
  },

  /** Begins a run; the sweep knows of it before it is there, so that none is forgotten. */
  async begin(run: Pick<Run, "issueId" | "newsletterId" | "frozenAt"> & Partial<Run>): Promise<boolean> {
    await putIfAbsent(table, listKey(run.issueId));
    return putIfAbsent(table, { ...runKey(run.issueId), ...runSchema.parse(run) });
  },

  /** The issues that the sweep looks after. */
  async listed(): Promise<string[]> {
    const ids: string[] = [];
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": listed } };
    for await (const { sk } of queryItems(table, { ...query, ConsistentRead: true })) ids.push(sk);
    return ids;
  },

  /** The sweep looks after it no more. */
  unlist(issueId: string): Promise<boolean> {
    return deleteIf(table, { Key: listKey(issueId), ConditionExpression: "attribute_exists(pk)" });
  },

  /**
   * Stores the size of the audience, and with how many it is begun, if softly; the first to say it is right, because a
   * plan is the same for everybody.
   */
  planned(issueId: string, audience: number, softStart?: number): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: `SET audience = :audience${softStart ? ", softStart = :softStart" : ""}`,
      ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(audience)",
      ExpressionAttributeValues: { ":audience": audience, ...(softStart && { ":softStart": softStart }) },
    });
  },

  /** `false` when the cause stands already, or the issue is over. `because`: what of the list is the reputation's cause. */
  pause(issueId: string, cause: PauseCause, since: Instant, because?: ListCause): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET causes.#cause = :standing",
      ConditionExpression:
        "attribute_exists(pk) AND attribute_not_exists(causes.#cause) AND attribute_not_exists(settled)",
      ExpressionAttributeNames: { "#cause": cause },
      ExpressionAttributeValues: { ":standing": { since, probes: 0, ...(because && { because }) } },
    });
  },

  /** Has a cause stand since then, whether it stood before or not; `false` when the issue is over. */
  pauseAnew(issueId: string, cause: PauseCause, since: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET causes.#cause = :standing",
      ConditionExpression:
        "attribute_exists(pk) AND attribute_not_exists(cancelledAt) AND attribute_not_exists(settled)",
      ExpressionAttributeNames: { "#cause": cause },
      ExpressionAttributeValues: { ":standing": { since, probes: 0 } },
    });
  },

  /** Lifts one cause, as it stands since then; `false` when it is gone, or stands anew. */
  lift(issueId: string, cause: PauseCause, since: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET lifts = if_not_exists(lifts, :none) + :one REMOVE causes.#cause",
      ConditionExpression: "causes.#cause.since = :since",
      ExpressionAttributeNames: { "#cause": cause },
      ExpressionAttributeValues: { ":since": since, ":none": 0, ":one": 1 },
    });
  },

  /** A person lets the issue go on in spite of its bounces, or of its complaints. */
  noteSeen(issueId: string, because: ListCause, at: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: `SET ${because}SeenAt = :at`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":at": at },
    });
  },

  /** Of those who would try one recipient of an issue paused for errors, one may. */
  countProbe(issueId: string, since: Instant, probes: number): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET causes.errors.probes = :next",
      ConditionExpression: "causes.errors.since = :since AND causes.errors.probes = :probes",
      ExpressionAttributeValues: { ":since": since, ":probes": probes, ":next": probes + 1 },
    });
  },

  /** The first are sent: the issue is held from now on. */
  endSoftStart(issueId: string, since: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET causes.#cause = :standing REMOVE softStart",
      ConditionExpression: "attribute_exists(softStart)",
      ExpressionAttributeNames: { "#cause": "soft-start" },
      ExpressionAttributeValues: { ":standing": { since, probes: 0 } },
    });
  },

  /** For good; `false` when it was cancelled before, or is over. */
  cancel(issueId: string, at: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET cancelledAt = :at",
      ConditionExpression:
        "attribute_exists(pk) AND attribute_not_exists(cancelledAt) AND attribute_not_exists(settled)",
      ExpressionAttributeValues: { ":at": at },
    });
  },

  /** From now on another revision is sent; `false` when that was decided by somebody else, or the issue is over. */
  correct(issueId: string, from: number, to: number): Promise<boolean> {
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET revision = :to",
      ConditionExpression: "revision = :from AND attribute_not_exists(cancelledAt) AND attribute_not_exists(settled)",
      ExpressionAttributeValues: { ":from": from, ":to": to },
    });
  },

  /** Marks that nothing is left to do, as it was found by who read `run` first; `false` when work was made since. */
  settle({ issueId, reopened, cancelledAt }: Run, as: Ending, at: Instant): Promise<boolean> {
    const same = cancelledAt ? "attribute_exists(cancelledAt)" : "attribute_not_exists(cancelledAt)";
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET settled = :as, settledAt = :at, reopened = :reopened",
      ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(settled) OR settled <> :as) AND ${same} AND (attribute_not_exists(reopened) OR reopened = :reopened)`,
      ExpressionAttributeValues: { ":as": as, ":at": at, ":reopened": reopened },
    });
  },

  /** There is work again, written before this: the sweep looks after the issue once more. */
  async reopen(issueId: string): Promise<boolean> {
    await putIfAbsent(table, listKey(issueId));
    return updateIf(table, {
      Key: runKey(issueId),
      UpdateExpression: "SET reopened = if_not_exists(reopened, :none) + :one REMOVE settled, settledAt",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":none": 0, ":one": 1 },
    });
  },
});
export type RunStore = ReturnType<typeof runStore>;

const runKey = (issueId: string): Key => ({ pk: issueId, sk: "RUN" });
const listed = "#runs";
const listKey = (issueId: string): Key => ({ pk: listed, sk: issueId });
