import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { beginCorrection } from "../../functions/delivery/begin-correction.ts";
import { cancelSending } from "../../functions/delivery/cancel-sending.ts";
import { correctIssue } from "../../functions/delivery/correct-issue.ts";
import { discardCorrection } from "../../functions/delivery/discard-correction.ts";
import { liftableCauses } from "../../functions/delivery/issue-run.ts";
import { pauseIssue } from "../../functions/delivery/pause-issue.ts";
import { resumeIssue } from "../../functions/delivery/resume-issue.ts";
import { causesOf, controlOf } from "../../functions/delivery/run.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { galleryOf, storyIdsOf } from "../../functions/digest/apply-choice.ts";
import { approveIssue } from "../../functions/digest/approve-issue.ts";
import { isStanding } from "../../functions/digest/claim.ts";
import type { Edit } from "../../functions/digest/edit.ts";
import { editIssue } from "../../functions/digest/edit-issue.ts";
import { handOverIssue } from "../../functions/digest/hand-over-issue.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { renderIssue } from "../../functions/digest/render-issue.ts";
import { undoEdit } from "../../functions/digest/undo-edit.ts";
import { withCorrections } from "../../functions/digest/with-corrections.ts";
import { timeOf } from "../support/delivery.ts";
import { type Desk, openDesk } from "../support/desk.ts";
import { aPostOf, aSet, aWeek, aWindow } from "../support/digest-week.ts";
import { renderDeps } from "../support/mail-issue.ts";
import { openStore } from "../support/store.ts";

