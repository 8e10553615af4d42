import { describe, expect, it } from "vitest";
import { addMilliseconds } from "../../functions/core/time.ts";
import { type Claim, openClaim } from "../../functions/delivery/claim.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { resendUnknown } from "../../functions/delivery/resend-unknown.ts";
import { at } from "../support/audience.ts";
import { noEvidence } from "../support/evidence.ts";

const times = sendingTimes();
const unknown = (count: number): Claim => ({
  ...openClaim(count),
  version: 1,
  recipients: Array.from({ length: count }, () => ({ state: "unknown", reason: "no-answer", try: 1 })),
});
const held = (claim: Claim): Claim => ({ ...claim, lease: { holder: "other", endsAt: addMilliseconds(at, 1_000) } });

/** Chunks of one shard, by name; what happens to them and to the issue is told in order. */
const anIssue = (claims: Record<string, Claim>) => {
  const stored = new Map(Object.entries(claims));
  const happened: string[] = [];
  let writes = 0;
  const deps = {
    deliveries: {
      async *claims(_: string, shard: string): AsyncGenerator<[string, Claim], void, undefined> {
        if (shard === "0") yield* stored;
      },
      claim: async ({ chunk }: { chunk: string }) => stored.get(chunk),
      async putClaim({ chunk }: { chunk: string }, _: Claim, after: Claim) {
        stored.set(chunk, after);
        if (after.recipients.some(({ state }) => state === "pending")) happened.push(`pending in ${chunk}`);
        return true;
      },
      messageIds: async () => new Map<number, string>(),
    },
    events: { evidence: async () => noEvidence },
    runs: {
      async reopen() {
        happened.push("reopened");
        return true;
      },
    },
    storeTime: () => ({ now: at, agrees: true }),
    ...{ times, newWriteId: () => `w${++writes}`, onMoved: () => undefined },
  };
  return { deps, happened };
};

describe("who is unknown, by an editor's word", () => {
  it("is said to be left where somebody has the chunk in hand, or it is stuck", async () => {
    const { deps } = anIssue({ a: unknown(2), b: held(unknown(3)), c: { ...unknown(4), fruitless: 5 } });
    const { resent, left } = await resendUnknown(deps, "i");
    expect(resent.map(({ chunk, try: next }) => `${chunk} ${next}`)).toEqual(["a 2", "a 2"]);
    expect(left).toBe(7);
  });

  it("is pending only when the issue is looked after again, whatever dies in between", async () => {
    const { deps, happened } = anIssue({ a: unknown(1) });
    await resendUnknown(deps, "i");
    expect(happened).toEqual(["reopened", "pending in a", "reopened"]);
    const over = anIssue({ a: { ...unknown(1), recipients: [{ state: "unknown", reason: "no-answer", try: 5 }] } });
    expect(await resendUnknown(over.deps, "i")).toEqual({ resent: [], left: 0 });
    expect(over.happened).toEqual([]);
  });
});
