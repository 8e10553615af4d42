import { describe, expect, it } from "vitest";
import { dueFor, type Sending, windowsToMind } from "../../functions/calendar/due.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { addMilliseconds, day, hour, type Instant, minute } from "../../functions/core/time.ts";
import type { Digest } from "../../functions/digest/digest.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { timesToKeep } from "../../functions/digest/issue-times.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { aNewsletter, aPostOf, aWindow, windowBefore } from "../support/digest-week.ts";

const digestOf = (posts: number): Digest =>
  makeDigest({
    newsletter: aNewsletter(),
    window: aWindow,
    posts: Array.from({ length: posts }, (_, at) => aPostOf(`post-${at}`)),
  });
const full = digestOf(4);

type IssueFacts = Partial<
  Pick<Issue, "state" | "closedAt" | "setAsideAt" | "tookBack" | "nudgedAt" | "digest" | "times">
> & {
  lookedAt?: Instant | undefined;
  lookingAt?: Instant | undefined;
};
/** Closed, and its posts looked at just now. */
const closed: IssueFacts = { closedAt: aWindow.until };

const due = (settings: object, issue: IssueFacts | undefined, now: Instant, sending: Sending = "not-begun") =>
  dueFor(
    aNewsletter(settings),
    {
      window: aWindow,
      sending,
      issue: issue && { state: "draft", digest: full, lookedAt: issue.closedAt && now, ...issue },
    },
    now,
  );
const past = (milliseconds: number): Instant => addMilliseconds(aWindow.until, milliseconds);
/** Not in a minute in which drafts are made anew. */
const atClose = past(minute);

