import { expect, it } from "vitest";
import { addMilliseconds, day, hour } from "../../functions/core/time.ts";
import { type Issue, issueId } from "../../functions/digest/issue.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { aPostOf } from "../support/digest-week.ts";
import { auditOf } from "./audit.ts";
import { windowsOf, yearNewsletters } from "./newsletters.ts";
import type { Refusal, Year } from "./simulate-year.ts";

const span = { from: "2026-03-01T00:00:00.000Z", until: "2026-04-01T00:00:00.000Z" };

/** A time in which nothing of one issue went out, and one approval of it was refused. */
const aYear = (of: "weekly" | "monthly", refused: Partial<Refusal> & { after: number }): Year => {
  const lives = yearNewsletters.find(({ newsletter: { id } }) => id === of);
  const window = lives && windowsOf(lives, span)[0];
  if (!lives || !window) throw new Error(`there is no ${of}`);
  const { newsletter } = lives;
  const posts = [1, 2, 3].map((n) => aPostOf(`p-${n}`, { publishedAt: addMilliseconds(window.from, n * hour) }));
  const id = issueId(of, window);
  const issue: Issue = {
    ...{ id, newsletterId: of, window, state: "missed", revision: 1, subject: "", preheader: "", edit: 0 },
    ...{ digest: makeDigest({ newsletter, window, posts }), choices: {} as Issue["choices"], changes: [], prints: [] },
    madeAt: window.from,
  };
  const at = addMilliseconds(window.until, refused.after);
  const refusal = { issueId: id, at, trulyAt: at, reason: "set-aside", posts: 3, ...refused };
  const lived = { takenBackAt: new Map(), trulyOutAt: new Map(), posts: [], items: [], acts: [] };
  return {
    ...{ span, timeline: { happenings: [], outages: [], jumps: [] }, mails: new Map(), failures: [] },
    newsletters: [{ lives, issues: [issue], refusals: [refusal], ...lived }],
    ticks: { run: 0, lost: 0, twice: 0, ran: [] },
    asked: { feeds: 0, unchanged: 0, failed: 0, pages: 0 },
  };
};
const judged = (...asked: Parameters<typeof aYear>) => {
  const [row] = auditOf(aYear(...asked));
  return row && { refused: row.wrong.refused, unapproved: row.unapproved };
};

it("counts an approval that came in time and was refused as a broken promise, and excuses one that could not hold", () => {
  const broken = { refused: 1, unapproved: 0 };
  const excused = { refused: 0, unapproved: 1 };
  expect(judged("monthly", { after: 23 * hour })).toEqual(broken);
  expect(judged("monthly", { after: 25 * hour })).toEqual(excused);
  expect(judged("weekly", { after: 25 * hour })).toEqual(broken);
  expect(judged("weekly", { after: 6 * day })).toEqual(excused);
  expect(judged("weekly", { after: hour, posts: 2, reason: "empty" })).toEqual(excused);
});

it("excuses a refusal by a clock that showed the deadline as past", () => {
  const late = "2026-04-07T00:00:00.000Z";
  expect(judged("monthly", { after: hour, at: late })).toMatchObject({ refused: 0 });
});
