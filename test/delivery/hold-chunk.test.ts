import { describe, expect, it } from "vitest";
import { addMilliseconds } from "../../functions/core/time.ts";
import { type Claim, isHeld, isStuck } from "../../functions/delivery/claim.ts";
import { type Held, holdChunk, inHand } from "../../functions/delivery/hold-chunk.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { at } from "../support/audience.ts";

const place = { issueId: "i", shard: "0", chunk: "0" };
const times = sendingTimes();
const busy = Object.assign(new Error("slow down"), { name: "ProvisionedThroughputExceededException" });
const begin = { index: 0, when: "begun", revision: 1 } as const;

/** A claim in a store of its own, which fails as it is told, before or after a write. */
const aClaim = () => {
  let [stored, now, writes]: [Claim | undefined, string, number] = [undefined, at, 0];
  let failing: "before" | "after" | undefined;
  const deliveries = {
    claim: async () => stored,
    async putClaim(_: object, before: Claim, after: Claim) {
      if (failing === "before") throw busy;
      if ((stored?.version ?? 0) !== before.version) return false;
      stored = after;
      if (failing === "after") throw busy;
      return true;
    },
  };
  const storeTime = () => ({ now, agrees: true });
  const deps = { deliveries, storeTime, times, newWriteId: () => `w${++writes}`, onMoved: () => undefined };
  return {
    /** Does the work under a lease of its own, and answers what came of it when that lease would be over. */
    async hold(work: (held: Held) => Promise<unknown>): Promise<Claim> {
      const taken = await holdChunk(deps, { place, size: 2, holder: "one" });
      if (!taken.ok) throw new Error(taken.reason);
      await expect(inHand(taken.held, () => work(taken.held))).rejects.toThrow();
      failing = undefined;
      if (!stored) throw new Error("nothing is stored");
      return stored;
    },
    fail: (how: typeof failing) => {
      failing = how;
    },
    lapse: () => {
      now = addMilliseconds(now, times.leaseMs);
    },
    now: () => now,
  };
};

describe("a chunk in hand when its work fails", () => {
  it("is given back at once where the store was busy, and is not stuck by that", async () => {
    const { hold, now } = aClaim();
    for (let turn = 0; turn < 6; turn++) {
      const claim = await hold(() => Promise.reject(busy));
      expect(isHeld(claim, now())).toBe(false);
      expect(isStuck(claim, now())).toBe(false);
    }
  });

  it("is stuck after five leases when it fails by itself", async () => {
    const { hold, lapse, now } = aClaim();
    let claim: Claim | undefined;
    for (let turn = 0; turn < 5; turn++) {
      claim = await hold(() => Promise.reject(new TypeError("a defect")));
      expect(isHeld(claim, now())).toBe(true);
      lapse();
    }
    expect(claim && isStuck(claim, now())).toBe(true);
  });

  it("is given back with nobody begun when the intent could not be written", async () => {
    const { hold, fail, now } = aClaim();
    const claim = await hold((held) => {
      fail("before");
      return held.write([begin]).finally(() => fail(undefined));
    });
    expect(isHeld(claim, now())).toBe(false);
    expect(claim.recipients.map(({ state }) => state)).toEqual(["pending", "pending"]);
  });

  it("stays held when the intent was written after all, or a request is open", async () => {
    for (const how of ["after", undefined] as const) {
      const { hold, fail, now } = aClaim();
      const claim = await hold(async (held) => {
        fail(how);
        await held.write([begin]).finally(() => fail(undefined));
        throw busy;
      });
      expect(isHeld(claim, now())).toBe(true);
      expect(claim.recipients[0]?.state).toBe("intent");
    }
  });

  it("keeps what came of it, whatever failed", async () => {
    for (const error of [busy, new TypeError("a defect")]) {
      const { hold } = aClaim();
      const claim = await hold(async (held) => {
        await held.write([begin]);
        held.note([{ index: 0, when: "not-accepted" }]);
        throw error;
      });
      expect(claim).toMatchObject({ recipients: [{ state: "pending" }, { state: "pending" }], changed: true });
    }
  });
});
