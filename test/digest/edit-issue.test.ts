import { afterEach, describe, expect, it } from "vitest";
import { addMilliseconds, hour } from "../../functions/core/time.ts";
import { galleryOf, storyIdsOf } from "../../functions/digest/apply-choice.ts";
import { approveIssue } from "../../functions/digest/approve-issue.ts";
import type { Edit } from "../../functions/digest/edit.ts";
import { editIssue } from "../../functions/digest/edit-issue.ts";
import { handOverIssue } from "../../functions/digest/hand-over-issue.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { undoEdit } from "../../functions/digest/undo-edit.ts";
import type { Post } from "../../functions/posts/post.ts";
import { type Desk, openDesk } from "../support/desk.ts";
import { aPostOf, aSet, aWeek, aWindow } from "../support/digest-week.ts";

let desk: Desk;
const opened = async (...input: Parameters<typeof openDesk>) => {
  desk = await openDesk(...input);
  return desk;
};
afterEach(() => desk.close());

const leadOf = async () => {
  const { digest } = await desk.stored();
  const block = digest.blocks.find(({ kind }) => kind === "lead");
  return block?.kind === "lead" ? block.lead : undefined;
};
const stories = async () => storyIdsOf((await desk.stored()).digest);
const gallery = async () => galleryOf((await desk.stored()).digest);

describe("an editor", () => {
  it("moves a story to any place, where it stays with all that stand before it", async () => {
    await opened();
    const before = await stories();
    const moved = before[5] as string;
    expect(await desk.edit({ kind: "pin-post", postId: moved, to: 1 })).toMatchObject({ ok: true });
    expect((await stories()).slice(0, 3)).toEqual([before[0], moved, before[1]]);
    await desk.edit({ kind: "pin-post", postId: moved, to: 4 });
    expect((await stories()).indexOf(moved)).toBe(4);
    await desk.edit({ kind: "pin-post", postId: moved, to: 0 });
    expect((await stories())[0]).toBe(moved);
  });

  it("makes another post the lead, drops one, and leaves it to the rules again", async () => {
    await opened();
    const before = await stories();
    const [first, second] = before as [string, string];
    await desk.edit({ kind: "make-lead", postId: second });
    expect((await leadOf())?.postId).toBe(second);
    await desk.edit({ kind: "drop-post", postId: first });
    expect((await desk.stored()).digest.postReasons[first]).toMatchObject({ in: false, rule: "dropped" });
    await desk.edit({ kind: "leave-post", postId: first });
    expect((await desk.stored()).digest.postReasons[first]?.in).toBe(true);
  });

  it("chooses a tenth highlight in place of the weakest that nobody chose, and is told which", async () => {
    await opened();
    const before = await gallery();
    expect(before).toHaveLength(9);
    const { digest } = await desk.stored();
    const isUpright = (id: string) => /-p[14]$/.test(id);
    const free = Object.entries(digest.photoReasons).filter(([, { rule }]) => rule === "rank");
    const out: string[] = [];
    for (let round = 0; round < 2; round++) {
      const now = await gallery();
      const fits = free.filter(([id]) => !isUpright(id) && !now.includes(id));
      const done = await desk.edit({ kind: "choose-photo", photoId: fits[round * 7]?.[0] as string });
      expect(done).toMatchObject({ ok: true, change: { words: expect.stringContaining(", in place of photo ") } });
      const after = await gallery();
      const [gone, ...more] = now.filter((id) => !after.includes(id));
      expect(more).toEqual([]);
      out.push(gone as string);
    }
    expect(new Set(out).size).toBe(2);
    expect(out.every((id) => before.includes(id))).toBe(true);
    expect(await gallery()).toHaveLength(9);
  });

  it("swaps one picture of the highlights, and nothing else moves", async () => {
    await opened();
    const before = await gallery();
    const { digest } = await desk.stored();
    const isUpright = (id: string) => /-p[14]$/.test(id);
    const old = before[1] as string;
    const fresh = Object.entries(digest.photoReasons).find(
      ([id, { rule }]) => rule === "rank" && isUpright(id) === isUpright(old),
    )?.[0] as string;
    const done = await desk.edit({ kind: "swap-photo", photoId: old, withPhotoId: fresh });
    expect(done).toMatchObject({ ok: true });
    expect(await gallery()).toEqual(before.with(1, fresh));
    expect((await desk.refresh()).choices.gallery).toEqual(before.with(1, fresh));
  });

  it("swaps the lead's picture for another of its set", async () => {
    await opened();
    const lead = await leadOf();
    const other = `${lead?.postId}-p3`;
    const done = await desk.edit({ kind: "swap-photo", photoId: lead?.photo?.photoId as string, withPhotoId: other });
    expect(done).toMatchObject({ ok: true });
    expect((await leadOf())?.photo?.photoId).toBe(other);
    expect(await gallery()).not.toContain(other);
  });

  it("is refused what no choice overrules, with the reason, and nothing changes", async () => {
    const none = aPostOf("none", { photos: aSet("none", 2, { rights: "none" }) });
    await opened([...Array.from({ length: 9 }, (_, at) => aPostOf(`p${at}`, { photos: aSet(`p${at}`, 4) })), none]);
    const [first] = await gallery();
    const before = await desk.stored();
    const done = await desk.edit({ kind: "swap-photo", photoId: first as string, withPhotoId: "none-p0" });
    expect(done).toMatchObject({ ok: false, reason: "not-held", why: "rights do not allow the mail" });
    expect(await desk.stored()).toEqual(before);
  });

  it("writes words over a title for the mail only, and takes them back exactly", async () => {
    await opened();
    const lead = (await leadOf())?.postId as string;
    const was = "The story of";
    const edit = { kind: "words", postId: lead, field: "title", text: "Better words", was: `${was} ${lead}` } as const;
    expect(await desk.edit(edit)).toMatchObject({ ok: true });
    expect((await desk.stored()).subject).toBe("Better words");
    const post = await desk.deps.posts.get("flashbulb", lead);
    expect(post?.post.title).toBe(`The story of ${lead}`);
    const { edit: n } = await desk.stored();
    expect(await undoEdit(desk.deps, { ...desk.name, n })).toMatchObject({ ok: true });
    expect((await desk.stored()).subject).toBe(`The story of ${lead}`);
    expect((await desk.deps.posts.get("flashbulb", lead))?.post.edits).toEqual({});
  });

  it("takes back one change after the other, down to the issue as the rules made it", async () => {
    await opened();
    const made = await desk.stored();
    const [first, second] = (await stories()) as [string, string];
    await desk.edit({ kind: "make-lead", postId: second });
    await desk.edit({ kind: "drop-post", postId: first });
    await desk.edit({ kind: "subject", text: "Mine" });
    for (let n = 3; n > 0; n--) {
      const last = (await desk.stored()).changes.at(-1)?.n as number;
      expect(await undoEdit(desk.deps, { ...desk.name, n: last })).toMatchObject({ ok: true });
    }
    const { digest, choices, subject } = await desk.stored();
    expect({ digest, choices, subject }).toEqual({
      digest: made.digest,
      choices: made.choices,
      subject: made.subject,
    });
    expect(await undoEdit(desk.deps, { ...desk.name, n: 1 })).toMatchObject({ reason: "nothing-to-undo" });
  });
});

