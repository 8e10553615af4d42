import { describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { endedPauses, isProbeDue } from "../../functions/delivery/pause-end.ts";
import { at } from "../support/audience.ts";

const times = sendingTimes();
const since = { since: at, probes: 0 };
const later = (minutes: number) => addMilliseconds(at, minutes * minute);

describe("a pause", () => {
  it.each([
    [0, 500, false],
    [24, 500, false],
    [25, 500, true],
    [3, 3, true],
    [Number.POSITIVE_INFINITY, 500, true],
  ])("for the day's quota ends by itself with %d left and %d pending: %s", (leftToday, pending, ends) => {
    const quota = { ratePerSecond: 14, leftToday };
    const run = { causes: { quota: since, editor: since } };
    expect(endedPauses(run, { now: at, times, quota, pending })).toEqual(ends ? ["quota"] : []);
    expect(endedPauses(run, { now: at, times, quota: undefined, pending })).toEqual([]);
  });

  it("of a soft start ends after ten minutes, and no other by its time", () => {
    const causes = { "soft-start": since, errors: since, reputation: since, editor: since };
    const more = { times, quota: { ratePerSecond: 1, leftToday: 9 }, pending: 5 };
    expect(endedPauses({ causes }, { now: later(9.9), ...more })).toEqual([]);
    expect(endedPauses({ causes }, { now: later(10), ...more })).toEqual(["soft-start"]);
  });

  it("for errors is probed after 5, 10 and 20 minutes, then a person is asked; never while something else pauses it", () => {
    const due = (probes: number, minutes: number) =>
      isProbeDue({ causes: { errors: { since: at, probes } } }, { now: later(minutes), times });
    expect([due(0, 4.9), due(0, 5), due(1, 9.9), due(1, 10), due(2, 19.9), due(2, 20), due(3, 999)]).toEqual([
      ...[false, true, false, true, false, true, false],
    ]);
    const now = later(60);
    expect(isProbeDue({ causes: { errors: since, editor: since } }, { now, times })).toBe(false);
    expect(isProbeDue({ causes: { errors: since }, cancelledAt: at }, { now, times })).toBe(false);
    expect(isProbeDue({ causes: {} }, { now, times })).toBe(false);
  });
});
