import { shards } from "../../functions/audience/shard.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { deliveryPlace } from "../../functions/delivery/delivery-place.ts";
import type { DeliveryStore } from "../../functions/delivery/store.ts";
import type { AcceptedMessage } from "../../local/ses/accepted-message.ts";

export type AcceptsChecked = {
  /** Who was planned and never mailed, and who was mailed more than once. */
  lost: number;
  twice: number;
  /** Mails that went to another address than their delivery is for, or that are of no delivery. */
  astray: number;
  /** In how many chunks they were, and how many were planned. */
  chunks: number;
  planned: number;
};

/**
 * Whether SES took one mail for everybody who was planned, by the ids in manifests and mails. Each recipient costs four
 * bytes and one: of a million nobody is held.
 */
export const checkAccepts = async (
  { deliveries }: { deliveries: Pick<DeliveryStore, "manifests"> },
  input: {
    issueId: string;
    people: number;
    accepted: AsyncIterable<AcceptedMessage>;
    numberOf: (address: string) => number | undefined;
    idOfNumber: (n: number) => string;
  },
): Promise<AcceptsChecked> => {
  const { issueId, people } = input;
  const times = new Uint8Array(people);
  const chunks = new Map<string, Int32Array>();
  let astray = 0;
  for await (const { deliveryId, recipients } of input.accepted) {
    const place = deliveryPlace(deliveryId ?? "");
    const n = input.numberOf(recipients[0] ?? "");
    if (place?.issueId !== issueId || n === undefined || n >= people || recipients.length !== 1) {
      astray += 1;
      continue;
    }
    times[n] = Math.min(2, (times[n] ?? 0) + 1);
    const key = `${place.shard}#${place.chunk}`;
    const numbers = chunks.get(key) ?? new Int32Array(chunkSize).fill(-1);
    numbers[place.index] = n;
    chunks.set(key, numbers);
  }
  let planned = 0;
  let unmailed = 0;
  for (const shard of shards)
    for await (const { chunk, recipients } of deliveries.manifests(issueId, shard)) {
      planned += recipients.length;
      const numbers = chunks.get(`${shard}#${chunk}`);
      for (const [index, { id }] of recipients.entries()) {
        const n = numbers?.[index] ?? -1;
        if (n === -1) unmailed += 1;
        else if (input.idOfNumber(n) !== id) astray += 1;
      }
    }
  const lost = times.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
  const twice = times.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0);
  return { lost: Math.max(lost, unmailed), twice, astray, chunks: chunks.size, planned };
};
