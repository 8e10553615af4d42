import { shards } from "../audience/shard.ts";
import { addMilliseconds, type Instant } from "../core/time.ts";
import { type Delivery, leaseMs } from "./delivery.ts";
import type { DeliveryRecord, DeliveryStore, Manifest } from "./store.ts";

export type OpenWorkDeps = {
  deliveries: Pick<DeliveryStore, "manifests" | "records" | "settle">;
  /** Told of every delivery that somebody left in doubt and that is unknown from now on. */
  onGivenUp: (delivery: Delivery, record: DeliveryRecord) => void;
};

/**
 * What is left to send, as batches of at most `size` of one chunk. A delivery found begun is nobody's to send: while
 * its lease may live it is left alone, and after that it is `unknown`.
 */
export async function* openWork(
  deps: OpenWorkDeps,
  { issueId, size, now }: { issueId: string; size: number; now: Instant },
): AsyncGenerator<Delivery[], void, undefined> {
  for (const shard of shards)
    for await (const manifest of deps.deliveries.manifests(issueId, shard)) {
      const open = await openInChunk(deps, { issueId, shard, manifest, now });
      for (let first = 0; first < open.length; first += size) yield open.slice(first, first + size);
    }
}

const openInChunk = async (
  deps: OpenWorkDeps,
  { issueId, shard, manifest, now }: { issueId: string; shard: string; manifest: Manifest; now: Instant },
): Promise<Delivery[]> => {
  const records = new Map<number, DeliveryRecord>();
  if (manifest.members.length > 0)
    for await (const record of deps.deliveries.records(issueId, shard, manifest.chunk))
      records.set(record.index, record);
  const open: Delivery[] = [];
  for (const [index, { id, variant }] of manifest.members.entries()) {
    const record = records.get(index);
    const delivery = { issueId, shard, chunk: manifest.chunk, index, try: record?.try ?? 1, subscriberId: id, variant };
    if (!record || record.state === "pending") open.push(delivery);
    else await giveUp(deps, delivery, record, now);
  }
  return open;
};

const giveUp = async (deps: OpenWorkDeps, delivery: Delivery, record: DeliveryRecord, now: Instant): Promise<void> => {
  const inDoubt = record.state === "intent" || record.state === "ambiguous";
  if (!inDoubt || addMilliseconds(record.at, leaseMs) > now) return;
  const change = {
    state: "unknown",
    writeId: record.writeId,
    at: now,
    reason: record.reason ?? "interrupted",
  } as const;
  if (await deps.deliveries.settle(delivery, record.state, change)) deps.onGivenUp(delivery, record);
};
