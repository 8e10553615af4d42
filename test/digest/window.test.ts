import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Cadence } from "../../functions/core/newsletter.ts";
import {
  addMilliseconds,
  day,
  hour,
  type Instant,
  millisecondsBetween,
  minute,
  toInstant,
} from "../../functions/core/time.ts";
import type { Window } from "../../functions/digest/issue.ts";
import {
  dateIn,
  isWithin,
  nextWindow,
  previousWindow,
  windowAfter,
  windowAt,
  windowEndingBy,
  windowHolding,
  windowsAfter,
  windowsBetween,
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

const anyWeekday = fc.integer({ min: 1, max: 7 });
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "30", "59"))
  .map(([hours, minutes]) => `${String(hours).padStart(2, "0")}:${minutes}`);
const anyCadence: fc.Arbitrary<Cadence> = fc.oneof(
  fc.record({ kind: fc.constant("weekly" as const), weekday: anyWeekday, time: anyTime }),
  fc.record({ kind: fc.constant("daily" as const), time: anyTime }),
  fc.record({
    kind: fc.constant("weekdays" as const),
    days: fc.uniqueArray(anyWeekday, { minLength: 1 }),
    time: anyTime,
  }),
  fc.record({
    kind: fc.constant("monthly" as const),
    day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant("last" as const)),
    time: anyTime,
  }),
  fc.record({
    kind: fc.constant("monthly-weekday" as const),
    nth: fc.constantFrom(1, 2, 3, 4, "last" as const),
    weekday: anyWeekday,
    time: anyTime,
  }),
);
/** Times that clock changes skip, repeat and surround. */
const everyKind: readonly Cadence[] = [
  { kind: "daily", time: "00:00" },
  { kind: "daily", time: "02:30" },
  { kind: "weekdays", days: [1, 2, 3, 4, 5], time: "08:00" },
  { kind: "weekly", weekday: 7, time: "02:30" },
  { kind: "monthly", day: "last", time: "02:30" },
  { kind: "monthly-weekday", nth: "last", weekday: 7, time: "02:00" },
];
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

  /** Windows from one that does not adjoin its neighbours on; a check of each by `expect` would take most of the time. */
  const apart = (cadence: Cadence, zone: string, first: Window, until: Instant): Window[] => {
    const found: Window[] = [];
    for (let window = first; window.from < until; ) {
      const next = nextWindow(cadence, zone, window);
      const back = previousWindow(cadence, zone, next);
      const isRight = next.from === window.until && next.until > next.from;
      if (!isRight || back.from !== window.from || back.until !== window.until) found.push(window);
      window = next;
    }
    return found;
  };

  it("adjoins its neighbours without gap or overlap, through ten zones and twenty years", () => {
    for (const zone of zones) {
      const first = windowAt(saturdayAt8, zone, "2006-01-01T00:00:00.000Z");
      expect([zone, apart(saturdayAt8, zone, first, "2026-01-01T00:00:00.000Z")]).toEqual([zone, []]);
    }
  });

  it("adjoins its neighbours at every clock change of those zones and years, whatever the cadence", () => {
    for (const zone of zones)
      for (const change of clockChanges(zone))
        for (const cadence of everyKind) {
          const first = windowAt(cadence, zone, addMilliseconds(change, -2 * day));
          expect([zone, change, apart(cadence, zone, first, addMilliseconds(change, 2 * day))]).toEqual([
            zone,
            change,
            [],
          ]);
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

  it("leaves no window for a day that a zone left out", () => {
    const windows = windowsAfter(
      { kind: "daily", time: "08:00" },
      "Pacific/Apia",
      "2011-12-29T18:00:00.000Z",
      "2011-12-31T18:00:00.000Z",
    );
    // There was no 30 December in Samoa: 08:00 of the 29th is followed by 08:00 of the 31st, 24 hours later.
    expect(windows.map(({ until }) => until)).toEqual([
      "2011-12-30T18:00:00.000Z",
      "2011-12-31T18:00:00.000Z",
      "2012-01-01T18:00:00.000Z",
    ]);
  });

  it("ends on the day that the cadence says", () => {
    const ends = (cadence: Cadence) =>
      windowsAfter(cadence, "Europe/Rome", "2026-01-01T12:00:00.000Z", "2026-04-01T12:00:00.000Z")
        .map(({ until }) => dateIn("Europe/Rome", until))
        .slice(1, 4);
    const time = "08:00";
    expect(ends({ kind: "monthly", day: "last", time })).toEqual(["2026-02-28", "2026-03-31", "2026-04-30"]);
    expect(ends({ kind: "monthly", day: 30, time })).toEqual(["2026-02-28", "2026-03-30", "2026-04-30"]);
    expect(ends({ kind: "monthly-weekday", nth: 1, weekday: 1, time })).toEqual(["2026-03-02", "2026-04-06"]);
    expect(ends({ kind: "monthly-weekday", nth: "last", weekday: 5, time })).toEqual([
      "2026-02-27",
      "2026-03-27",
      "2026-04-24",
    ]);
    expect(ends({ kind: "weekdays", days: [1, 2, 3, 4, 5], time })).toEqual(["2026-01-05", "2026-01-06", "2026-01-07"]);
  });

  it("knows the date on the newsletter's wall clock", () => {
    expect(dateIn("Pacific/Chatham", "2026-10-24T12:00:00.000Z")).toBe("2026-10-25");
  });
});

/** Every instant from 2006 through 2025 at which the zone's clock was set. */
const clockChanges = (zone: string): string[] => {
  const found: string[] = [];
  let at = Temporal.Instant.from("2006-01-01T00:00:00Z").toZonedDateTimeISO(zone).getTimeZoneTransition("next");
  for (; at && at.epochMilliseconds < Date.parse("2026-01-01"); at = at.getTimeZoneTransition("next"))
    found.push(toInstant(at.epochMilliseconds));
  return found;
};

describe("the window after an issue", () => {
  const daily = { kind: "daily", time: "08:00" } as const;

  it("is the next one of a cadence that stays as it is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyCadence, anyInstant, (zone, cadence, at) => {
        const window = windowAt(cadence, zone, at);
        expect(windowAfter(cadence, zone, window.until)).toEqual(nextWindow(cadence, zone, window));
      }),
      { numRuns: 300 },
    );
  });

  it("begins where the last one ended, whatever cadence and zone are changed to and however often", () => {
    const change = fc.record({ cadence: anyCadence, zone: fc.constantFrom(...zones), issues: fc.integer({ max: 3 }) });
    fc.assert(
      fc.property(anyInstant, fc.array(change, { minLength: 1, maxLength: 6 }), (start, changes) => {
        let ended = start;
        for (const { cadence, zone, issues } of changes)
          for (let issue = 0; issue <= issues; issue++) {
            const window = windowAfter(cadence, zone, ended);
            const regular = windowAt(cadence, zone, addMilliseconds(window.until, -1));
            expect(window.from).toBe(ended);
            expect(regular.until).toBe(window.until);
            // Half of the shortest window that a clock change leaves of a day; or a window and less than half of another.
            expect(millisecondsBetween(window.from, window.until)).toBeGreaterThan(11 * hour);
            const before = previousWindow(cadence, zone, regular);
            const most = millisecondsBetween(before.from, before.until) / 2;
            expect(millisecondsBetween(window.from, regular.from)).toBeLessThan(Math.max(most, 1));
            ended = window.until;
          }
      }),
      { numRuns: 300 },
    );
  });

  it("is no issue of an hour when the newsletter moves to another zone", () => {
    expect(windowAfter(saturdayAt8, "Europe/London", "2026-10-17T06:00:00.000Z")).toEqual({
      from: "2026-10-17T06:00:00.000Z",
      until: "2026-10-24T07:00:00.000Z",
    });
    expect(windowAfter(daily, "Europe/Rome", "2026-10-17T06:00:00.000Z").until).toBe("2026-10-18T06:00:00.000Z");
  });

  it("fills a gap between two issues, and leaves no hour of it as an issue", () => {
    const gap = { from: "2026-11-07T08:00:00.000Z", until: "2026-11-28T08:00:00.000Z" };
    const ends = (at: string, zone = "Europe/London") =>
      windowsBetween({ cadence: saturdayAt8, zone }, gap, at).map(({ until }) => until);
    expect(ends(gap.until)).toEqual(["2026-11-14T08:00:00.000Z", "2026-11-21T08:00:00.000Z", gap.until]);
    expect(ends("2026-11-10T08:00:00.000Z")).toEqual(["2026-11-14T08:00:00.000Z"]);
    expect(ends(gap.until, "Europe/Rome").at(-1)).toBe(gap.until);
    expect(ends(gap.until, "Europe/Rome")).toHaveLength(3);
  });

  it("holds an instant beside the windows that have their issues", () => {
    const made = [
      { from: "2026-10-03T06:00:00.000Z", until: "2026-10-10T06:00:00.000Z" },
      { from: "2026-10-17T06:00:00.000Z", until: "2026-10-19T09:00:00.000Z" },
    ] as const;
    const holding = (at: string) => windowHolding(daily, "Europe/Rome", at, made);
    expect(holding("2026-10-17T06:00:00.000Z")).toEqual(made[1]);
    expect(holding("2026-10-12T12:00:00.000Z")).toEqual({
      from: "2026-10-12T06:00:00.000Z",
      until: "2026-10-13T06:00:00.000Z",
    });
    expect(holding("2026-10-19T09:00:00.000Z")).toEqual({
      from: "2026-10-19T09:00:00.000Z",
      until: "2026-10-20T06:00:00.000Z",
    });
    expect(windowHolding(saturdayAt8, "Europe/Rome", "2026-10-12T12:00:00.000Z", made).until).toBe(made[1].from);
    expect(windowHolding(saturdayAt8, "Europe/Rome", "2026-09-30T12:00:00.000Z", made).until).toBe(made[0].from);
  });
});
