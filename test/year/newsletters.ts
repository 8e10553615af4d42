import type { Newsletter } from "../../functions/core/newsletter.ts";
import { aNewsletter } from "../support/digest-week.ts";
import { feedOf } from "./feeds.ts";

/** A newsletter of the year, and how its editor and its writers are. */
export type YearNewsletter = {
  newsletter: Newsletter;
  postsPerDay: number;
  /** How often its editor approves the issue in time, and how often too late for the deadline. */
  approves: { inTime: number; late: number };
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
  },
];
