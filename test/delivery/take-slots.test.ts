import { describe, expect, it } from "vitest";
import { openClaim } from "../../functions/delivery/claim.ts";
import type { Held } from "../../functions/delivery/hold-chunk.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { takeSlots } from "../../functions/delivery/take-slots.ts";
import { virtualTimer } from "../support/delivery.ts";

const times = sendingTimes();
const slots = { startsAt: 0, spacing: 10, count: 25, rate: 100, width: 1, of: 1 };

/** Slots that others have for so long, of an issue that is paused after so long; what was asked for, and when it ended. */
const asking = async (input: { soldForMs: number; pausedAtMs?: number; lostAtMs?: number }) => {
  const { soldForMs, pausedAtMs = Infinity, lostAtMs = Infinity } = input;
  const timer = virtualTimer();
  let writes = 0;
  const held: Held = {
    claim: openClaim(25),
    note: () => undefined,
    async write() {
      writes++;
      return timer.now() < lostAtMs;
    },
    letGo: async () => true,
    fail: async () => undefined,
  };
  const flow = {
    slots: async () => (timer.now() < soldForMs ? undefined : slots),
    soldForMs: soldForMs - times.slotsWithinMs,
    cause: undefined,
  };
  const control = async () => ({ maySend: timer.now() < pausedAtMs, cancelled: false, revision: 1 });
  const place = { issueId: "i", shard: "0", chunk: "0" };
  const taken = await takeSlots({ flow, timer, times, control }, { held, place, batch: [], pending: 25, revision: 1 });
  return { taken, tookMs: timer.now(), writes };
};

describe("slots for a batch", () => {
  it("are taken at once where there are some, with no write", async () => {
    expect(await asking({ soldForMs: 0 })).toEqual({ taken: slots, tookMs: 0, writes: 0 });
  });

  it("are waited for with nothing unwritten, half a lease at most", async () => {
    const { taken, tookMs, writes } = await asking({ soldForMs: 18_000 });
    expect(taken).toBe(slots);
    expect(tookMs).toBeLessThan(18_000 + times.slotsWithinMs);
    expect(writes).toBeGreaterThan(0);
    const none = await asking({ soldForMs: 60_000 });
    expect(none).toMatchObject({ taken: { ok: false, reason: "no-slots" }, tookMs: times.keepsWithoutSlotsMs });
  });

  it("are waited for no longer when the issue is paused, or the chunk is somebody else's", async () => {
    const paused = await asking({ soldForMs: 25_000, pausedAtMs: 7_000 });
    expect(paused.taken).toEqual({ ok: false, reason: "paused" });
    expect(paused.tookMs).toBeLessThanOrEqual(7_000 + times.slotsWithinMs);
    expect((await asking({ soldForMs: 25_000, lostAtMs: 1 })).taken).toEqual({ ok: false, reason: "lost" });
  });
});
