import { describe, expect, it } from "vitest";
import { addMilliseconds, day, hour, type Instant } from "../../functions/core/time.ts";
import type { IssueState, Window } from "../../functions/digest/issue.ts";
import { isFirstUnknown, lateOf } from "../../functions/digest/late-posts.ts";

const noon = "2026-11-01T12:00:00.000Z";
const dayAt = (days: number): Instant => addMilliseconds(noon, days * day);
const daily = (days: number): Window => ({ from: dayAt(days), until: dayAt(days + 1) });
/** The issues of the days before one, the latest first, as many as are looked at. */
const issuesBefore = (days: number, stateOf: (days: number) => IssueState, most = 16) =>
  Array.from({ length: Math.min(days, most) }, (_, at) => days - 1 - at).map((each) => ({
    window: daily(each),
    state: stateOf(each),
  }));

describe("late posts", () => {
  it("are for a daily, whose source was down for twenty days, all since its first issue", () => {
    const earlier = issuesBefore(20, () => "skipped");
    expect(isFirstUnknown(daily(20), earlier)).toBe(true);
    expect(lateOf(daily(20), earlier, dayAt(0))).toEqual({ from: dayAt(0), since: dayAt(-15) });
  });

  it("are those of the look-back, however many issues it holds", () => {
    const earlier = issuesBefore(400, () => "handed-over");
    expect(lateOf(daily(400), earlier, dayAt(0))).toEqual({
      from: dayAt(365),
      since: addMilliseconds(dayAt(399), -hour),
    });
  });

  it("may be three windows old where these are longer than the look-back", () => {
    const monthly = (at: number): Window => ({ from: dayAt(30 * at), until: dayAt(30 * (at + 1)) });
    const earlier = [4, 3, 2, 1, 0].map((at) => ({ window: monthly(at), state: "handed-over" as const }));
    expect(lateOf(monthly(5), earlier, dayAt(0))?.from).toBe(dayAt(60));
  });

  it("reach back over all that was set aside since the issue before the last that went out", () => {
    const earlier = issuesBefore(60, (at) => (at === 59 || at === 10 ? "handed-over" : "skipped"), 55);
    expect(lateOf(daily(60), earlier, dayAt(0))).toEqual({
      from: addMilliseconds(dayAt(11), -hour),
      since: addMilliseconds(dayAt(11), -hour),
    });
  });

  it("are none before the first issue opened, nor for a first issue, nor as long as that is open", () => {
    const started = [{ window: daily(0), state: "handed-over" as const }];
    expect(lateOf(daily(1), started, dayAt(0))?.from).toBe(dayAt(0));
    expect(lateOf(daily(0), [], dayAt(0))).toBeUndefined();
    expect(lateOf(daily(1), [{ window: daily(0), state: "held" }], dayAt(0))).toBeUndefined();
  });
});
