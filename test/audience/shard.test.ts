import fc from "fast-check";
import { expect, it } from "vitest";
import { sameInShard, shardOf, shards } from "../../functions/audience/shard.ts";

const id = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/);

it("stands in another shard where it stands in its own", () => {
  fc.assert(
    fc.property(id, id, fc.constantFrom(...shards), (one, other, shard) => {
      expect(shardOf(sameInShard(one, shard))).toBe(shard);
      expect(sameInShard(sameInShard(one, shard), shardOf(one))).toBe(one);
      if (shardOf(one) !== shardOf(other)) return;
      expect(sameInShard(one, shard) < sameInShard(other, shard)).toBe(one < other);
    }),
  );
});
