import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Retryable } from "../../functions/core/errors.ts";
import { stamped, stampHoldsMs } from "../../functions/core/stamped.ts";
import { stampClockOf } from "../../functions/core/store-time.ts";
import { addMilliseconds, type Instant, millisecondsBetween, toInstant } from "../../functions/core/time.ts";

const start = "2026-10-24T06:00:00.000Z";

/** A store that applies each write so many milliseconds after it was asked, answers later still, and may lose an answer. */
const slowStore = (waits: readonly { appliesMs: number; answersMs: number; isLost: boolean }[]) => {
  const left = [...waits];
  let now = start;
  let item: { stampedAt: Instant; writtenAt: Instant } | undefined;
  const write = async (from: Instant | undefined, to: Instant) => {
    const { appliesMs, answersMs, isLost } = left.shift() ?? { appliesMs: 5, answersMs: 5, isLost: false };
    now = addMilliseconds(now, appliesMs);
    const holds = item?.stampedAt === from;
    if (holds) item = { stampedAt: to, writtenAt: now };
    now = addMilliseconds(now, answersMs);
    if (isLost) throw new Retryable("the answer was lost");
    return holds;
  };
  return { clock: () => now, write, item: () => item };
};

describe("a stamp", () => {
  it("is at most two seconds older than its write, however slow the store, also where its answer was lost", async () => {
    const wait = fc.record({
      appliesMs: fc.nat({ max: 20_000 }),
      answersMs: fc.nat({ max: 5_000 }),
      isLost: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wait, { maxLength: 4 }), async (waits) => {
        const [first, ...others] = waits;
        const store = slowStore([...(first ? [first] : []), ...others.map((each) => ({ ...each, isLost: false }))]);
        const writing = stamped(
          { stampClock: store.clock },
          { write: (at) => store.write(undefined, at), again: ({ from, to }) => store.write(from, to) },
        );
        const written = await writing.catch(() => undefined);
        const item = store.item();
        if (!item) throw new Error("nothing was written");
        expect(millisecondsBetween(item.stampedAt, item.writtenAt)).toBeLessThanOrEqual(stampHoldsMs);
        if (written) expect(written).toEqual({ result: true, at: item.stampedAt });
        else expect(first?.isLost).toBe(true);
      }),
    );
  });

  it("is left alone where somebody else has stamped since", async () => {
    let now = start;
    const late = async () => {
      now = addMilliseconds(now, 10_000);
      return false;
    };
    expect(await stamped({ stampClock: () => now }, { write: late, again: async () => false })).toEqual({
      result: false,
      at: start,
    });
  });

  it("is by the store's clock where the machine's is another, and keeps to the product's time", () => {
    const own = Date.parse(start);
    const sample = () => "2027-03-01T00:00:00.000Z";
    const shown = (offMs: number) =>
      stampClockOf(
        () => ({ now: toInstant(own + offMs), agrees: false }),
        sample,
        () => own,
      )();
    expect(shown(400)).toBe(sample());
    expect(shown(-3_600_000)).toBe("2027-02-28T23:00:00.000Z");
    const unasked = () => {
      throw new Retryable("not yet");
    };
    expect(stampClockOf(unasked, sample, () => own)()).toBe(sample());
  });
});
