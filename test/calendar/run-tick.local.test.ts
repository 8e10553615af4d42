import { load } from "cheerio";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TickOutcome } from "../../functions/calendar/outcome.ts";
import { reopenIssue } from "../../functions/calendar/reopen-issue.ts";
import { runTick } from "../../functions/calendar/run-tick.ts";
import { sweepIssues } from "../../functions/calendar/sweep-issues.ts";
import type { GuardedFetch } from "../../functions/core/guarded-fetch.ts";
import type { StoredNewsletter } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day, hour, type Instant, minute } from "../../functions/core/time.ts";
import { beginIssue } from "../../functions/delivery/begin-issue.ts";
import { pauseIssue } from "../../functions/delivery/pause-issue.ts";
import { releaseIssue } from "../../functions/delivery/release-issue.ts";
import { resumeIssue } from "../../functions/delivery/resume-issue.ts";
import { approveIssue } from "../../functions/digest/approve-issue.ts";
import { cancelIssue } from "../../functions/digest/cancel-issue.ts";
import { editIssue } from "../../functions/digest/edit-issue.ts";
import { holdIssue } from "../../functions/digest/hold-issue.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { postId } from "../../functions/posts/post.ts";
import { newSource } from "../../functions/posts/source-state.ts";
import { withdrawPost } from "../../functions/posts/withdraw-post.ts";
import { aWindow } from "../support/digest-week.ts";
import { aPicturedWeek, pictureAt } from "../support/pictured-week.ts";
import { past, ticked } from "../support/ticked.ts";
import { openWorld, type World } from "../support/world.ts";

const nextEnd = addMilliseconds(aWindow.until, 7 * day);