describe("two editors", () => {
  it("who decide different things both have their way, though neither saw the other", async () => {
    await opened();
    const [first, second] = (await stories()) as [string, string];
    await desk.edit({ kind: "drop-post", postId: first }, { by: "ada", seen: 0 });
    await desk.edit({ kind: "make-lead", postId: second }, { by: "bo", seen: 0 });
    const { choices } = await desk.stored();
    expect(choices).toMatchObject({ droppedPostIds: [first], leadPostId: second });
  });

  it("who decide the same thing: the later is told what the other did, and nothing is lost", async () => {
    await opened();
    await desk.edit({ kind: "subject", text: "Ada’s" }, { by: "ada", seen: 0 });
    const late = await desk.edit({ kind: "subject", text: "Bo’s" }, { by: "bo", seen: 0 });
    expect(late).toMatchObject({ ok: false, reason: "stale", change: { by: "ada", words: "Wrote the subject" } });
    expect((await desk.stored()).subject).toBe("Ada’s");
    const unseen = await desk.edit({ kind: "subject", text: "Bo’s", was: "By the rules" }, { by: "bo", seen: 1 });
    expect(unseen).toMatchObject({ ok: false, reason: "stale", theirs: "Ada’s" });
    const seen = { kind: "subject", text: "Bo’s  own", was: "Ada’s\r\n" } as const;
    expect(await desk.edit(seen, { by: "bo", seen: 1 })).toMatchObject({ ok: true });
    const again = { ...seen, text: "Bo’s", was: "Bo’s own" };
    expect(await desk.edit(again, { by: "bo", seen: 2 })).toMatchObject({ ok: true });
  });

  it("never write over words that changed since they were seen, whoever changed them", async () => {
    await opened();
    const lead = (await leadOf())?.postId as string;
    const words = { kind: "words", postId: lead, field: "excerpt" } as const;
    await desk.edit({ ...words, text: "Ada’s words." });
    const late = await desk.edit({ ...words, text: "Bo’s words.", was: "What stood there before." });
    expect(late).toMatchObject({ ok: false, reason: "stale", theirs: "Ada’s words." });
  });

  it("who save at once are both heard", async () => {
    await opened();
    const [first, second, third] = (await stories()) as [string, string, string];
    const done = await Promise.all(
      [first, second, third].map((postId) => desk.edit({ kind: "drop-post", postId }, { seen: 0 })),
    );
    expect(done.every(({ ok }) => ok)).toBe(true);
    expect((await desk.stored()).choices.droppedPostIds.toSorted()).toEqual([first, second, third].toSorted());
  });
});