describe("a correction of an issue that is being sent", () => {
  let desk: Desk;
  let engine: Awaited<ReturnType<typeof openStore>>;
  beforeEach(async () => {
    desk = await openDesk(aWeek(14, 6));
    engine = await openStore(deliveryTable);
  });
  afterEach(async () => {
    await desk.close();
    await engine.close();
  });

  /** An issue that some have: it is begun, and an editor has paused it. */
  const sending = async () => {
    const { name } = desk;
    desk.set(aWindow.until);
    let now = Date.parse(aWindow.until);
    const { renditions, photoFile, drawSecret, links } = renderDeps();
    const deps = {
      ...desk.deps,
      ...{ renditions, photoFile, drawSecret, links },
      runs: runStore(engine.table(deliveryTable)),
      storeTime: timeOf(() => new Date(now++).toISOString()),
    };
    await approveIssue(deps, name);
    await handOverIssue(deps, name);
    const first = await renderIssue(deps, name);
    await deps.runs.begin({ ...name, frozenAt: aWindow.until });
    await deps.runs.planned(name.issueId, 1_000);
    await pauseIssue(deps, name.issueId);
    const working = { ...deps, issues: withCorrections(deps.issues) };
    const worked = async () => (await working.issues.get(name.newsletterId, name.issueId))?.issue as Issue;
    const edit = async (each: Edit, seen?: number) =>
      editIssue(working, { ...name, by: "ada", name: "Ada", seen: seen ?? (await worked()).edit, edit: each });
    const run = async () => (await deps.runs.get(name.issueId)) ?? expect.unreachable();
    return { deps, working, worked, name, first, edit, run };
  };
  const leadOf = ({ digest }: Issue) =>
    digest.blocks.flatMap((block) => (block.kind === "lead" ? [block.lead.postId] : []))[0] as string;
  const postOf = (photoId: string) => photoId.slice(0, photoId.lastIndexOf("-p"));
  const titled = (postId: string, text: string): Edit => ({ kind: "words", postId, field: "title", text });

  it("changes what an editor changed and nothing else, and the rest get that from then on", async () => {
    const { deps, worked, name, first, edit, run } = await sending();
    const sent = await desk.stored();
    const lead = leadOf(sent);
    expect(await beginCorrection(deps, name)).toMatchObject({ ok: true, isNew: true });
    const { digest } = await worked();
    expect([leadOf(await worked()), storyIdsOf(digest), galleryOf(digest)]).toEqual([
      lead,
      storyIdsOf(sent.digest),
      galleryOf(sent.digest),
    ]);
    const [stories, gallery] = [storyIdsOf(sent.digest), galleryOf(sent.digest)];
    expect(await edit(titled(lead, "Pom, not Pam"))).toMatchObject({ ok: true, approvalTakenBack: false });
    expect(await edit({ kind: "drop-post", postId: stories[2] as string })).toMatchObject({ ok: true });
    expect(await edit({ kind: "drop-photo", photoId: gallery[4] as string })).toMatchObject({ ok: true });
    const [opening, closing] = [gallery[0], gallery[8]].map((photoId = "") => ({ photoId, postId: postOf(photoId) }));
    expect(await edit({ kind: "focal-point", ...opening, point: { x: 0.4, y: 0.4 } } as Edit)).toMatchObject({
      ok: true,
    });
    expect(await edit({ kind: "rights", ...closing, rights: "none" } as Edit)).toMatchObject({ ok: true });
    expect(await desk.stored()).toMatchObject({ state: "handed-over", revision: 1, digest: sent.digest });

    const { edit: seen } = await worked();
    const done = await correctIssue(deps, { ...name, seen });
    expect(done).toMatchObject({ ok: true, rendition: { revision: 2, subject: "Pom, not Pam" } });
    expect(await deps.renditions.get(name.issueId, 1)).toEqual(first);
    expect((await deps.renditions.get(name.issueId, 2))?.bodies.everything.text).toContain("Pom, not Pam");
    expect(controlOf(await run())).toEqual({ maySend: true, cancelled: false, revision: 2 });
    const after = await desk.stored();
    expect(after).toMatchObject({ state: "handed-over", revision: 2, edit: 5, subject: "Pom, not Pam" });
    expect(after.correction).toBeUndefined();
    expect(after.changes.map(({ name: by }) => by)).toEqual(Array(5).fill("Ada"));
    expect(storyIdsOf(after.digest).slice(0, -1)).toEqual(stories.toSpliced(2, 1));
    const left = gallery.slice(0, 8).toSpliced(4, 1);
    expect(galleryOf(after.digest)).toEqual(left.filter((photoId) => postOf(photoId) !== stories[2]));
    expect(postsThatRun(after.digest).toSorted()).toEqual(postsThatRun(sent.digest).toSorted());
  });

  it("holds the sending until it is sent or discarded, whatever else is lifted", async () => {
    const { deps, name, run } = await sending();
    await beginCorrection(deps, name);
    expect(await resumeIssue(deps, { issueId: name.issueId, causes: liftableCauses })).toEqual({
      lifted: ["editor"],
      standing: ["correction"],
    });
    expect(controlOf(await run()).maySend).toBe(false);
    expect(await beginCorrection(deps, name)).toMatchObject({ ok: true, isNew: false });
    expect(await correctIssue(deps, name)).toMatchObject({ ok: true });
    expect(causesOf(await run())).toEqual([]);
  });

  it("is discarded with its words, and the rest get the issue as it was", async () => {
    const { deps, worked, name, edit, run } = await sending();
    const sent = await desk.stored();
    const before = await deps.posts.get(name.newsletterId, leadOf(sent));
    await beginCorrection(deps, name);
    await edit(titled(leadOf(sent), "Wrong"));
    await edit(titled(leadOf(sent), "Worse"));
    const stale = (await worked()).edit - 1;
    expect(await discardCorrection(deps, { ...name, seen: stale })).toMatchObject({ reason: "correction-changed" });
    expect(await discardCorrection(deps, name)).toMatchObject({ ok: true, isNew: true });
    expect((await deps.posts.get(name.newsletterId, leadOf(sent)))?.post.edits).toEqual(before?.post.edits);
    // What somebody still has open belongs to no later correction.
    expect(await desk.stored()).toEqual({ ...sent, edit: 2 });
    expect([causesOf(await run()), (await run()).revision]).toEqual([["editor"], 1]);
    expect(await correctIssue(deps, name)).toEqual(expect.objectContaining({ ok: false, reason: "no-correction" }));
    expect(await discardCorrection(deps, name)).toMatchObject({ ok: true, isNew: false });
  });

  it("takes a change back, and refuses one over a colleague's and one that came too late", async () => {
    const { deps, worked, working, name, edit } = await sending();
    const lead = leadOf(await desk.stored());
    await beginCorrection(deps, name);
    const { edit: seen } = await worked();
    await edit(titled(lead, "Ada's"));
    expect(await edit(titled(lead, "Bo's"), seen)).toMatchObject({ ok: false, reason: "stale" });
    expect(await correctIssue(deps, { ...name, seen })).toMatchObject({ reason: "correction-changed" });
    expect(await undoEdit(working, { ...name, n: seen + 1 })).toMatchObject({ ok: true, approvalTakenBack: false });
    const late = { ...deps.runs, correct: async () => Promise.reject(new Error("died")) };
    await expect(correctIssue({ ...deps, runs: late }, name)).rejects.toThrow("died");
    expect(await edit(titled(lead, "Too late"))).toMatchObject({ ok: false, reason: "gone" });
    expect(await discardCorrection(deps, name)).toMatchObject({ ok: false, reason: "correction-decided" });
  });

  it("lets no post in that came since, and keeps one that was withdrawn since from later issues", async () => {
    const { deps, worked, name, edit } = await sending();
    const sent = await desk.stored();
    const stories = storyIdsOf(sent.digest);
    const gone = await deps.posts.get(name.newsletterId, stories[1] as string);
    await deps.posts.put({ ...(gone?.post ?? expect.unreachable()), withdrawnAt: aWindow.until }, gone);
    await desk.put(aPostOf("new", { photos: aSet("new", 9) }));
    await beginCorrection(deps, name);
    await edit({ kind: "make-lead", postId: "new" });
    const { digest } = await worked();
    expect(storyIdsOf(digest)).not.toContain(stories[1]);
    expect(digest.postReasons[stories[1] as string]).toMatchObject({ in: false, rule: "withdrawn" });
    expect(digest.postReasons.new).toBeUndefined();
    await correctIssue(deps, name);
    const after = await desk.stored();
    expect(postsThatRun(after.digest)).not.toContain(stories[1]);
    expect(isStanding(stories[1] as string, after)).toBe(true);
  });

  it("is over with its issue, and nothing of it is left", async () => {
    const { deps, name } = await sending();
    await beginCorrection(deps, name);
    await cancelSending(deps, name.issueId);
    expect(await correctIssue(deps, name)).toEqual({ ok: false, reason: "over" });
    expect(await desk.stored()).toMatchObject({ revision: 1 });
    expect((await desk.stored()).correction).toBeUndefined();
    expect(await beginCorrection(deps, name)).toMatchObject({ ok: false, reason: "over" });
  });

  it("is sent once when two send it at once", async () => {
    const { deps, name, run } = await sending();
    await beginCorrection(deps, name);
    const both = await Promise.all([correctIssue(deps, name), correctIssue(deps, name)]);
    expect(both.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect([(await run()).revision, (await desk.stored()).revision, causesOf(await run())]).toEqual([2, 2, []]);
  });

  /** The same, whose process dies after the first write that holds. */
  const dying = <Deps extends Awaited<ReturnType<typeof sending>>["deps"]>(deps: Deps) => {
    const mortal =
      <Input extends unknown[]>(write: (...input: Input) => Promise<boolean>) =>
      async (...input: Input): Promise<boolean> => {
        if (await write(...input)) throw new Error("died");
        return false;
      };
    const { issues, posts, runs, renditions } = deps;
    return {
      ...deps,
      issues: { ...issues, put: mortal(issues.put.bind(issues)) },
      posts: { ...posts, put: mortal(posts.put.bind(posts)) },
      renditions: {
        ...renditions,
        put: mortal(renditions.put.bind(renditions)),
        putPosts: mortal(renditions.putPosts.bind(renditions)),
      },
      runs: { ...runs, correct: mortal(runs.correct.bind(runs)), lift: mortal(runs.lift.bind(runs)) },
    };
  };

  it("leaves the old or the new when whoever decides it dies at any write, and is finished by who asks again", async () => {
    const { deps, name, edit, run } = await sending();
    const sent = await desk.stored();
    const lead = leadOf(sent);
    /** After how many deaths it was done. */
    const untilDone = async (act: (mortal: typeof deps) => Promise<{ ok: boolean }>, holds: () => Promise<void>) => {
      for (let deaths = 0; deaths < 20; deaths++) {
        const answer = await act(dying(deps)).catch((error: Error) => error.message);
        if (answer !== "died") return deaths;
        await holds();
      }
      return expect.unreachable("it never came to an end");
    };
    const isPaused = async () => expect(controlOf(await run()).maySend).toBe(false);
    expect(await untilDone((mortal) => beginCorrection(mortal, name), isPaused)).toBe(1);
    await edit(titled(lead, "Wrong"));
    expect(await untilDone((mortal) => discardCorrection(mortal, name), isPaused)).toBe(3);
    expect((await run()).revision).toBe(1);
    expect(await desk.stored()).toMatchObject({ revision: 1, digest: sent.digest, subject: sent.subject });
    await beginCorrection(deps, name);
    await edit(titled(lead, "Right"));
    const subjects = new Set<string>();
    const deaths = await untilDone(
      (mortal) => correctIssue(mortal, name),
      async () => {
        const { revision } = await run();
        subjects.add(`${revision} ${(await deps.renditions.get(name.issueId, revision))?.subject}`);
        const { correction } = await desk.stored();
        if (correction) await isPaused();
      },
    );
    expect([...subjects].toSorted()).toEqual([`1 ${sent.subject}`, "2 Right"]);
    // Decided, its posts kept, rendered, sent from now on, what the issue is.
    expect(deaths).toBe(5);
    expect(causesOf(await run())).toEqual(["editor", "correction"]);
    expect(await discardCorrection(deps, name)).toMatchObject({ ok: true, isNew: false });
    expect(await desk.stored()).toMatchObject({ revision: 2, subject: "Right" });
    expect([(await run()).revision, (await run()).causes.correction]).toEqual([2, undefined]);
  });
});
