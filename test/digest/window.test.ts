import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMilliseconds, day, hour, millisecondsBetween, minute, toInstant } from "../../functions/core/time.ts";
import {
  dateIn,
  isWithin,
  nextWindow,
  previousWindow,
  windowAt,
  windowEndingBy,
} from "../../functions/digest/window.ts";

const saturdayAt8 = { kind: "weekly", weekday: 6, time: "08:00" } as const;

/** Half hours, quarter hours, a clock set back over midnight (St John's until 2011), a day left out (Apia in 2011). */
const zones = [
  "UTC",
  "Europe/Rome",
  "America/New_York",
  "America/St_Johns",
  "America/Santiago",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
] as const;

const anyCadence = fc.record({
  kind: fc.constant("weekly" as const),
  weekday: fc.integer({ min: 1, max: 7 }),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "30", "59"))
    .map(([hours, minutes]) => `${String(hours).padStart(2, "0")}:${minutes}`),
});
const from2006 = Date.parse("2006-01-01T00:00:00Z");
const anyInstant = fc.integer({ min: 0, max: 20 * 365 * 24 * 60 }).map((m) => toInstant(from2006 + m * minute));

describe("the window", () => {
  it("holds the instant it was asked for, its opening edge included and its closing edge not", () => {
    const window = windowAt(saturdayAt8, "Europe/Rome", "2026-10-21T10:00:00.000Z");
    expect(window).toEqual({ from: "2026-10-17T06:00:00.000Z", until: "2026-10-24T06:00:00.000Z" });
    expect(windowAt(saturdayAt8, "Europe/Rome", window.from)).toEqual(window);
    expect(windowAt(saturdayAt8, "Europe/Rome", window.until).from).toBe(window.until);
  });

  it("keeps its edges on the wall clock: an hour short when the clock goes forward, an hour long when it goes back", () => {
    const spring = windowAt(saturdayAt8, "Europe/Rome", "2026-03-29T12:00:00.000Z");
    const autumn = windowAt(saturdayAt8, "Europe/Rome", "2026-10-25T12:00:00.000Z");
    expect(millisecondsBetween(spring.from, spring.until)).toBe(7 * day - hour);
    expect(millisecondsBetween(autumn.from, autumn.until)).toBe(7 * day + hour);
  });

  it("opens when the clock resumes if its time is skipped, and the first time if its time comes twice", () => {
    const skipped = { kind: "weekly", weekday: 7, time: "02:30" } as const;
    expect(windowAt(skipped, "Europe/Rome", "2026-03-29T12:00:00.000Z").from).toBe("2026-03-29T01:30:00.000Z");
    expect(windowAt(skipped, "Europe/Rome", "2026-10-25T12:00:00.000Z").from).toBe("2026-10-25T00:30:00.000Z");
  });

  it("has passed its edge although the clock, set back over midnight, shows the day before again", () => {
    const midnight = { kind: "weekly", weekday: 7, time: "00:00" } as const;
    // 2010-11-07 00:01 in St John's became 2010-11-06 23:01.
    expect(windowAt(midnight, "America/St_Johns", "2010-11-07T02:45:00.000Z").from).toBe("2010-11-07T02:30:00.000Z");
  });

  it("adjoins its neighbours without gap or overlap, through ten zones and twenty years", () => {
    for (const zone of zones) {
      let window = windowAt(saturdayAt8, zone, "2006-01-01T00:00:00.000Z");
      while (window.until < "2026-01-01") {
        const next = nextWindow(saturdayAt8, zone, window);
        expect(next.from).toBe(window.until);
        expect(next.until > next.from).toBe(true);
        expect(previousWindow(saturdayAt8, zone, next)).toEqual(window);
        window = next;
      }
    }
  });

  it("is the only one that holds an instant, for any cadence", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyCadence, anyInstant, (zone, cadence, at) => {
        const window = windowAt(cadence, zone, at);
        expect(isWithin(window, at)).toBe(true);
        expect(windowAt(cadence, zone, window.from)).toEqual(window);
        expect(windowAt(cadence, zone, addMilliseconds(window.until, -1))).toEqual(window);
        expect(nextWindow(cadence, zone, window).from).toBe(window.until);
        expect(previousWindow(cadence, zone, window).until).toBe(window.from);
        expect(windowEndingBy(cadence, zone, at).until).toBe(window.from);
      }),
      { numRuns: 500 },
    );
  });

  it("ends at the edge itself: at that instant its issue is due", () => {
    expect(windowEndingBy(saturdayAt8, "Europe/Rome", "2026-10-24T06:00:00.000Z").until).toBe(
      "2026-10-24T06:00:00.000Z",
    );
    expect(windowEndingBy(saturdayAt8, "Europe/Rome", "2026-10-24T05:59:59.999Z").until).toBe(
      "2026-10-17T06:00:00.000Z",
    );
  });

  it("knows the date on the newsletter's wall clock", () => {
    expect(dateIn("Pacific/Chatham", "2026-10-24T12:00:00.000Z")).toBe("2026-10-25");
  });
});