describe("the tray", () => {
  it("holds what comes after an editor has arranged the issue, until it is let in, dropped or left to the rules", async () => {
    await opened();
    const before = await stories();
    expect(await desk.edit({ kind: "pin-post", postId: before[3] as string, to: 0 })).toMatchObject({ ok: true });
    const arranged = await stories();
    const seen = addMilliseconds(aWindow.from, 6.95 * 24 * hour);
    for (const id of ["late-1", "late-2", "late-3"])
      await desk.put(aPostOf(id, { publishedAt: seen, commentCount: 3000, photos: aSet(id, 20) }));
    desk.set(addMilliseconds(seen, hour));
    expect(storyIdsOf((await desk.refresh()).digest)).toEqual(arranged);
    expect((await desk.stored()).digest.postReasons["late-1"]).toMatchObject({ in: false, rule: "tray" });
    await desk.edit({ kind: "pin-post", postId: "late-1" });
    expect(await stories()).toContain("late-1");
    await desk.edit({ kind: "drop-post", postId: "late-2" });
    await desk.edit({ kind: "leave-tray" });
    const { postReasons } = (await desk.stored()).digest;
    expect(postReasons).toMatchObject({ "late-2": { rule: "dropped" }, "late-3": { in: true } });
    expect((await stories())[0]).toBe(before[3]);
  });
});

