import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lapseRun } from "../../functions/calendar/lapse-run.ts";
import type { TickOutcome } from "../../functions/calendar/outcome.ts";
import { runTick } from "../../functions/calendar/run-tick.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { day, hour, type Instant, minute } from "../../functions/core/time.ts";
import { releaseIssue } from "../../functions/delivery/release-issue.ts";
import { approveIssue } from "../../functions/digest/approve-issue.ts";
import { unseenNews } from "../../functions/digest/issue-news.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { seeNews } from "../../functions/digest/see-news.ts";
import { past, ticked } from "../support/ticked.ts";
import { openWorld, type World } from "../support/world.ts";

describe("editors", () => {
  let world: World;
  let newsletterId: string;
  let newsletters = 0;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    newsletterId = `told-${newsletters++}`;
  });

  const editor = () => `ed-${newsletterId}@flashbulb.example`;
  const own = ticked(
    () => world,
    () => newsletterId,
  );
  const { name, issue, pageOf } = own;
  const settle = async (settings: Partial<Newsletter>, posts: readonly string[] = ["one", "two", "three"]) => {
    await own.settle({ editors: [editor()], nudgeHours: 0, deadlineHours: 6, ...settings });
    for (const title of posts) await own.putFromSource(title, { title });
  };
  const tickAt = async (at: Instant, tick?: () => Promise<TickOutcome[]>) =>
    (await own.outcomesAt(at, tick)).map(({ did }) => did);
  const mails = () => own.mailsTo(editor());
  const told = async (): Promise<(string | undefined)[]> =>
    (await mails()).filter(({ tags }) => tags.mail !== "nudge").map(({ tags }) => tags.mail);
  const lastText = async () => (await own.mailOf((await mails()).at(-1))).text ?? "";

  it("are told once which posts an approved issue lost, and see it on the desk until one of them has", async () => {
    await settle({ whenUnapproved: "hold" }, ["one", "two", "three", "four"]);
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    await tickAt(past(2 * minute));
    world.gone.add(pageOf("four"));
    await tickAt(past(6 * hour - 15 * minute));
    await tickAt(past(6 * hour - 14 * minute));
    expect(await told()).toEqual(["dropped"]);
    expect(await lastText()).toMatch(/“four”: [\s\S]*stays approved\. It leaves on Saturday/);
    expect(await lastText()).toContain(`/console/newsletters/${newsletterId}/issues/${name().issueId}`);
    const [news] = unseenNews((await issue()) ?? {});
    expect(news?.posts?.map(({ title }) => title)).toEqual(["four"]);
    await seeNews(world.parts, { ...name(), upTo: news?.at ?? "" });
    expect(unseenNews((await issue()) ?? {})).toEqual([]);
  });

  it("are mailed nothing because of pages that could not be looked at, and read of them in the mail that goes anyway", async () => {
    await settle({ whenUnapproved: "hold" });
    const elsewhere = `https://other.example/${newsletterId}`;
    await own.putFromSource("four", { title: "four", url: elsewhere });
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    for (const title of ["one", "two", "three"]) world.gone.add(pageOf(title));
    expect(await tickAt(past(2 * minute))).toContain("unseen");
    expect(await tickAt(past(3 * minute))).toEqual([]);
    expect(await told()).toEqual([]);
    const why = "flashbulb.example, where 3 of 3 pages are denied at once, which is not believed";
    expect(unseenNews((await issue()) ?? {})).toEqual([{ kind: "unseen", at: past(2 * minute), why }]);
    world.gone.add(elsewhere);
    await tickAt(past(6 * hour - 15 * minute));
    expect(await told()).toEqual(["dropped"]);
    expect(await lastText()).toContain(why);
  });

  it.each(["hold", "skip"] as const)(
    "are told in one mail that an approval was taken back, why, and until when they may give it again: %s",
    async (whenThin) => {
      await settle({ whenUnapproved: "send", whenThin });
      await tickAt(past(minute));
      await approveIssue(world.parts, name());
      await tickAt(past(2 * minute));
      world.gone.add(pageOf("three"));
      await tickAt(past(6 * hour - 15 * minute));
      await tickAt(past(6 * hour + minute));
      expect(await issue()).toMatchObject({ state: "held" });
      expect(await told()).toEqual(["taken-back"]);
      expect(await lastText()).toMatch(/“three”[\s\S]*too few of its posts are left[\s\S]*An approval sends it until/);
    },
  );

  it("are told that a week was skipped by itself, and of the way back", async () => {
    await settle({ whenThin: "skip" }, ["one"]);
    await tickAt(past(minute));
    await tickAt(past(2 * minute));
    expect(await told()).toEqual(["skipped"]);
    expect(await lastText()).toMatch(/it has 1 post of at least 3\. [\s\S]*it can be opened again/);
  });

  it("are told at the deadline that an issue is skipped or held that they were asked to approve", async () => {
    await settle({ whenUnapproved: "skip", nudgeHours: 3 });
    await tickAt(past(4 * hour));
    await tickAt(past(6 * hour + minute));
    expect(await told()).toEqual(["skipped"]);
    newsletterId = `told-${newsletters++}`;
    await settle({ whenUnapproved: "hold", nudgeHours: 3 });
    await tickAt(past(4 * hour));
    await tickAt(past(6 * hour + minute));
    await tickAt(past(6 * hour + 2 * minute));
    expect(await told()).toEqual(["held"]);
    expect(await lastText()).toMatch(/nobody approved it by its deadline[\s\S]*An approval sends it until/);
  });

  it("are told once that a sending is refused, and why, and that again when the issue is missed of it", async () => {
    await settle({ whenUnapproved: "send", lateLimitHours: 24, postalAddress: undefined });
    await tickAt(past(minute));
    expect(await tickAt(past(6 * hour + minute))).toContain("refused");
    await tickAt(past(6 * hour + 2 * minute));
    expect(await told()).toEqual(["refused"]);
    expect(await lastText()).toMatch(/It is not sent: the newsletter has no postal address[\s\S]*can be done until/);
    await tickAt(past(30 * hour));
    expect(await told()).toEqual(["refused", "missed"]);
    expect(await lastText()).toMatch(
      /It is missed: it could not be sent in time: the newsletter has no postal address/,
    );
  });

  it("are not asked about what goes by itself at once", async () => {
    await settle({ whenUnapproved: "send", nudgeHours: 3 });
    await tickAt(past(-day));
    await tickAt(past(6 * hour + minute));
    expect(await mails()).toEqual([]);
  });

  it("have a mail that could not be sent with a later tick, once", async () => {
    await settle({ whenUnapproved: "skip", nudgeHours: 3 });
    await tickAt(past(-hour));
    const noSlot = () => runTick({ ...world.partsOf(newsletterId), mailSlot: async () => false });
    expect(await tickAt(past(4 * hour), noSlot)).toContain("refused");
    expect(await tickAt(past(4 * hour + minute))).not.toContain("nudged");
    expect(await tickAt(past(4 * hour + 11 * minute))).toContain("nudged");
    expect(await tickAt(past(6 * hour), noSlot)).toContain("refused");
    expect(await told()).toEqual([]);
    await Promise.all([world.tick(newsletterId), tickAt(past(6 * hour + 11 * minute))]);
    expect(await told()).toEqual(["skipped"]);
  });

  it.each([
    ["nobody began", async () => {}],
    ["nobody began, and whoever found it so died on the way", () => lapseRun(world.parts, name())],
  ])(
    "learn that an approved issue went to nobody that %s to send before its limit, and its posts are in the next",
    async (_, meanwhile) => {
      await settle({ whenUnapproved: "hold", lateLimitHours: 24 });
      await tickAt(past(minute));
      await approveIssue(world.parts, name());
      expect((await releaseIssue(world.parts, name())).ok).toBe(true);
      world.set(past(30 * hour));
      await meanwhile();
      expect(await tickAt(past(30 * hour))).toContain("missed");
      expect(await tickAt(past(30 * hour + 11 * minute))).not.toContain("missed");
      expect(await told()).toEqual(["missed"]);
      expect(await lastText()).toMatch(
        /it was approved, and could not be sent in time[\s\S]*Its posts are in the next issue[\s\S]*the log of the program/,
      );
      expect(await issue()).toMatchObject({ state: "missed" });
      const [next] = await world.parts.issues.latest(newsletterId, 1);
      const draft = await world.parts.issues.get(newsletterId, next?.id ?? "");
      expect(draft && postsThatRun(draft.issue.digest)).toHaveLength(3);
    },
  );

  it("learn that an issue was missed though whoever marked it so died on the way", async () => {
    await settle({ whenUnapproved: "hold", lateLimitHours: 24 });
    await tickAt(past(minute));
    const dying = () =>
      runTick({ ...world.partsOf(newsletterId), mailSlot: () => Promise.reject(new Error("killed")) });
    expect(await tickAt(past(31 * hour), dying)).toContain("failed");
    expect(await issue()).toMatchObject({ state: "missed" });
    expect(await tickAt(past(31 * hour + 11 * minute))).toContain("missed");
    expect(await tickAt(past(31 * hour + 30 * minute))).not.toContain("missed");
    expect(await told()).toEqual(["missed"]);
  });
});
