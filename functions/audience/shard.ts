/** The parts that audience and ledger are kept in, so that neither work nor load meets in one place. */
export const shards = [..."0123456789abcdef"] as const;

/** The first four bits of a subscriber's id, as one hexadecimal digit: ids are uniform over them. */
export const shardOf = (subscriberId: string): string => {
  const first = "0123456789abcdefghjkmnpqrstvwxyz".indexOf(subscriberId[0] ?? "");
  if (first === -1) throw new Error("not a subscriber id");
  return (first >> 1).toString(16);
};
