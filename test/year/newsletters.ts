import type { Newsletter } from "../../functions/core/newsletter.ts";
import { addMilliseconds, day, type Instant, millisecondsBetween } from "../../functions/core/time.ts";
import type { Window } from "../../functions/digest/issue.ts";
import { windowsAfter } from "../../functions/digest/window.ts";
import { aNewsletter } from "../support/digest-week.ts";
import { feedOf } from "./feeds.ts";

/** A newsletter of the year, and how its editor and its writers are. */
export type YearNewsletter = {
  newsletter: Newsletter;
  postsPerDay: number;
  /** How often its editor approves the issue in time, and how often too late for the deadline. */
  approves: { inTime: number; late: number };
  /** What it is from some day on, after this part of the time; every other setting stays. */
  becomes: { after: number; settings: Pick<Partial<Newsletter>, "cadence" | "zone"> };
};

export type Span = { from: Instant; until: Instant };

/** When its settings change: on the day after that part of the time, at an hour at which none of its windows ends. */
export const changesAt = ({ becomes }: YearNewsletter, { from, until }: Span): Instant => {
  const days = Math.floor((becomes.after * millisecondsBetween(from, until)) / day);
  return `${addMilliseconds(from, days * day).slice(0, 10)}T14:00:00.000Z`;
};

export const changed = ({ newsletter, becomes }: YearNewsletter): Newsletter => ({
  ...newsletter,
  ...becomes.settings,
});

/** The settings by which an issue has its hours whose window ends then. */
export const settingsAt = (each: YearNewsletter, span: Span, at: Instant): Newsletter =>
  at < changesAt(each, span) ? each.newsletter : changed(each);

/** The windows of the time: a change of the settings holds from the one after the window that it falls into. */
export const windowsOf = (each: YearNewsletter, span: Span): Window[] => {
  const { cadence, zone } = each.newsletter;
  const before = windowsAfter(cadence, zone, span.from, changesAt(each, span));
  const after = changed(each);
  return [...before, ...windowsAfter(after.cadence, after.zone, before.at(-1)?.until ?? span.from, span.until)];
};

const one = (id: string, settings: object): Newsletter =>
  aNewsletter({
    id,
    name: id,
    listId: `${id}.flashbulb.example`,
    sources: [{ url: feedOf(id), everyMinutes: 10 }],
    postalAddress: "Flashbulb, Via Margutta 12, 00187 Roma, Italy",
    ...settings,
  });

/** Three cadences in three zones that set their clocks on different days, one at a half hour, and three policies. */
export const yearNewsletters: readonly YearNewsletter[] = [
  {
    newsletter: one("weekly", {
      zone: "Europe/Rome",
      cadence: { kind: "weekly", weekday: 6, time: "08:00" },
      whenUnapproved: "hold",
      deadlineHours: 6,
      editors: ["editor@flashbulb.example"],
    }),
    postsPerDay: 1.4,
    approves: { inTime: 0.8, late: 0.15 },
    becomes: { after: 0.6, settings: { cadence: { kind: "weekly", weekday: 5, time: "17:00" } } },
  },
  {
    newsletter: one("daily", {
      zone: "America/New_York",
      cadence: { kind: "daily", time: "06:30" },
      whenUnapproved: "send",
      whenThin: "skip",
      minimumPosts: 2,
    }),
    postsPerDay: 2.5,
    approves: { inTime: 0.4, late: 0 },
    becomes: { after: 0.5, settings: { zone: "Asia/Kolkata" } },
  },
  {
    newsletter: one("monthly", {
      zone: "Australia/Lord_Howe",
      cadence: { kind: "monthly-weekday", nth: 1, weekday: 1, time: "09:00" },
      whenUnapproved: "skip",
      deadlineHours: 24,
      lateLimitHours: 72,
    }),
    postsPerDay: 0.6,
    approves: { inTime: 0.9, late: 0 },
    becomes: {
      after: 0.4,
      settings: { cadence: { kind: "monthly-weekday", nth: 3, weekday: 4, time: "09:00" }, zone: "Pacific/Auckland" },
    },
  },
];