describe("the tick", () => {
  let world: World;
  let newsletterId: string;
  let newsletters = 0;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    newsletterId = `tick-${newsletters++}`;
    world.set(aWindow.from);
  });

  const own = ticked(
    () => world,
    () => newsletterId,
  );
  const alone = () => world.partsOf(newsletterId);
  const { settle, put, putFromSource, name, issue, mailsTo, mailOf } = own;
  const threePosts = () => Promise.all([put("one"), put("two"), put("three")]);
  const tickAt = async (at: Instant, tick?: () => Promise<TickOutcome[]>): Promise<string[]> => {
    const outcomes = await own.outcomesAt(at, tick);
    for (const outcome of outcomes) if (outcome.did === "failed") throw outcome.error;
    return outcomes.map((outcome) =>
      "issue" in outcome ? `${outcome.did} ${outcome.issue.window.until}` : outcome.did,
    );
  };

  it("fills the draft, closes it, sends it at once, and opens the next", async () => {
    await settle({ whenUnapproved: "send" });
    await put("one");
    expect(await tickAt(past(-2 * day))).toEqual([`drafted ${aWindow.until}`]);
    await put("two", { day: 1 });
    await put("three", { day: 2 });
    expect(await tickAt(past(-day))).toEqual([`drafted ${aWindow.until}`]);
    expect(await tickAt(past(minute))).toEqual([
      `closed ${aWindow.until}`,
      `begun ${aWindow.until}`,
      `drafted ${nextEnd}`,
      `sent ${aWindow.until}`,
    ]);
    expect(await tickAt(past(2 * minute))).toEqual([]);
    expect(await mailsTo(`${newsletterId}@reader.example`)).toHaveLength(1);
  });

  it("makes one issue and sends one mail when three ticks, an editor's click and the sweep come at once", async () => {
    await settle({ whenUnapproved: "send" });
    await threePosts();
    await tickAt(past(-day));
    world.set(past(minute));
    const click = async () => {
      await approveIssue(world.parts, { ...name(), sendAt: world.parts.clock() });
      const released = await releaseIssue(world.parts, name());
      if (released.ok) await beginIssue(world.parts, released);
    };
    const sweep = () => sweepIssues(world.parts);
    const once = () => world.tick(newsletterId);
    await Promise.all([once(), sweep(), click(), once(), click(), sweep(), once()]);
    await tickAt(past(2 * minute));
    expect(await mailsTo(`${newsletterId}@reader.example`)).toHaveLength(1);
    expect((await world.parts.issues.latest(newsletterId, 10)).map(({ window }) => window.until)).toEqual([
      nextEnd,
      aWindow.until,
    ]);
  });

  it("nudges every editor once before the deadline, in words that say what happens", async () => {
    const editors = [`ed-${newsletterId}@flashbulb.example`, `flo-${newsletterId}@flashbulb.example`];
    await settle({ whenUnapproved: "hold", editors, nudgeHours: 3 });
    await threePosts();
    await tickAt(past(-day));
    world.set(past(-3 * hour + minute));
    await Promise.all([runTick(alone()), runTick(alone())]);
    expect(await tickAt(past(-3 * hour + 2 * minute))).toEqual([]);
    for (const editor of editors)
      expect((await mailsTo(editor)).map(({ subject }) => subject)).toEqual([
        expect.stringMatching(/^Waits for your approval: /),
      ]);
    expect((await issue())?.nudgedAt).toBe(past(-3 * hour + minute));
  });

  it("shows the editors in the nudge what the draft has, what is to fix, who is silent, and when its mails would leave", async () => {
    const editor = `ed-${newsletterId}@flashbulb.example`;
    const silent = "https://silent.example/feed";
    await settle({ whenUnapproved: "hold", editors: [editor], sources: [{ url: silent }] });
    const { posts, sources, files } = world.parts;
    for (const post of aPicturedWeek(3, 2)) {
      await posts.put({ ...post, newsletterId }, undefined);
      for (const { original } of post.photos)
        if (original)
          await files.putIfAbsent(
            original.key,
            (await pictureAt(original.key))?.bytes ?? new Uint8Array(),
            "image/jpeg",
          );
    }
    const failing = { failures: 3, failingSince: past(-day), reason: "answers with 503", nextAt: past(day) };
    await sources.put(
      newsletterId,
      { ...newSource({ url: silent, everyMinutes: 10 }, aWindow.from), ...failing },
      { version: 0 },
    );
    await tickAt(past(-day));
    await tickAt(past(-3 * hour + minute));
    const mail = await mailOf((await mailsTo(editor))[0]);
    const $ = load(String(mail.html));
    const shown = (await issue()) as Issue;
    expect($("a.button").attr("href")).toMatch(new RegExp(`/console/newsletters/${newsletterId}/issues/${shown.id}$`));
    expect($("img").attr("src")).toMatch(/^http:\/\/localhost:\d+\/photos\//);
    expect($("img").attr("alt")).not.toBe("");
    for (const words of [$("body").text(), mail.text ?? ""]) {
      for (const { title } of aPicturedWeek(3, 2)) expect(words).toContain(title);
      expect(words).toMatch(/only a suggested description/);
      expect(words).toMatch(/silent\.example\/feed answers with 503, since/);
      expect(words).toContain("The deadline is on Saturday 21 November at 08:00, Rome (CET)");
      expect(words).toContain("its first mail leaves then");
    }
  });

  it("tells the editors once that an issue was missed, why, and what to do", async () => {
    const editor = `ed-${newsletterId}@flashbulb.example`;
    await settle({ whenUnapproved: "hold", lateLimitHours: 24, editors: [editor], nudgeHours: 0 });
    await threePosts();
    await tickAt(past(minute));
    world.set(past(day + minute));
    await Promise.all([runTick(alone()), runTick(alone())]);
    await tickAt(past(day + 2 * minute));
    const told = (await mailsTo(editor)).filter(({ tags }) => tags.mail === "missed");
    expect(told.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Missed: /)]);
    expect((await mailOf(told[0])).text).toMatch(/nobody approved it[\s\S]*approve before the deadline/);
  });

  it("holds what nobody approved, sends it late when somebody does, and no later than its limit", async () => {
    await settle({ whenUnapproved: "hold", lateLimitHours: 24 });
    await threePosts();
    expect(await tickAt(past(minute))).toEqual([`closed ${aWindow.until}`, `drafted ${nextEnd}`]);
    expect(await tickAt(past(20 * hour + minute))).toEqual([]);
    await approveIssue(world.parts, name());
    expect(await tickAt(past(23 * hour + minute))).toEqual([`begun ${aWindow.until}`, `sent ${aWindow.until}`]);
  });

  it("looks at its pages once when two ticks come at once, and sends nothing before that is over", async () => {
    await settle({ whenUnapproved: "send" });
    for (const id of ["one", "two", "three"]) await putFromSource(id);
    await tickAt(past(-day));
    world.set(past(minute));
    const asked: string[] = [];
    const slow = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    const fetch: GuardedFetch = async (request) => {
      if (!request.url.includes(`/${newsletterId}-`)) return world.parts.fetch(request);
      asked.push(request.url);
      looked.resolve();
      await slow.promise;
      return world.parts.fetch(request);
    };
    const first = runTick({ ...alone(), fetch });
    await looked.promise;
    const second = await runTick({ ...alone(), fetch });
    slow.resolve();
    const did = (outcomes: readonly TickOutcome[]) =>
      outcomes.flatMap((outcome) => (outcome.newsletterId === newsletterId ? [outcome.did] : []));
    expect(did(second)).not.toContain("begun");
    expect(did(await first)).toContain("begun");
    expect(asked).toHaveLength(3);
  });

  it("drops a post whose page is gone from an approved issue, which stays approved and goes out without it, otherwise as it was approved", async () => {
    await settle({ whenUnapproved: "hold", deadlineHours: 6 });
    await threePosts();
    const four = await putFromSource("four", { day: 3 });
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    expect(await tickAt(past(2 * minute))).toEqual([]);
    world.gone.add(four);
    await put("one", { title: "Reworded by its source" });
    expect(await tickAt(past(5 * hour))).toEqual([]);
    expect(await tickAt(past(5 * hour + 46 * minute))).toEqual([`dropped ${aWindow.until}`]);
    const subject = `The story of ${newsletterId}-one`;
    expect(await issue()).toMatchObject({ state: "approved", revision: 2, subject });
    expect(await tickAt(past(6 * hour + minute))).toEqual([`begun ${aWindow.until}`, `sent ${aWindow.until}`]);
    const claims = await world.parts.issues.claims(newsletterId, [postId(newsletterId, four), `${newsletterId}-one`]);
    expect([...claims.keys()]).toEqual([`${newsletterId}-one`]);
    const { text } = await mailOf((await mailsTo(`${newsletterId}@reader.example`))[0]);
    expect(text).toContain(subject);
    expect(text).not.toMatch(/Reworded|-four/);
  });

  it("looks at every approval and every edit of what stays approved, and renders each as it was then", async () => {
    await settle({ whenUnapproved: "hold", deadlineHours: 6, whenEdited: "stays-approved" });
    const [one] = await Promise.all([putFromSource("one"), put("two"), put("three")]);
    const four = await putFromSource("four", { day: 3 });
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    await tickAt(past(2 * minute));
    await cancelIssue(world.parts, name());
    await approveIssue(world.parts, name());
    world.gone.add(four);
    expect(await tickAt(past(3 * minute))).toEqual([`dropped ${aWindow.until}`]);
    const edit = { kind: "note", text: "A quiet one." } as const;
    await editIssue(world.parts, { ...name(), by: "ed", seen: 0, edit });
    await tickAt(past(4 * minute));
    await putFromSource("one", { id: postId(newsletterId, one), title: "Reworded by its source" });
    await tickAt(past(6 * hour + minute));
    const [mail] = await mailsTo(`${newsletterId}@reader.example`);
    const { text } = await mailOf(mail);
    expect(text).toContain("A quiet one.");
    expect(text).not.toMatch(/Reworded|of tick-\d+-four/);
  });

  it("makes an approved issue a draft again when too little is left of it", async () => {
    await settle({ whenUnapproved: "hold", deadlineHours: 6 });
    await Promise.all([put("one"), put("two")]);
    const three = await putFromSource("three");
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    world.gone.add(three);
    expect(await tickAt(past(2 * minute))).toEqual([`dropped ${aWindow.until}`]);
    expect(await issue()).toMatchObject({ state: "held" });
    expect(await tickAt(past(6 * hour + minute))).toEqual([]);
  });

  it("marks missed what is held beyond its limit, and its posts go out with the next", async () => {
    await settle({ whenUnapproved: "hold", lateLimitHours: 24 });
    await threePosts();
    await tickAt(past(minute));
    expect(await tickAt(past(day + minute))).toEqual([`missed ${aWindow.until}`]);
    await settle({ whenUnapproved: "send", lateLimitHours: 24 });
    expect(await tickAt(past(7 * day + minute))).toContain(`sent ${nextEnd}`);
    const next = await world.parts.issues.latest(newsletterId, 2);
    const claims = await world.parts.issues.claims(newsletterId, [`${newsletterId}-one`]);
    expect([...claims.values()]).toMatchObject([{ issueId: next[1]?.id }]);
  });

  it("takes back an approval that comes too late to be sent, and marks the issue missed", async () => {
    await settle({ whenUnapproved: "hold", lateLimitHours: 24 });
    await threePosts();
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    expect(await tickAt(past(2 * day + minute))).toEqual([`missed ${aWindow.until}`]);
    expect(await mailsTo(`${newsletterId}@reader.example`)).toEqual([]);
  });

  it("skips at the deadline what nobody approved, where that is the policy", async () => {
    await settle({ whenUnapproved: "skip", deadlineHours: 6 });
    await threePosts();
    expect(await tickAt(past(minute))).toEqual([`closed ${aWindow.until}`, `drafted ${nextEnd}`]);
    expect(await tickAt(past(6 * hour + minute))).toEqual([`skipped ${aWindow.until}`]);
  });

  it("leaves an issue to its editor that was opened again after a skip, and sends it when it is approved", async () => {
    await settle({ whenUnapproved: "skip", lateLimitHours: 24 });
    await threePosts();
    await tickAt(past(-hour));
    expect(await tickAt(past(minute))).toContain(`skipped ${aWindow.until}`);
    const settings = (await world.parts.newsletters.get(newsletterId)) as StoredNewsletter;
    const again = { newsletter: settings.newsletter, issue: (await issue()) as Issue };
    expect(await reopenIssue(world.parts, again)).toMatchObject({ ok: true, issue: { state: "draft" } });
    expect(await tickAt(past(10 * minute))).toEqual([`drafted ${nextEnd}`]);
    await approveIssue(world.parts, name());
    expect(await tickAt(past(20 * minute))).toContain(`sent ${aWindow.until}`);
    world.set(past(25 * hour));
    expect(await reopenIssue(world.parts, again)).toMatchObject({ ok: false, reason: "too-late" });
  });

  it("keeps an issue of a thin week open that its editor opened again, whatever is refreshed", async () => {
    await settle({ whenUnapproved: "send", whenThin: "skip" });
    await put("one");
    await tickAt(past(minute));
    const settings = (await world.parts.newsletters.get(newsletterId)) as StoredNewsletter;
    await reopenIssue(world.parts, { newsletter: settings.newsletter, issue: (await issue()) as Issue });
    await tickAt(past(10 * minute));
    await tickAt(past(20 * minute));
    expect(await issue()).toMatchObject({ state: "held" });
  });

  it("sends by itself nothing that its editor holds, and sends it when it is left to the policy again", async () => {
    await settle({ whenUnapproved: "send" });
    await threePosts();
    await tickAt(past(-hour));
    await holdIssue(world.parts, { ...name(), hold: true });
    expect(await tickAt(past(minute))).toEqual([`closed ${aWindow.until}`, `drafted ${nextEnd}`]);
    expect(await tickAt(past(11 * minute))).toEqual([]);
    await holdIssue(world.parts, { ...name(), hold: false });
    expect(await tickAt(past(12 * minute))).toContain(`sent ${aWindow.until}`);
  });

  it("sends nothing that its editor holds while the tick is about to send it", async () => {
    await settle({ whenUnapproved: "send" });
    await threePosts();
    await tickAt(past(minute - hour));
    world.set(past(minute));
    const { issues } = world.parts;
    const heldMeanwhile = {
      ...issues,
      claimPosts: async (...asked: Parameters<typeof issues.claimPosts>) => {
        await holdIssue(world.parts, { ...name(), hold: true });
        return issues.claimPosts(...asked);
      },
    };
    await runTick({ ...alone(), issues: heldMeanwhile });
    expect(await tickAt(past(2 * minute))).toEqual([]);
    expect(await issue()).toMatchObject({ state: "draft", waitsSince: past(minute) });
  });

  it("makes every window it missed while it was away, and mails only what is not too late", async () => {
    await settle({ whenUnapproved: "send" });
    await threePosts();
    await put("later", { publishedAt: past(hour), firstSeenAt: past(hour) });
    await tickAt(past(-day));
    const away = past(14 * day + minute);
    expect((await tickAt(away)).filter((did) => !did.startsWith("drafted"))).toEqual([
      `missed ${aWindow.until}`,
      `closed ${nextEnd}`,
      `missed ${nextEnd}`,
      `closed ${past(14 * day)}`,
      `begun ${past(14 * day)}`,
      `sent ${past(14 * day)}`,
    ]);
    expect(await mailsTo(`${newsletterId}@reader.example`)).toHaveLength(1);
  });

  it("leaves no window out when one of those it missed cannot be made at once", async () => {
    await settle({ whenUnapproved: "hold" });
    await tickAt(past(-day));
    world.set(past(21 * day + minute));
    const { issues } = world.parts;
    let refused = 0;
    const put = async (...asked: Parameters<typeof issues.put>) => {
      if (asked[0].window.until === nextEnd && refused++ === 0) throw new Error("the store is busy");
      return issues.put(...asked);
    };
    await runTick({ ...alone(), issues: { ...issues, put } });
    await tickAt(past(21 * day + 2 * minute));
    const windows = (await issues.latest(newsletterId, 10)).map(({ window }) => window).toReversed();
    expect(windows).toHaveLength(5);
    for (const [at, { from }] of windows.entries()) expect(from).toBe(windows[at - 1]?.until ?? aWindow.from);
  });

  it("opens again what a clock that ran ahead closed, and takes in what comes then", async () => {
    await settle({ whenUnapproved: "hold" });
    await threePosts();
    await tickAt(past(hour));
    expect((await issue())?.closedAt).toBe(past(hour));
    await tickAt(past(-2 * hour));
    expect((await issue())?.closedAt).toBeUndefined();
    await put("four", { publishedAt: past(-hour), firstSeenAt: past(-hour) });
    await tickAt(past(minute));
    expect((await issue())?.digest.postReasons[`${newsletterId}-four`]?.in).toBe(true);
  });

  it("begins the next window where the last ended when the cadence is changed", async () => {
    await settle({ whenUnapproved: "send" });
    await threePosts();
    await tickAt(past(-day));
    await settle({ whenUnapproved: "send", cadence: { kind: "daily", time: "18:00" } });
    expect(await tickAt(past(minute))).toContain("drafted 2026-11-22T17:00:00.000Z");
    const [open, last] = await world.parts.issues.latest(newsletterId, 2);
    expect(open?.window.from).toBe(last?.window.until);
  });

  const handedOver = async () => {
    await settle({ whenUnapproved: "hold" });
    await threePosts();
    await tickAt(past(minute));
    await releaseIssue(world.parts, name());
  };

  it("leaves an issue alone that an editor paused, goes on when it is resumed, and holds up no other", async () => {
    await handedOver();
    const { newsletter } = (await world.parts.newsletters.get(newsletterId)) as StoredNewsletter;
    await beginIssue(world.parts, { newsletter, rendition: { ...name(), revision: 1 } });
    await pauseIssue(world.parts, name().issueId);
    const [paused, other] = [newsletterId, `tick-${newsletters++}`];
    const both = () => world.tick(paused, other);
    expect(await tickAt(past(2 * minute), both)).toContain(`stopped ${aWindow.until}`);
    expect(await mailsTo(`${paused}@reader.example`)).toEqual([]);
    newsletterId = other;
    await settle({ whenUnapproved: "send" });
    await threePosts();
    expect(await tickAt(past(3 * minute), both)).toContain(`sent ${aWindow.until}`);
    newsletterId = paused;
    await resumeIssue(world.parts, name());
    expect(await tickAt(past(4 * minute), both)).toEqual([`sent ${aWindow.until}`]);
    expect(await mailsTo(`${paused}@reader.example`)).toHaveLength(1);
    expect(await tickAt(past(5 * minute), both)).toEqual([]);
  });

  it("goes on by itself with nothing that was begun long ago: the store may be a copy of then", async () => {
    await handedOver();
    const { newsletter } = (await world.parts.newsletters.get(newsletterId)) as StoredNewsletter;
    await beginIssue(world.parts, { newsletter, rendition: { ...name(), revision: 1 } });
    expect(await tickAt(past(8 * day))).toContain(`stopped ${aWindow.until}`);
    expect(await mailsTo(`${newsletterId}@reader.example`)).toEqual([]);
  });

  /** Four posts, approved and looked at a quarter of an hour before they go. */
  const lookedAt = async () => {
    await settle({ whenUnapproved: "hold", deadlineHours: 6 });
    await threePosts();
    const four = await putFromSource("four", { day: 3 });
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    await tickAt(past(5 * hour + 46 * minute));
    return four;
  };
  const goesWithout = async (guid: string) => {
    const claims = await world.parts.issues.claims(newsletterId, [postId(newsletterId, guid)]);
    const [mail] = await mailsTo(`${newsletterId}@reader.example`);
    return { claims: [...claims.keys()], isShown: mail && String((await mailOf(mail)).html).includes(guid) };
  };

  it("sends an approved issue without what was withdrawn since the last look", async () => {
    const four = await lookedAt();
    await withdrawPost(world.parts, { newsletterId, guid: four, by: "source", now: past(5 * hour + 50 * minute) });
    expect(await releaseIssue(world.parts, name())).toEqual({ ok: false, reason: "held-back" });
    expect(await tickAt(past(6 * hour + minute))).toEqual([`begun ${aWindow.until}`, `sent ${aWindow.until}`]);
    expect(await goesWithout(four)).toEqual({ claims: [], isShown: false });
  });

  it("sends an approved issue without what was put off since the last look", async () => {
    const four = await lookedAt();
    await putFromSource("four", { day: 3, embargoUntil: past(2 * day) });
    expect(await tickAt(past(6 * hour + minute))).toEqual([`begun ${aWindow.until}`, `sent ${aWindow.until}`]);
    expect(await goesWithout(four)).toEqual({ claims: [], isShown: false });
  });

  it("holds an approved issue that a withdrawal at the last moment left too little of", async () => {
    await settle({ whenUnapproved: "hold", deadlineHours: 6 });
    await Promise.all([put("one"), put("two")]);
    const three = await putFromSource("three");
    await tickAt(past(minute));
    await approveIssue(world.parts, name());
    await tickAt(past(5 * hour + 46 * minute));
    await withdrawPost(world.parts, { newsletterId, guid: three, by: "editor", now: past(5 * hour + 50 * minute) });
    expect(await tickAt(past(6 * hour + minute))).toEqual([`dropped ${aWindow.until}`]);
    expect(await issue()).toMatchObject({ state: "held" });
  });
});
