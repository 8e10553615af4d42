import { describe, expect, it } from "vitest";
import { addMilliseconds, day, hour, type Instant } from "../../functions/core/time.ts";
import { type DraftInput, draftIssue } from "../../functions/digest/draft-issue.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { issueTimes, timesOf, timesToKeep, whyNotAt } from "../../functions/digest/issue-times.ts";
import { aNewsletter, aPostOf, aWindow } from "../support/digest-week.ts";

const past = (milliseconds: number): Instant => addMilliseconds(aWindow.until, milliseconds);
const today = { from: past(-day), until: aWindow.until };
const daily = { cadence: { kind: "daily", time: "08:00" }, deadlineHours: 6, lateLimitHours: 48 };

describe("the hours of an issue", () => {
  it("leave half the time to the next issue for being late, and end when that is due", () => {
    expect(issueTimes(aNewsletter({ ...daily, deadlineHours: 20 }), today)).toMatchObject({
      deadlineAt: past(12 * hour),
      limitAt: past(day),
    });
  });

  it("never nudge before the window opens", () => {
    expect(issueTimes(aNewsletter({ ...daily, nudgeHours: 100 }), today).nudgeAt).toBe(today.from);
  });

  it("are those that it keeps, whatever the settings say; without any, those of the settings", () => {
    const before = aNewsletter(daily);
    const times = timesToKeep(before, today);
    const after = aNewsletter({ ...daily, zone: "Asia/Tokyo", deadlineHours: 1 });
    expect(timesOf(after, { window: today, times })).toEqual(issueTimes(before, today));
    expect(timesOf(after, { window: today })).toEqual(issueTimes(after, today));
    expect(issueTimes(after, today)).not.toEqual(issueTimes(before, today));
  });
});

describe("a time to send at", () => {
  const times = issueTimes(aNewsletter(daily), today);
  it("is to come, after the window and before the limit", () => {
    expect(whyNotAt(times, past(-hour), past(0))).toBe("too-early");
    expect(whyNotAt(times, past(hour), past(hour))).toBe("too-early");
    expect(whyNotAt(times, past(-hour), past(-2 * hour))).toBe("window-open");
    expect(whyNotAt(times, past(0), past(-hour))).toBeUndefined();
    expect(whyNotAt(times, past(day - 1), past(hour))).toBeUndefined();
    expect(whyNotAt(times, times.limitAt, past(hour))).toBe("too-late");
  });
});

describe("the hours of a draft", () => {
  const deps = (now: Instant) => ({
    clock: () => now,
    issues: {
      get: async () => undefined,
      latest: async () => [],
      first: async () => undefined,
      claims: async () => new Map(),
    },
    posts: { calendar: async () => ({}) as never, getMany: async () => new Map() },
  });
  const drafted = async (
    at: Instant,
    settings: object,
    before?: Issue,
    more: Partial<DraftInput> = {},
  ): Promise<Issue> => {
    const posts = ["one", "two", "three"].map((id) => aPostOf(id, { day: 6 }));
    const input = { newsletter: aNewsletter(settings), window: today, posts, closes: true, ...more };
    return (await draftIssue(deps(at), input, before && { issue: before, version: 1 })).issue;
  };
  const weekly = { ...daily, cadence: { kind: "weekly", weekday: 6, time: "08:00" } };
  const hoursOf = (settings: object) => timesToKeep(aNewsletter(settings), today);

  it("follow the settings as long as it is open, also when it closes", async () => {
    const open = await drafted(past(-hour), daily);
    expect(open.times).toEqual(hoursOf(daily));
    expect((await drafted(past(-1), weekly, open)).times).toEqual(hoursOf(weekly));
    expect((await drafted(past(0), weekly, open)).times).toEqual(hoursOf(weekly));
  });

  it.each([
    ["a daily newsletter becomes a weekly", weekly],
    ["it moves to another zone", { ...daily, zone: "America/New_York" }],
    ["its deadline moves", { ...daily, deadlineHours: 1 }],
  ])("stay when it is closed and %s, also when it is opened again after a skip", async (_, after) => {
    expect(hoursOf(after)).not.toEqual(hoursOf(daily));
    const closed = await drafted(past(0), daily);
    expect((await drafted(past(hour), after, closed)).times).toEqual(hoursOf(daily));
    const skipped: Issue = { ...closed, state: "skipped" };
    expect((await drafted(past(hour), after, skipped, { again: true })).times).toEqual(hoursOf(daily));
  });

  it("stay when it was approved before its window has ended, and is edited so", async () => {
    const open = await drafted(past(-hour), daily);
    const approved: Issue = { ...open, state: "approved", closedAt: past(-hour) };
    expect((await drafted(past(-1), weekly, approved)).times).toEqual(hoursOf(daily));
  });

  it("are written down when one that was stored without them is made anew", async () => {
    const { times: _, ...old } = await drafted(past(0), daily);
    expect((await drafted(past(hour), daily, old)).times).toEqual(hoursOf(daily));
  });
});