describe("what is due for an issue", () => {
  it("is to make it as soon as its window has begun", () => {
    expect(due({}, undefined, addMilliseconds(aWindow.from, -1))).toEqual([]);
    expect(due({}, undefined, aWindow.from)).toEqual(["make"]);
    expect(due({}, undefined, past(3 * day))).toEqual(["make"]);
  });

  it("is to fill its draft in every tenth minute while the window is open", () => {
    expect(due({}, {}, past(-day))).toEqual(["refresh"]);
    expect(due({}, {}, past(-day + 9 * minute))).toEqual([]);
    expect(due({}, {}, past(-day + 10 * minute + 59_000))).toEqual(["refresh"]);
  });

  it("is to close it when the window is over, before anything else", () => {
    expect(due({ whenUnapproved: "send" }, {}, aWindow.until)).toEqual(["close"]);
  });

  it("is at the deadline what the newsletter does with what nobody approved", () => {
    expect(due({ whenUnapproved: "send" }, closed, atClose)).toEqual(["send"]);
    expect(due({ whenUnapproved: "skip" }, closed, atClose)).toEqual(["skip"]);
    expect(due({ whenUnapproved: "hold" }, closed, atClose)).toEqual([]);
    expect(due({ whenUnapproved: "send", deadlineHours: 6 }, closed, atClose)).toEqual([]);
    expect(due({ whenUnapproved: "send", deadlineHours: 6 }, closed, past(6 * hour + minute))).toEqual(["send"]);
  });

  it("is never to send by itself what a thin week held back, or asks about", () => {
    const thin = { ...closed, digest: digestOf(2) };
    expect(due({ whenUnapproved: "send" }, { ...closed, state: "held" }, atClose)).toEqual([]);
    expect(due({ whenUnapproved: "send", whenThin: "ask" }, thin, atClose)).toEqual([]);
    expect(due({ whenUnapproved: "send", minimumPosts: 2 }, thin, atClose)).toEqual(["send"]);
  });

  it("is to send what is approved at its deadline, and late until its limit", () => {
    const approved = { ...closed, state: "approved" } as const;
    const settings = { whenUnapproved: "hold", deadlineHours: 6, lateLimitHours: 24 };
    expect(due(settings, approved, past(-hour))).toEqual([]);
    expect(due(settings, approved, past(5 * hour))).toEqual([]);
    expect(due(settings, approved, past(6 * hour))).toEqual(["send"]);
    expect(due(settings, approved, past(30 * hour - 1))).toEqual(["send"]);
    expect(due(settings, approved, past(30 * hour))).toEqual(["miss"]);
  });

  it("is to miss what nobody approved by its limit, and at the latest when the next issue is due", () => {
    const settings = { whenUnapproved: "hold", lateLimitHours: 168 };
    expect(due(settings, closed, past(7 * day - minute))).toEqual([]);
    expect(due(settings, closed, past(7 * day))).toEqual(["miss"]);
    expect(due({ ...settings, lateLimitHours: 24 }, { ...closed, state: "held" }, past(day))).toEqual(["miss"]);
  });

  it("is to nudge the editors once, so long before the deadline, when there are any", () => {
    const settings = { editors: ["ed@flashbulb.example"], nudgeHours: 3, deadlineHours: 2 };
    expect(due(settings, {}, past(-hour - minute))).toEqual([]);
    expect(due(settings, {}, past(-hour + minute))).toEqual(["nudge"]);
    expect(due(settings, { nudgedAt: past(-hour) }, past(-hour + minute))).toEqual([]);
    expect(due({ ...settings, editors: [] }, {}, past(-hour + minute))).toEqual([]);
    expect(due(settings, { state: "approved", lookedAt: past(-hour) }, past(-hour + minute))).toEqual([]);
  });

  it("is to look at its posts once it is approved, and once more when it is about to go", () => {
    const settings = { whenUnapproved: "hold", deadlineHours: 6 };
    const approved = { state: "approved", closedAt: aWindow.until } as const;
    expect(due(settings, { ...approved, lookedAt: undefined }, past(hour))).toEqual(["look"]);
    expect(due(settings, { ...approved, lookedAt: past(7 * hour) }, past(6 * hour))).toEqual(["look", "send"]);
    expect(due(settings, { ...approved, lookedAt: past(hour) }, past(6 * hour - 16 * minute))).toEqual([]);
    expect(due(settings, { ...approved, lookedAt: past(hour) }, past(6 * hour - 15 * minute))).toEqual(["look"]);
    expect(due(settings, { ...approved, lookedAt: past(hour) }, past(6 * hour))).toEqual(["look", "send"]);
    expect(due(settings, { ...approved, lookedAt: past(6 * hour - minute) }, past(6 * hour))).toEqual(["send"]);
    const lookedInTime = { ...approved, lookedAt: past(6 * hour - 15 * minute) };
    expect(due(settings, lookedInTime, past(6 * hour + 15 * minute))).toEqual(["send"]);
    expect(due(settings, lookedInTime, past(9 * hour))).toEqual(["look", "send"]);
    const byItself = { ...settings, whenUnapproved: "send" };
    expect(due(byItself, { ...closed, lookedAt: undefined }, past(6 * hour + minute))).toEqual(["look", "send"]);
    expect(due(settings, { closedAt: aWindow.until }, past(6 * hour + minute))).toEqual([]);
  });

  it("is to wait for who looks at its posts, unless that takes longer than a look may", () => {
    const goesAt = past(6 * hour);
    const settings = { whenUnapproved: "send", deadlineHours: 6 };
    const looking = { closedAt: aWindow.until, lookedAt: undefined, lookingAt: past(6 * hour - minute) };
    for (const state of ["approved", "draft"] as const) {
      expect(due(settings, { ...looking, state }, past(6 * hour + minute))).toEqual([]);
      expect(due(settings, { ...looking, state }, past(6 * hour + 2 * minute))).toEqual(["look", "send"]);
      expect(due(settings, { ...looking, state, lookingAt: past(7 * hour) }, past(6 * hour + minute))).toContain(
        "look",
      );
    }
    expect(due(settings, { ...looking, state: "approved", lookedAt: goesAt }, past(6 * hour + minute))).toEqual([
      "send",
    ]);
  });

  it("is to go on with a sending that stopped, for a week, and to begin none after the limit", () => {
    const out = { ...closed, state: "handed-over" } as const;
    expect(due({}, out, past(3 * day), "done")).toEqual([]);
    expect(due({}, out, past(hour), "begun")).toEqual([]);
    expect(due({}, out, past(hour), "not-begun")).toEqual(["send"]);
    expect(due({}, out, past(3 * day), "not-begun")).toEqual(["lapse"]);
    expect(due({}, out, past(3 * day), "lapsed")).toEqual(["lapse"]);
  });

  it("is to open again what a clock that ran ahead closed or skipped, but not what an editor skipped", () => {
    const ahead = { closedAt: past(minute) };
    expect(due({}, ahead, past(-hour))).toEqual(["reopen"]);
    expect(due({}, { state: "skipped", setAsideAt: past(minute) }, past(-hour))).toEqual(["reopen"]);
    expect(due({}, { state: "skipped" }, past(-hour))).toEqual([]);
    expect(due({}, { ...ahead, state: "skipped" }, past(-hour))).toEqual([]);
    expect(due({}, { state: "skipped", setAsideAt: past(minute) }, past(hour))).toEqual([]);
  });

  it("is so, too, when its window has ended, as long as it may go out", () => {
    const settings = { whenUnapproved: "skip", deadlineHours: 24, lateLimitHours: 24 };
    const skipped = { ...closed, state: "skipped", setAsideAt: past(day + 30_000) } as const;
    expect(due(settings, skipped, past(20 * hour))).toEqual(["reopen"]);
    expect(due(settings, { ...skipped, state: "missed", setAsideAt: past(3 * day) }, past(20 * hour))).toEqual([
      "reopen",
    ]);
    expect(due(settings, { ...skipped, state: "missed", setAsideAt: past(3 * day) }, past(2 * day))).toEqual([]);
    expect(due(settings, { ...closed, tookBack: { postsOfRevision: 1 } }, past(20 * hour))).toEqual(["reopen"]);
  });
});

