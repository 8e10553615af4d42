import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { addMilliseconds, day, hour, type Instant } from "../../functions/core/time.ts";
import { approveIssue } from "../../functions/digest/approve-issue.ts";
import { cancelIssue } from "../../functions/digest/cancel-issue.ts";
import { noChoices } from "../../functions/digest/editor-choices.ts";
import { explainIssue } from "../../functions/digest/explain-issue.ts";
import { handOverIssue } from "../../functions/digest/hand-over-issue.ts";
import type { Issue, Window } from "../../functions/digest/issue.ts";
import { type MakeInput, makeIssue } from "../../functions/digest/make-issue.ts";
import { publishedIssue } from "../../functions/digest/published-issue.ts";
import { putRight } from "../../functions/digest/put-right.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { setAsideIssue } from "../../functions/digest/set-aside-issue.ts";
import { type IssueStore, issueStore, type StoredIssue } from "../../functions/digest/store.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import { windowAt } from "../../functions/digest/window.ts";
import type { Post } from "../../functions/posts/post.ts";
import { type PostStore, postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { aNewsletter, aPostOf, aSet, aWindow, windowBefore } from "../support/digest-week.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { requestsOf, storeEngines } from "../support/store.ts";

const nextWindow: Window = { from: aWindow.until, until: addMilliseconds(aWindow.until, 7 * day) };

describe.each(storeEngines)("issues on $name", ({ open }) => {
  let engine: StoreEngine;
  let issues: IssueStore;
  let posts: PostStore;
  let newsletter: Newsletter;
  let newsletters = 0;
  let now: Instant;

  beforeAll(async () => {
    engine = await open([issuesTable, postsTable]);
    issues = issueStore(engine.table(issuesTable));
    posts = postStore(engine.table(postsTable));
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    newsletter = aNewsletter({ id: `newsletter-${newsletters++}`, minimumPosts: 2 });
    now = aWindow.until;
  });

  const deps = () => ({ clock: () => now, issues, posts });
  const put = async (id: string, changes: Partial<Post> & { day?: number } = {}): Promise<void> => {
    const post = aPostOf(id, { newsletterId: newsletter.id, photos: aSet(id, 3), ...changes });
    const before = await posts.get(newsletter.id, id);
    expect(await posts.put(post, before)).toBe(true);
  };
  const make = (window: Window = aWindow, changes: Partial<MakeInput> = {}) =>
    makeIssue(deps(), { newsletter, window, closes: true, ...changes });
  const nameOf = (issueId: string) => ({ newsletterId: newsletter.id, issueId });
  const approve = async (window: Window = aWindow) => approveIssue(deps(), nameOf((await make(window)).issue.id));

  it("are made once: again and again it is the same draft, unchanged", async () => {
    await put("one");
    await put("two");
    const first = await make();
    expect(first).toMatchObject({ outcome: "made", issue: { state: "draft", revision: 1, closedAt: now } });
    now = addMilliseconds(now, 3 * hour);
    expect(await make()).toMatchObject({ outcome: "unchanged", issue: { madeAt: first.issue.madeAt } });
  });

  it("are read as they were written: who wrote one has it in hand, and everybody else reads the same", async () => {
    await put("one");
    await put("two");
    const { issue } = await make();
    const own = await issues.get(newsletter.id, issue.id);
    expect(own?.issue).toBe(issue);
    expect(await issueStore(engine.table(issuesTable)).get(newsletter.id, issue.id)).toEqual(own);
  });

  it("are one when two make them at once", async () => {
    await put("one");
    await put("two");
    const made = await Promise.all([make(), make(), make()]);
    expect(new Set(made.map(({ issue }) => issue.id)).size).toBe(1);
    expect(made.filter(({ outcome }) => outcome === "made")).toHaveLength(1);
    expect(await issues.latest(newsletter.id, 10)).toHaveLength(1);
  });

  it("fill while their window is open, and take in nothing that came after it was closed", async () => {
    now = addMilliseconds(aWindow.from, 2 * day);
    await put("one");
    expect(await make()).toMatchObject({ outcome: "made", issue: { state: "draft" } });
    await put("two", { day: 1 });
    expect((await make()).outcome).toBe("changed");
    now = aWindow.until;
    await make();
    await put("late", { day: 2, firstSeenAt: addMilliseconds(now, hour) });
    const { issue } = await make();
    expect(issue.digest.postReasons.late?.rule).toBe("too late");
    now = addMilliseconds(now, 2 * hour);
    expect((await make(aWindow, { again: true })).issue.digest.postReasons.late?.in).toBe(true);
  });

  it("are the same when the run is late", async () => {
    await put("one");
    await put("two");
    now = addMilliseconds(aWindow.until, 5 * day);
    const { issue } = await make(windowAt(newsletter.cadence, newsletter.zone, aWindow.from));
    expect(issue.window).toEqual(aWindow);
    expect(Object.keys(issue.digest.postReasons).toSorted()).toEqual(["one", "two"]);
  });

  it("have a post once: what went out with one is in no later one, and what came late is in the next", async () => {
    await put("one");
    await put("two");
    expect(await approve()).toMatchObject({ ok: true, issue: { state: "approved" } });
    now = nextWindow.until;
    await put("late", { day: 3, firstSeenAt: addMilliseconds(aWindow.until, hour) });
    await put("new", { day: 8 });
    const { issue } = await make(nextWindow);
    expect(issue.digest.postReasons).toMatchObject({ late: { in: true }, new: { in: true } });
    expect(issue.digest.postReasons.one?.in ?? false).toBe(false);
    expect(issue.digest.remarks).toContain("1 post of an earlier week, not sent before.");
  });

  it("of a daily have what its source lost for longer than issues are remembered, and nothing of before the first", async () => {
    newsletter = { ...newsletter, cadence: { kind: "daily", time: "08:00" }, whenThin: "skip" };
    const daily = (days: number): Window => windowAt(newsletter.cadence, newsletter.zone, atDay(days));
    const atDay = (days: number): Instant => addMilliseconds(aWindow.from, days * day + hour);
    expect(await issues.first(newsletter.id)).toBeUndefined();
    for (let days = 0; days < 18; days++) {
      now = daily(days).until;
      expect((await make(daily(days))).issue.state).toBe("skipped");
    }
    expect((await issues.first(newsletter.id))?.window).toEqual(daily(0));
    const firstSeenAt = atDay(18);
    for (const days of [-1, 0, 9, 18]) await put(`of ${days}`, { publishedAt: atDay(days), firstSeenAt });
    now = daily(18).until;
    const { postReasons } = (await make(daily(18))).issue.digest;
    expect(
      Object.keys(postReasons)
        .filter((id) => postReasons[id]?.in)
        .toSorted(),
    ).toEqual(["of 0", "of 18", "of 9"]);
  });

  it("refuse the approval of a draft whose post another issue took meanwhile", async () => {
    await put("one");
    await put("two");
    await put("old", { day: -1, firstSeenAt: aWindow.from });
    now = aWindow.until;
    await setAsideIssue(deps(), { ...nameOf((await make(windowBefore)).issue.id), as: "missed" });
    await make();
    const taken = { newsletterId: newsletter.id, id: "elsewhere", version: 1 };
    await issues.claimPosts(taken, ["old"]);
    const draft = await issues.latest(newsletter.id, 1);
    expect(await approveIssue(deps(), nameOf(draft[0]?.id as string))).toMatchObject({
      ok: false,
      reason: "already-sent",
      postIds: ["old"],
    });
    expect(await approve()).toMatchObject({ ok: true });
  });

  it("go out with a post that was claimed for another and did not go out with it", async () => {
    await put("one");
    await put("two");
    await put("put off");
    const { issue } = await make();
    const { version } = (await issues.get(newsletter.id, issue.id)) as StoredIssue;
    // Approved while another had a post of it, or by somebody who died over it: the draft was made anew since.
    expect(await issues.claimPosts({ newsletterId: newsletter.id, id: issue.id, version }, ["put off"])).toEqual([]);
    await put("put off", { embargoUntil: addMilliseconds(aWindow.until, hour) });
    await Promise.all([put("new", { day: 8 }), put("newer", { day: 9 })]);
    const next = async () => (await make(nextWindow)).issue.digest.postReasons["put off"];
    expect((await approve()).ok).toBe(true);
    now = nextWindow.until;
    expect(await next()).toMatchObject({ in: false, rule: "sent" });
    await handOverIssue(deps(), nameOf(issue.id));
    expect(await next()).toMatchObject({ in: true });
    expect(await approve(nextWindow)).toMatchObject({ ok: true });
    const claims = await issues.claims(newsletter.id, ["one", "put off"]);
    expect(claims.get("one")?.issueId).toBe(issue.id);
    expect(claims.get("put off")?.issueId).not.toBe(issue.id);
  });

  it("go out with the posts of one that is missed, whatever was claimed for that, which cannot come back with them", async () => {
    newsletter = { ...newsletter, minimumPosts: 1 };
    await put("one");
    const { issue } = await make();
    const { version } = (await issues.get(newsletter.id, issue.id)) as StoredIssue;
    await setAsideIssue(deps(), { ...nameOf(issue.id), as: "missed" });
    await issues.claimPosts({ newsletterId: newsletter.id, id: issue.id, version }, ["one"]);
    now = nextWindow.until;
    expect(await approve(nextWindow)).toMatchObject({ ok: true });
    expect((await make(aWindow, { again: true })).issue.digest.postReasons.one?.rule).toBe("sent");
  });

  it("keep what was claimed for their approval, though somebody frees late what an older version had", async () => {
    await put("one");
    await put("two");
    const { issue } = await approve();
    const { version } = (await issues.get(newsletter.id, issue.id)) as StoredIssue;
    await cancelIssue(deps(), nameOf(issue.id));
    await approve();
    await issues.freePosts({ newsletterId: newsletter.id, id: issue.id, version: version + 1 }, ["one", "two"]);
    expect(await issues.claims(newsletter.id, ["one", "two"])).toHaveProperty("size", 2);
  });

  it("free their posts when they are cancelled, and come again as a new revision", async () => {
    await put("one");
    await put("two");
    const { issue } = await approve();
    expect((await make()).outcome).toBe("settled");
    expect(await issues.claims(newsletter.id, ["one", "two"])).toHaveProperty("size", 2);
    expect(await cancelIssue(deps(), nameOf(issue.id))).toMatchObject({
      ok: true,
      issue: { state: "draft", revision: 2 },
    });
    expect(await issues.claims(newsletter.id, ["one", "two"])).toHaveProperty("size", 0);
    expect(await approve()).toMatchObject({ ok: true, issue: { id: issue.id, revision: 2 } });
  });

  it("fill again when an approval is taken back before their window ends, and stay closed when it is taken back after", async () => {
    await put("one");
    await put("two");
    now = addMilliseconds(aWindow.from, 3 * day);
    const { issue } = await approve();
    expect(issue.closedAt).toBe(now);
    await put("three", { day: 4 });
    await cancelIssue(deps(), nameOf(issue.id));
    now = addMilliseconds(aWindow.from, 6 * day);
    expect((await make()).issue.digest.postReasons.three?.in).toBe(true);
    now = addMilliseconds(aWindow.until, hour);
    await make();
    await approve();
    await put("late", { day: 5, firstSeenAt: addMilliseconds(now, hour) });
    now = addMilliseconds(now, 2 * hour);
    await cancelIssue(deps(), nameOf(issue.id));
    expect((await make()).issue).toMatchObject({
      closedAt: addMilliseconds(aWindow.until, hour),
      digest: { postReasons: { late: { rule: "too late" } } },
    });
  });

  it("leave their posts to the next issue when they are skipped", async () => {
    newsletter = { ...newsletter, minimumPosts: 3, whenThin: "skip" };
    await put("one");
    await put("two");
    expect((await make()).issue.state).toBe("skipped");
    expect((await make()).outcome).toBe("settled");
    now = nextWindow.until;
    await put("three", { day: 8 });
    const { issue } = await make(nextWindow);
    expect(issue.state).toBe("draft");
    expect(Object.values(issue.digest.postReasons).filter((reason) => reason.in)).toHaveLength(3);
  });

  it.each([
    ["leave their posts to the next when an editor skips them so", false],
    ["take their posts with them when an editor skips them so, and give them back when they are opened again", true],
  ])("%s", async (_, letGo) => {
    await put("one");
    await put("two");
    const { issue } = await make();
    await setAsideIssue(deps(), { ...nameOf(issue.id), as: "skipped", letGo });
    now = nextWindow.until;
    await put("three", { day: 8 });
    await put("four", { day: 9 });
    const carried = async () => {
      const reasons = Object.entries((await make(nextWindow)).issue.digest.postReasons);
      return reasons.flatMap(([id, reason]) => (reason.in ? [id] : [])).toSorted();
    };
    expect(await carried()).toEqual(letGo ? ["four", "three"] : ["four", "one", "three", "two"]);
    if (!letGo) return;
    await make(aWindow, { again: true });
    await setAsideIssue(deps(), { ...nameOf(issue.id), as: "skipped" });
    expect(await carried()).toEqual(["four", "one", "three", "two"]);
  });

  it("meet the policy for a thin week only when it is over", async () => {
    newsletter = { ...newsletter, minimumPosts: 3, whenThin: "hold" };
    await put("one");
    now = addMilliseconds(aWindow.until, -hour);
    expect((await make()).issue.state).toBe("draft");
    now = aWindow.until;
    const { issue } = await make();
    expect(issue.state).toBe("held");
    expect(issue.digest.remarks[0]).toBe("A thin week: 1 post of at least 3; the issue is held.");
    expect(await approve()).toMatchObject({ ok: true, issue: { state: "approved" } });
  });

  it("are never approved empty", async () => {
    now = addMilliseconds(aWindow.from, day);
    expect(await approve()).toMatchObject({ ok: false, reason: "empty" });
  });

  it("lose a post that was withdrawn after the draft, and say so", async () => {
    await put("one", { title: "The bridge at noon" });
    await put("two");
    await make();
    await put("one", { title: "The bridge at noon", withdrawnAt: now });
    const { issue } = await make();
    expect(issue.digest.postReasons.one).toMatchObject({ in: false, rule: "withdrawn" });
    const lost = { kind: "dropped", posts: [{ id: "one", title: "The bridge at noon" }], quiet: true };
    const dropped = ({ news = [] }: Issue) => news.filter(({ kind }) => kind === "dropped");
    expect(dropped(issue)).toMatchObject([lost]);
    expect(dropped((await make()).issue)).toMatchObject([lost]);
  });

  it("keep the editor's choices when they are made again", async () => {
    await put("one");
    await put("two");
    await make(aWindow, { choices: { ...noChoices, note: "A quiet one." } });
    await put("three");
    now = addMilliseconds(now, -hour);
    const { issue } = await make();
    expect(issue.digest.blocks[0]).toEqual({ kind: "note", text: "A quiet one." });
  });

  it("remember the highlights of the issues that went out, and the subject of the last", async () => {
    await put("one", { title: "Same title" });
    await put("two", { title: "Another title" });
    await approve();
    now = nextWindow.until;
    await put("again", { day: 8, title: "Same title", photos: aSet("one", 3) });
    await put("fresh", { day: 8, title: "A third title" });
    const { issue } = await make(nextWindow);
    const before = (await issues.latest(newsletter.id, 1, issue.id))[0];
    expect(before?.prints.length).toBeGreaterThan(0);
    expect(issue.subject).not.toBe(before?.subject);
    const seen = new Set(before?.prints.map(({ photoId }) => photoId));
    for (const { photoId } of issue.prints) expect(seen.has(photoId)).toBe(false);
  });

  it("are approved again, over the same posts, when a clock that ran ahead found them missed", async () => {
    await put("one");
    await put("two");
    const { issue } = await approve();
    const missedAt = async (at: Instant): Promise<void> => {
      await cancelIssue(deps(), { ...nameOf(issue.id), isOver: true });
      await setAsideIssue(deps(), { ...nameOf(issue.id), as: "missed", news: { kind: "missed", at } });
    };
    await missedAt(addMilliseconds(now, 3 * day));
    expect(await putRight(deps(), nameOf(issue.id))).toEqual({
      ...issue,
      revision: 2,
      postsOfRevision: 1,
      news: [],
    });
    expect((await issues.claims(newsletter.id, ["one", "two"])).size).toBe(2);
    expect((await putRight(deps(), nameOf(issue.id))).state).toBe("approved");

    await missedAt(addMilliseconds(now, 3 * day));
    const other = { newsletterId: newsletter.id, id: (await make(nextWindow)).issue.id, version: 1 };
    const next = (await issues.get(newsletter.id, other.id)) as StoredIssue;
    await issues.claimPosts(other, ["one"]);
    const going: Issue = { ...next.issue, digest: issue.digest, state: "handed-over" };
    expect(await issues.put(going, next)).toBe(true);
    expect(await putRight(deps(), nameOf(issue.id))).toMatchObject({
      state: "draft",
      waitsSince: now,
      news: [{ kind: "taken-back" }],
    });
  });

  it("stay missed when their time was over, and taken back when it was their editor", async () => {
    await put("one");
    await put("two");
    const { issue } = await approve();
    await cancelIssue(deps(), nameOf(issue.id));
    expect(await putRight(deps(), nameOf(issue.id))).toMatchObject({ state: "draft", revision: 2 });
    await setAsideIssue(deps(), { ...nameOf(issue.id), as: "missed", news: { kind: "missed", at: now } });
    expect(await putRight(deps(), nameOf(issue.id))).toMatchObject({ state: "missed" });
  });

  it("cannot be taken back once delivery has them, and are public from then on", async () => {
    await put("one");
    await put("two");
    const { issue } = await approve();
    expect(await publishedIssue(deps(), nameOf(issue.id))).toBeUndefined();
    expect(await handOverIssue(deps(), nameOf(issue.id))).toMatchObject({ ok: true, issue: { state: "handed-over" } });
    expect(await cancelIssue(deps(), nameOf(issue.id))).toMatchObject({ ok: false, reason: "not-approved" });
    expect(await publishedIssue(deps(), nameOf(issue.id))).toEqual({ window: aWindow, revision: 1 });
  });

  it("have what was there when they closed, though it came by a clock that is ahead, and keep it", async () => {
    now = addMilliseconds(aWindow.until, hour);
    await put("one", { firstSeenAt: addMilliseconds(now, 8_000) });
    await put("two");
    const { issue } = await make();
    expect(issue.digest.postReasons.one?.in).toBe(true);
    expect((await make()).issue.digest.postReasons.one?.in).toBe(true);
    expect(issue.closedAt).toBe(addMilliseconds(now, 8_001));
  });

  it("explain every post and photo, with counts that add up", async () => {
    await put("one", { title: "The bridge at noon" });
    await put("two");
    const renditions = renditionStore(memoryFiles());
    const lines = await explainIssue({ ...deps(), renditions }, nameOf((await make()).issue.id));
    expect(lines).toContain("The bridge at noon [one]");
    expect(lines.find((line) => line.startsWith("2 posts: 2 in"))).toBeDefined();
    expect(lines.filter((line) => /^ {4}\d+\. (In|Out): /.test(line))).toHaveLength(6);
  });

  it("cost as many requests with a year of issues behind them as with none", async () => {
    await put("one");
    await put("two");
    // The note makes every draft a changed one.
    let note = 0;
    const counted = () =>
      requestsOf(engine.table(issuesTable), (table) =>
        makeIssue(
          { ...deps(), issues: issueStore(table) },
          { newsletter, window: aWindow, choices: { ...noChoices, note: `${note++}` } },
        ),
      );
    await make();
    const without = await counted();
    let window = windowBefore;
    for (let weeks = 0; weeks < 12; weeks++) {
      await issues.put(
        { ...(await make()).issue, id: `${newsletter.id}-${weeks}`, window, state: "skipped" },
        undefined,
      );
      window = { from: addMilliseconds(window.from, -7 * day), until: window.from };
    }
    expect(await counted()).toEqual(without);
  });
});
