import { expect, it } from "vitest";
import { daysOfSpan, spanOfDays, sponsorDays } from "../../functions/console/sponsor-days.ts";

it.each([
  ["Europe/Rome", "2026-11-19T23:00:00.000Z", "2026-11-21T23:00:00.000Z"],
  ["America/Los_Angeles", "2026-11-20T08:00:00.000Z", "2026-11-22T08:00:00.000Z"],
  ["Pacific/Auckland", "2026-11-19T11:00:00.000Z", "2026-11-21T11:00:00.000Z"],
])(
  "days in %s are from the first's beginning to the last's end there, and are read as they were typed",
  (zone, from, until) => {
    const typed = { first: "2026-11-20", last: "2026-11-21" };
    expect(spanOfDays({ zone }, typed)).toEqual({ from, until });
    expect(daysOfSpan({ zone }, { from, until })).toEqual(typed);
    expect(sponsorDays({ zone }, { from, until })).toMatch(/^November 20\s–\s21, 2026$/);
  },
);

it("one day is one day", () => {
  const zone = "America/Los_Angeles";
  expect(sponsorDays({ zone }, spanOfDays({ zone }, { first: "2026-11-01", last: "2026-11-01" }))).toBe(
    "November 1, 2026",
  );
});
