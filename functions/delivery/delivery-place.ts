import { chunkSize, type Delivery } from "./delivery.ts";
import { mostTries } from "./evidence.ts";

/** Where in the ledger a delivery stands: all that its id says. */
export type DeliveryPlace = Pick<Delivery, "issueId" | "shard" | "chunk" | "index" | "try">;

/** Reads what `deliveryId` wrote; `undefined` for any other text. */
export const deliveryPlace = (id: string): DeliveryPlace | undefined => {
  const match = /^([\w-]{1,128})_([0-9a-f])_([0-9a-z]{1,26})_(0|[1-9]\d{0,2})_([1-9])$/.exec(id);
  if (!match) return undefined;
  const [, issueId, shard, chunk, index, attempt] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const place = { issueId, shard, chunk, index: Number(index), try: Number(attempt) };
  return place.index < chunkSize && place.try <= mostTries ? place : undefined;
};
