/**
 * The parts that audience and ledger are kept in. Who sends is dealt chunks of one after the other (`look-at-issue.ts`), so
 * that what is read and written meets in no one place of a table.
 */
export const shards = [..."0123456789abcdef"] as const;

/** The first four bits of a subscriber's id, as one hexadecimal digit: ids are uniform over them. */
export const shardOf = (subscriberId: string): string => (firstBits(subscriberId) >> 1).toString(16);

/** The id that stands in another shard where this one stands in its own: about as many are before it. */
export const sameInShard = (subscriberId: string, shard: string): string =>
  `${letters[2 * Number.parseInt(shard, 16) + (firstBits(subscriberId) & 1)]}${subscriberId.slice(1)}`;

const letters = "0123456789abcdefghjkmnpqrstvwxyz";

const firstBits = (subscriberId: string): number => {
  const first = letters.indexOf(subscriberId.charAt(0));
  if (subscriberId === "" || first === -1) throw new Error("not a subscriber id");
  return first;
};
