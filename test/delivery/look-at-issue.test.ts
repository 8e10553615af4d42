import { describe, expect, it } from "vitest";
import { type Claim, openClaim } from "../../functions/delivery/claim.ts";
import { lookAtIssue } from "../../functions/delivery/look-at-issue.ts";
import { openOverview } from "../../functions/delivery/overview.ts";
import { type Run, runSchema } from "../../functions/delivery/run.ts";

const frozenAt = "2026-10-24T06:00:00.000Z";
const run: Run = runSchema.parse({ issueId: "i", newsletterId: "n", frozenAt, audience: 6, softStart: 4 });
const sent: Claim = { ...openClaim(2), recipients: Array(2).fill({ state: "sent", reason: "accepted", try: 1 }) };

/** Three chunks of two each; the first two are whom the soft start begins with. */
const lookAt = (claims: readonly Claim[]) => {
  const chunks = ["0", "1", "2"];
  const deliveries = {
    async *chunkSizes(_: string, shard: string) {
      if (shard === "0") for (const chunk of chunks) yield { shard, chunk, size: 2 };
    },
    async *claims(): AsyncGenerator<[string, Claim], void, undefined> {
      for (const [nth, claim] of claims.entries()) yield [chunks[nth] ?? "", claim];
    },
  };
  const storeTime = () => ({ now: frozenAt, agrees: true });
  return lookAtIssue({ deliveries, sender: openOverview({ deliveries }), storeTime }, run);
};

describe("what there is to do", () => {
  it("is dealt across the shards, in order within each", async () => {
    const open = { "0": ["0", "0a", "0b"], "7": ["0"], f: ["0", "ya"] } as Record<string, string[]>;
    const deliveries = {
      async *chunkSizes(_: string, shard: string) {
        for (const chunk of open[shard] ?? []) yield { shard, chunk, size: 2 };
      },
      async *claims(_: string, shard: string): AsyncGenerator<[string, Claim], void, undefined> {
        if (shard === "0") yield ["0", sent];
      },
    };
    const storeTime = () => ({ now: frozenAt, agrees: true });
    const sender = openOverview({ deliveries });
    const { looked } = await lookAtIssue({ deliveries, sender, storeTime }, { ...run, softStart: undefined });
    expect(looked.map(({ place: { shard, chunk } }) => `${shard} ${chunk}`)).toEqual([
      ...["0 0a", "7 0", "f 0"],
      ...["0 0b", "f ya"],
    ]);
    const { finished } = await sender.remembered("i");
    expect([...finished].filter(([, { chunks }]) => chunks > 0).map(([shard]) => shard)).toEqual(["0"]);
  });
});

describe("whether all of a soft start's first were tried", () => {
  it("waits for who is pending among them", async () => {
    expect(await lookAt([sent])).toMatchObject({ isBegun: false });
    expect(await lookAt([sent, sent])).toMatchObject({ isBegun: true });
  });

  it("does not wait for a part that is stuck: it would hold up everybody else for ever", async () => {
    expect(await lookAt([{ ...openClaim(2), fruitless: 5 }, sent])).toMatchObject({ isBegun: true });
    expect(await lookAt([{ ...openClaim(2), fruitless: 5 }])).toMatchObject({ isBegun: false });
  });
});
