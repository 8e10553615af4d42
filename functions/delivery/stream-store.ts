import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Key, putIf, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { type Companions, companionsSchema } from "./companions.ts";
import { type DelayCounts, slowestDelayMs } from "./event-delay.ts";
import { type Probe, probeSchema } from "./probe.ts";
import { type StreamState, streamStateSchema } from "./stream-state.ts";

/**
 * What is known of the stream of SES's events, in the ledger's table. Partition `#event-stream`: `STATE` what was last
 * seen of its queue; `DELAYS#<day>` how long events took. Partition `<issue>`: `PROBE#<slot>` the probes of an issue,
 * `COMPANIONS#<slot>` the companions of its doubts.
 */
export const streamStore = (table: Table) => ({
  /** Read consistently. */
  async state(): Promise<StreamState | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: stateKey, ConsistentRead: true }),
    );
    return Item && streamStateSchema.parse(Item);
  },

  /** `false` when somebody has stored what they saw since `before` was read. */
  putState(state: StreamState, before: StreamState | undefined): Promise<boolean> {
    const item = { ...stateKey, ...state };
    if (!before) return putIfAbsent(table, item);
    return putIf(table, item, {
      ConditionExpression: `seenAt = :before AND ${before.inHandAt ? "inHandAt = :inHandAt" : "attribute_not_exists(inHandAt)"}`,
      ExpressionAttributeValues: { ":before": before.seenAt, ...(before.inHandAt && { ":inHandAt": before.inHandAt }) },
    });
  },

  /** Counts how long events took, by bucket. */
  async addDelays(day: string, counts: DelayCounts): Promise<void> {
    const counted = Object.entries(counts);
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { pk: stream, sk: `DELAYS#${day}` },
        UpdateExpression: `ADD ${counted.map(([bucket]) => `d${bucket} :d${bucket}`).join(", ")}`,
        ExpressionAttributeValues: Object.fromEntries(counted.map(([bucket, count]) => [`:d${bucket}`, count])),
      }),
    );
  },

  /** The time that 999 of 1,000 events keep below, as seen on the last two days that had any. */
  async slowestDelayMs(): Promise<number> {
    const counts: Record<string, number> = {};
    let days = 0;
    for await (const { pk: _, sk: __, ...item } of queryItems(table, { ...under(stream, "DELAYS#"), ...newestFirst })) {
      for (const [name, count] of Object.entries(item)) {
        const bucket = name.slice(1);
        counts[bucket] = (counts[bucket] ?? 0) + Number(count);
      }
      if (++days === 2) break;
    }
    return slowestDelayMs(counts);
  },

  /** The probes of an issue in order of time, read consistently. */
  async probes(issueId: string): Promise<Probe[]> {
    const probes: Probe[] = [];
    for await (const item of queryItems(table, under(issueId, "PROBE#"))) probes.push(probeSchema.parse(item));
    return probes;
  },

  /** `false` when somebody sends the one of this slot. */
  beginProbe(issueId: string, probe: Pick<Probe, "slot" | "sentAt">): Promise<boolean> {
    return putIfAbsent(table, { ...probeKey(issueId, probe.slot), ...probe });
  },

  async answerProbe(issueId: string, slot: string, answer: NonNullable<Probe["answer"]>): Promise<void> {
    await setOnce(table, probeKey(issueId, slot), "answer", answer);
  },

  /** An event of a probe came. One of a probe that nobody began changes nothing. */
  async noteProbeBack({ issueId, slot }: { issueId: string; slot: string }): Promise<void> {
    await setOnce(table, probeKey(issueId, slot), "isBack", true);
  },

  /** The companions of an issue in order of time, read consistently. */
  async companions(issueId: string): Promise<Companions[]> {
    const companions: Companions[] = [];
    for await (const item of queryItems(table, under(issueId, "COMPANIONS#")))
      companions.push(companionsSchema.parse(item));
    return companions;
  },

  /** `false` when somebody sends those of this slot. */
  beginCompanions(issueId: string, companions: Pick<Companions, "slot" | "sentAt">): Promise<boolean> {
    return putIfAbsent(table, { ...companionsKey(issueId, companions.slot), ...companions });
  },

  async noteCompanionsTaken(issueId: string, slot: string, taken: number): Promise<void> {
    await setOnce(table, companionsKey(issueId, slot), "taken", taken);
  },

  /** An event of a companion came. One that nobody began changes nothing. */
  async noteCompanionBack({ issueId, slot, nth }: { issueId: string; slot: string; nth: number }): Promise<void> {
    await updateIf(table, {
      Key: companionsKey(issueId, slot),
      UpdateExpression: "ADD #back :nth",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#back": "back" },
      ExpressionAttributeValues: { ":nth": new Set([nth]) },
    });
  },

  async stampProbe(issueId: string, slot: string, backAt: Instant): Promise<void> {
    await setOnce(table, probeKey(issueId, slot), "backAt", backAt);
  },
});
export type StreamStore = ReturnType<typeof streamStore>;

const stream = "#event-stream";
const stateKey: Key = { pk: stream, sk: "STATE" };
const probeKey = (issueId: string, slot: string): Key => ({ pk: issueId, sk: `PROBE#${slot}` });

const companionsKey = (issueId: string, slot: string): Key => ({ pk: issueId, sk: `COMPANIONS#${slot}` });

/** The first to say something of a mail to the simulator is right. */
const setOnce = (
  table: Table,
  key: Key,
  name: "answer" | "isBack" | "backAt" | "taken",
  value: unknown,
): Promise<boolean> =>
  updateIf(table, {
    Key: key,
    UpdateExpression: "SET #name = :value",
    ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(#name)",
    ExpressionAttributeNames: { "#name": name },
    ExpressionAttributeValues: { ":value": value },
  });

const newestFirst = { ScanIndexForward: false, Limit: 2 };
const under = (pk: string, prefix: string) => ({
  KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
  ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
  ConsistentRead: true,
});