describe("what is due when the settings change", () => {
  const daily = {
    cadence: { kind: "daily", time: "08:00" },
    whenUnapproved: "hold",
    deadlineHours: 6,
    lateLimitHours: 168,
  };
  const weekly = { ...daily, cadence: { kind: "weekly", weekday: 6, time: "08:00" } };
  const today = { from: past(-day), until: aWindow.until };
  const times = timesToKeep(aNewsletter(daily), today);

  it("is for a closed issue what was due before: a daily one is over when the next is due, though the newsletter is a weekly now", () => {
    expect(due(weekly, { ...closed, state: "held", times }, past(day - minute))).toEqual([]);
    expect(due(weekly, { ...closed, state: "held", times }, past(day))).toEqual(["miss"]);
  });

  it("is for an approved issue to leave at the hour that it was approved for", () => {
    const approved = { ...closed, state: "approved", times } as const;
    expect(due({ ...daily, deadlineHours: 0 }, approved, past(6 * hour - minute))).not.toContain("send");
    expect(due({ ...daily, deadlineHours: 20 }, approved, past(6 * hour))).toContain("send");
  });

  it("is to write an open draft's new hours down with the next tick, once", () => {
    const now = past(-day + minute);
    expect(due(daily, { times: timesToKeep(aNewsletter(daily), aWindow) }, now)).toEqual([]);
    expect(due(weekly, { times: timesToKeep(aNewsletter(daily), aWindow) }, now)).toEqual(["refresh"]);
    expect(due(weekly, { times: timesToKeep(aNewsletter(weekly), aWindow) }, now)).toEqual([]);
  });
});

