import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { calendarCommand } from "../../functions/calendar/commands.ts";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, hour, type Instant } from "../../functions/core/time.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { makeIssue } from "../../functions/digest/make-issue.ts";
import { issueStore } from "../../functions/digest/store.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import { rateStore } from "../../functions/mail/rate-store.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { aNewsletter, aPostOf, aWindow } from "../support/digest-week.ts";
import { openStore } from "../support/store.ts";

describe("tearsheet calendar", () => {
  let engine: StoreEngine;
  let now: Instant;
  let printed: string[];
  beforeAll(async () => {
    engine = await openStore(newslettersTable, issuesTable, postsTable, deliveryTable, mailTable);
    await newsletterStore(engine.table(newslettersTable)).put({ newsletter: aNewsletter(), version: 0 });
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    printed = [];
    now = addMilliseconds(aWindow.until, -hour);
  });

  const deps = () => ({
    clock: () => now,
    newsletters: newsletterStore(engine.table(newslettersTable)),
    issues: issueStore(engine.table(issuesTable)),
    posts: postStore(engine.table(postsTable)),
    runs: runStore(engine.table(deliveryTable)),
    rates: rateStore(engine.table(mailTable), "eu-west-1"),
    storeNow: () => Date.parse(now),
    print: (line: string) => printed.push(line),
  });
  const calendar = (...args: string[]) =>
    calendarCommand(async (work) => work(deps()))
      .exitOverride()
      .parseAsync(["node", "calendar", ...args]);

  it("lists the next ten issues in the newsletter's zone and the viewer's, through the change of clocks", async () => {
    await calendar("flashbulb", "--zone", "America/New_York");
    expect(printed).toHaveLength(11);
    expect(printed[0]).toBe(
      "flashbulb: every Saturday at 08:00, Europe/Rome / America/New_York; now Sat 21 Nov 2026 07:00 / Sat 21 Nov 2026 01:00",
    );
    expect(printed[1]?.split("\t")).toEqual([
      "flashbulb-20261121T0700Z",
      "opens Sat 14 Nov 2026 08:00 / Sat 14 Nov 2026 02:00",
      "closes Sat 21 Nov 2026 08:00 / Sat 21 Nov 2026 02:00",
      "goes out at once",
      "limit Mon 23 Nov 2026 08:00 / Mon 23 Nov 2026 02:00",
      "ahead",
      "due: make",
    ]);
    expect(printed.slice(1).every((line) => line.includes("08:00"))).toBe(true);
    expect(printed.at(-1)).toContain("closes Sat 23 Jan 2027 08:00");
  });

  it("says how the issues stand and what is due for them", async () => {
    const { posts } = deps();
    for (const id of ["one", "two", "three"]) await posts.put(aPostOf(id), undefined);
    await makeIssue(deps(), { newsletter: aNewsletter(), window: aWindow });
    await calendar();
    expect(printed[1]).toMatch(/draft\tdue: refresh$/);
    now = addMilliseconds(aWindow.until, 60_000);
    printed = [];
    await calendar("flashbulb");
    expect(printed[1]).toMatch(/draft\tdue: close$/);
    expect(printed[2]).toMatch(/ahead\tdue: make$/);
  });

  it("tells when the first and the last mail leave, by the account's rate and the last audience, before anybody approves", async () => {
    const { issues, runs } = deps();
    await calendar("flashbulb");
    expect(printed.at(-1)).toMatch(
      /the first mail of the open issue leaves Sat 21 Nov 2026 08:00; how many it goes to/,
    );
    const before = { from: addMilliseconds(aWindow.from, -168 * hour), until: aWindow.from };
    const { issue } = await makeIssue(deps(), { newsletter: aNewsletter(), window: before });
    await issues.put({ ...issue, state: "handed-over" }, await issues.get("flashbulb", issue.id));
    await runs.begin({ newsletterId: "flashbulb", issueId: issue.id, frozenAt: aWindow.from });
    await runs.planned(issue.id, 3_510, undefined);
    printed = [];
    await calendar("flashbulb");
    expect(printed.at(-1)).toMatch(
      /leaves Sat 21 Nov 2026 08:00, the last of some 3510 about Sat 21 Nov 2026 09:00, at 1 a second$/,
    );
  });

  it("refuses a zone and a newsletter that do not exist", async () => {
    await expect(calendar("flashbulb", "--zone", "Mars/Olympus")).rejects.toThrow("no time zone");
    await expect(calendar("nobody")).rejects.toThrow("there is no newsletter nobody");
  });
});