describe("an approval", () => {
  it("is for what its editor saw, and is taken back by a later edit, which says since when", async () => {
    await opened();
    await desk.edit({ kind: "subject", text: "One" });
    const { name, deps } = desk;
    expect(await approveIssue(deps, { ...name, seen: 0 })).toMatchObject({ ok: false, reason: "changed" });
    expect(await approveIssue(deps, { ...name, seen: 1 })).toMatchObject({ ok: true, issue: { approvedEdit: 1 } });
    const done = await desk.edit({ kind: "subject", text: "Two" });
    expect(done).toMatchObject({ ok: true, approvalTakenBack: true });
    expect(await desk.stored()).toMatchObject({
      state: "draft",
      revision: 2,
      approvedEdit: 1,
      edit: 2,
      subject: "Two",
    });
  });

  it("stands through every edit that is refused, its revision and its claims on posts with it", async () => {
    const none = aPostOf("none", { photos: aSet("none", 2, { rights: "none" }) });
    await opened([...Array.from({ length: 14 }, (_, at) => aPostOf(`p${at}`, { photos: aSet(`p${at}`, 6) })), none]);
    for (const photoId of await gallery()) await desk.edit({ kind: "choose-photo", photoId });
    const lead = (await leadOf())?.postId as string;
    const [photo] = (await gallery()) as [string];
    expect(await approveIssue(desk.deps, desk.name)).toMatchObject({ ok: true });
    const before = await desk.stored();
    const { newsletterId } = desk.name;
    const claimed = () => desk.deps.issues.claims(newsletterId, postsThatRun(before.digest));
    const claims = await claimed();
    const free = Object.entries(before.digest.photoReasons).find(([, { rule }]) => rule === "rank")?.[0] as string;
    const words = { kind: "words", postId: lead, field: "title", text: "Mine" } as const;
    const refused: [Edit, string][] = [
      [{ kind: "swap-photo", photoId: photo, withPhotoId: "none-p0" }, "not-held"],
      [{ kind: "move-photo", photoId: "none-p0", to: 1 }, "not-in-mail"],
      [{ kind: "choose-photo", photoId: free }, "gallery-full"],
      [{ kind: "pin-post", postId: lead }, "is-lead"],
      [{ ...words, was: "What stood there before" }, "stale"],
      [{ ...words, postId: "nobody" }, "unknown-post"],
      [{ ...words, photoId: "nobody", field: "caption" }, "unknown-photo"],
    ];
    for (const [edit, reason] of refused) expect(await desk.edit(edit)).toMatchObject({ ok: false, reason });
    expect(await desk.edit({ kind: "choose-photo", photoId: photo }, { seen: 0 })).toMatchObject({ reason: "stale" });
    expect(await desk.stored()).toEqual(before);
    expect(await claimed()).toEqual(claims);
    expect((await desk.deps.posts.get(newsletterId, lead))?.post.edits).toEqual({});
    expect(await desk.edit(words)).toMatchObject({ ok: true, approvalTakenBack: true });
    expect(await desk.stored()).toMatchObject({ state: "draft", revision: before.revision + 1 });
    expect(await claimed()).toEqual(new Map());
  });

  it("that is handed over while words are being written stands without them", async () => {
    await opened(undefined, { whenEdited: "stays-approved" });
    await approveIssue(desk.deps, desk.name);
    const { deps, name } = desk;
    const postId = (await leadOf())?.postId as string;
    const put = async () => (await handOverIssue(deps, name)) && false;
    const edit = { kind: "words", postId, field: "title", text: "Too late" } as const;
    const late = await editIssue({ ...deps, issues: { ...deps.issues, put } }, { ...name, by: "ada", seen: 0, edit });
    expect(late).toMatchObject({ ok: false, reason: "gone" });
    expect((await deps.posts.get(name.newsletterId, postId))?.post.edits).toEqual({});
  });

  it("stands for what is edited after it where the newsletter says so, its posts and its undo with it", async () => {
    await opened(undefined, { whenEdited: "stays-approved" });
    await approveIssue(desk.deps, desk.name);
    const { approvedAt, revision } = await desk.stored();
    const [first] = (await stories()) as [string];
    expect(await desk.edit({ kind: "drop-post", postId: first })).toMatchObject({ ok: true, approvalTakenBack: false });
    const words = { kind: "words", postId: (await leadOf())?.postId as string, field: "title", text: "Ours" } as const;
    expect(await desk.edit(words)).toMatchObject({ ok: true, approvalTakenBack: false });
    const edited = await desk.stored();
    expect(edited).toMatchObject({ state: "approved", approvedAt, approvedEdit: 2, edit: 2, revision: revision + 2 });
    const { newsletterId, issueId } = desk.name;
    const claims = await desk.deps.issues.claims(newsletterId, postsThatRun(edited.digest));
    expect([...claims.values()].map((claim) => claim.issueId)).toEqual(postsThatRun(edited.digest).map(() => issueId));
    const undone = await undoEdit(desk.deps, { ...desk.name, n: 2 });
    expect(undone).toMatchObject({ ok: true, approvalTakenBack: false, issue: { state: "approved" } });
  });

  it("is taken back when an edit leaves too little, whatever the newsletter says", async () => {
    await opened(aWeek(3, 2), { whenEdited: "stays-approved", minimumPosts: 3 });
    await approveIssue(desk.deps, desk.name);
    const [first] = Object.keys((await desk.stored()).digest.postReasons) as [string];
    await desk.put({ ...((await desk.deps.posts.get("flashbulb", first))?.post as Post), withdrawnAt: aWindow.until });
    expect(await desk.edit({ kind: "subject", text: "Two" })).toMatchObject({ ok: true, approvalTakenBack: true });
    expect(await desk.stored()).toMatchObject({ state: "draft", subject: "Two" });
  });

  it("may say when the issue leaves", async () => {
    await opened();
    const sendAt = addMilliseconds(aWindow.until, 3 * hour);
    await approveIssue(desk.deps, { ...desk.name, sendAt });
    expect(await desk.stored()).toMatchObject({ state: "scheduled", sendAt });
  });
});