describe("the windows to mind", () => {
  const newsletter: Newsletter = aNewsletter();
  const summary = (window: typeof aWindow, state: Issue["state"]) => ({ id: window.until, window, state }) as never;
  const minded = (issues: never[], now: Instant, settings = newsletter) =>
    windowsToMind(settings, issues, now).map(({ window }) => window.until);

  it("are those since the last issue, each one of them, and the open one", () => {
    const last = summary(windowBefore, "skipped");
    expect(minded([last], past(15 * day))).toEqual([aWindow.until, past(7 * day), past(14 * day), past(21 * day)]);
  });

  it("are the last and the open one for a new newsletter, the last only while it may still go out", () => {
    expect(minded([], past(hour))).toEqual([aWindow.until, past(7 * day)]);
    expect(minded([], past(3 * day))).toEqual([past(7 * day)]);
  });

  it("are those of issues that were set aside at an instant to come", () => {
    const ahead = { ...(summary(aWindow, "skipped") as object), setAsideAt: past(day) } as never;
    expect(minded([ahead], past(20 * hour))).toEqual([aWindow.until, past(7 * day)]);
    expect(minded([ahead], past(day))).toEqual([past(7 * day)]);
  });

  it("are those of issues that are not over, oldest first, however long ago", () => {
    const issues = [summary(aWindow, "draft"), summary(windowBefore, "held")];
    expect(minded(issues, past(-hour))).toEqual([windowBefore.until, aWindow.until]);
    expect(minded([summary(aWindow, "approved")], past(9 * day))[0]).toBe(aWindow.until);
    expect(minded([summary(aWindow, "handed-over")], past(9 * day))).not.toContain(aWindow.until);
  });

  it("are those that an issue made ahead of them has left out, each as soon as it begins", () => {
    const lastWeek = summary(windowBefore, "missed");
    const madeAhead = summary({ from: past(14 * day), until: past(21 * day) }, "draft");
    expect(minded([madeAhead, lastWeek], past(-3 * day))).toEqual([aWindow.until, past(21 * day)]);
    const filled = [madeAhead, summary(aWindow, "missed"), summary(windowBefore, "missed")];
    expect(minded(filled, past(8 * day))).toEqual([past(7 * day), past(14 * day), past(21 * day)]);
    expect(
      minded([summary({ from: past(14 * day), until: past(21 * day) }, "missed"), lastWeek], past(22 * day)),
    ).toEqual([aWindow.until, past(7 * day), past(14 * day), past(28 * day)]);
  });

  it("are none of the years between an issue of long ago, made for a look at it, and the first of today", () => {
    const longAgo = { from: "2018-01-27T07:00:00.000Z", until: "2018-02-03T07:00:00.000Z" };
    expect(minded([summary(aWindow, "draft"), summary(longAgo, "draft")], past(-hour))).toEqual([
      longAgo.until,
      aWindow.until,
    ]);
  });

  it("leave in a gap, too, every issue that is not over among those that are looked at", () => {
    const daily = aNewsletter({ cadence: { kind: "daily", time: "08:00" } });
    const today = (days: number) => ({ from: past((days - 1) * day), until: past(days * day) });
    const known = [summary(today(20), "draft"), ...[19, 18, 17, 16, 15, 14].map((at) => summary(today(at), "missed"))];
    const gap = windowsToMind(daily, [...known, summary(today(0), "missed")], past(20 * day - hour));
    expect(gap.map(({ window }) => window.until).slice(0, 9)).toEqual(
      Array.from({ length: 9 }, (_, at) => past((at + 1) * day)),
    );
    expect(gap).toHaveLength(9 + 1);
  });

  it("are after a long absence no more than leave what is not over among the issues that are looked at", () => {
    const daily = aNewsletter({ cadence: { kind: "daily", time: "08:00" } });
    const left = summary({ from: past(-day), until: aWindow.until }, "draft");
    expect(minded([left], past(40 * day), daily)).toHaveLength(1 + 15);
    expect(minded([summary(aWindow, "missed"), left], past(40 * day), daily)).toHaveLength(1 + 14);
    expect(minded([summary(aWindow, "missed")], past(40 * day), daily)).toHaveLength(16);
  });

  it("begin where the last issue ended, although the cadence is another now", () => {
    const daily = aNewsletter({ cadence: { kind: "daily", time: "12:00" } });
    const [, next] = windowsToMind(daily, [summary(aWindow, "draft")], past(2 * hour));
    expect(next?.window).toEqual({ from: aWindow.until, until: "2026-11-22T11:00:00.000Z" });
  });
});
