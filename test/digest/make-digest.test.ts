import { describe, expect, it } from "vitest";
import { addMilliseconds, day, hour, minute } from "../../functions/core/time.ts";
import type { Block, Digest } from "../../functions/digest/digest.ts";
import { type EditorChoices, noChoices } from "../../functions/digest/editor-choices.ts";
import { isSensitive } from "../../functions/digest/eligible-posts.ts";
import { countByRule } from "../../functions/digest/explain-digest.ts";
import { type DigestInput, makeDigest } from "../../functions/digest/make-digest.ts";
import { noMemory } from "../../functions/digest/memory.ts";
import { type SubjectInput, subjectLine } from "../../functions/digest/subject-line.ts";
import { thinWeek } from "../../functions/digest/thin-week.ts";
import type { Post } from "../../functions/posts/post.ts";
import { aNewsletter, aPostOf, aSet, aWeek, aWindow, windowBefore } from "../support/digest-week.ts";

const make = (posts: readonly Post[], changes: Partial<DigestInput> = {}): Digest =>
  makeDigest({ newsletter: aNewsletter(), window: aWindow, posts, ...changes });
const choose = (changes: Partial<EditorChoices>) => ({ choices: { ...noChoices, ...changes } });

const block = <Kind extends Block["kind"]>({ blocks }: Digest, kind: Kind) =>
  blocks.find((each): each is Extract<Block, { kind: Kind }> => each.kind === kind);
const leadOf = (digest: Digest) => block(digest, "lead")?.lead;
const storiesOf = (digest: Digest) => block(digest, "stories")?.stories ?? [];
const storyIds = (digest: Digest) => storiesOf(digest).map(({ postId }) => postId);

const full = aWeek(30);

describe("a digest", () => {
  it("is a note, a lead, highlights, stories, sponsors and the rest, in the order of the mail", () => {
    const newsletter = aNewsletter({ sponsors: [aSponsor("one")] });
    const digest = make(full, { newsletter, ...choose({ note: "Good morning." }) });
    expect(digest.blocks.map(({ kind }) => kind)).toEqual(["note", "lead", "highlights", "stories", "sponsor", "more"]);
  });

  it("shows each post once, twelve links at most, and counts all", () => {
    const digest = make(full);
    const more = block(digest, "more");
    expect(more?.postIds).toHaveLength(12);
    expect(more?.total).toBe(30);
    const shown = [leadOf(digest)?.postId, ...storyIds(digest), ...(more?.postIds ?? [])];
    expect(new Set(shown).size).toBe(1 + 8 + 12);
    const counts = countByRule(digest.postReasons);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(30);
    expect(counts).toContainEqual({ in: false, rule: "page", count: 9 });
  });

  it("has no block at all without posts, not even the note", () => {
    expect(make([], choose({ note: "Hello" })).blocks).toEqual([]);
  });

  it("alternates stories with a picture and stories of text", () => {
    expect(storiesOf(make(full)).map(({ shape }) => shape)).toEqual([0, 1, 2, 3].flatMap(() => ["card", "text"]));
  });

  it("shows the lead's picture 600 wide and at most 750 high, a card's 240 wide", () => {
    const upright = aPostOf("upright", { photos: aSet("upright", 3, { size: [1200, 1800] }), edits: { weight: 10 } });
    const wide = aPostOf("wide", { photos: aSet("wide", 3, { size: [2300, 1000] }), edits: { weight: 10 } });
    expect(leadOf(make([upright]))?.photo).toMatchObject({ width: 600, height: 750 });
    expect(leadOf(make([wide]))?.photo).toMatchObject({ width: 600, height: 261, crop: { left: 0, width: 2300 } });
    for (const { photo } of storiesOf(make(full))) if (photo) expect(photo.width).toBe(240);
  });

  it("cuts excerpts at sentences: 60 words for the lead, 35 for a story", () => {
    const sentence = "Twelve words are in this sentence, which is here for the count.";
    const long = full.map((post) => ({ ...post, excerpt: Array(4).fill(sentence).join(" ") }));
    const digest = make(long);
    expect(leadOf(digest)?.excerpt).toBe(Array(4).fill(sentence).join(" "));
    expect(storiesOf(digest)[0]?.excerpt).toBe(Array(2).fill(sentence).join(" "));
  });
});

describe("a post is out", () => {
  const verdict = (post: Post, changes: Partial<DigestInput> = {}) => make([post], changes).postReasons[post.id]?.rule;
  const ofBefore = { publishedAt: addMilliseconds(windowBefore.from, day) };

  it("when it was withdrawn, dropped, or went out with another issue", () => {
    expect(verdict(aPostOf("a", { withdrawnAt: aWindow.until }))).toBe("withdrawn");
    expect(verdict(aPostOf("a"), choose({ droppedPostIds: ["a"] }))).toBe("dropped");
    const sentWith = (issue: string) => ({ memory: { ...noMemory, sentWith: new Map([["a", issue]]) } });
    expect(make([aPostOf("a")], sentWith("flashbulb-20261114T0700Z")).postReasons.a).toMatchObject({
      rule: "sent",
      text: "Out: went out with the issue of 14 November 2026",
    });
    expect(verdict(aPostOf("a"), sentWith("flashbulb-20261121T0700Z"))).toBe("lead");
  });

  it("before its date and before the end of its embargo", () => {
    expect(verdict(aPostOf("a", { publishedAt: aWindow.until }))).toBe("ahead");
    expect(verdict(aPostOf("a", { embargoUntil: addMilliseconds(aWindow.until, minute) }))).toBe("embargo");
    expect(verdict(aPostOf("a", { embargoUntil: addMilliseconds(aWindow.until, -minute) }))).toBe("lead");
  });

  it("when its embargo ended in a later window than its date, until that window", () => {
    const post = aPostOf("a", { ...ofBefore, embargoUntil: addMilliseconds(aWindow.from, hour) });
    expect(verdict(post)).toBe("lead");
  });

  it("when it is older than the window, unless it missed the issue of its own", () => {
    expect(verdict(aPostOf("a", ofBefore))).toBe("too old");
    const memory = { ...noMemory, lateFrom: windowBefore.from };
    expect(verdict(aPostOf("a", ofBefore), { memory })).toBe("lead");
    expect(verdict(aPostOf("a", { publishedAt: addMilliseconds(windowBefore.from, -1) }), { memory })).toBe("too old");
  });

  it("as long as the issue of its own window is not over", () => {
    const memory = { ...noMemory, lateFrom: windowBefore.from, openWindows: [windowBefore] };
    expect(verdict(aPostOf("a", ofBefore), { memory })).toBe("too old");
  });

  it("when it came after the issue was closed", () => {
    const late = aPostOf("a", { firstSeenAt: addMilliseconds(aWindow.until, hour) });
    expect(verdict(late, { closedAt: aWindow.until })).toBe("too late");
    expect(verdict(late)).toBe("lead");
  });

  it("with its photos, each of which says so", () => {
    const digest = make([aPostOf("a", { photos: aSet("a", 2), publishedAt: aWindow.until })]);
    expect(digest.photoReasons["a-p0"]).toEqual({
      in: false,
      rule: "post out",
      text: "Out: its post is out, dated after the window",
    });
  });
});

describe("stories", () => {
  it("are the editor's pins first, in the editor's order", () => {
    const digest = make(full, choose({ leadPostId: "post-0", pinnedPostIds: ["post-1", "post-21", "post-8"] }));
    expect(leadOf(digest)?.postId).toBe("post-0");
    expect(storyIds(digest).slice(0, 3)).toEqual(["post-1", "post-21", "post-8"]);
  });

  it("follow the editor's weight", () => {
    const raised = full.map((post) => (post.id === "post-0" ? { ...post, edits: { weight: 5 } } : post));
    expect(leadOf(make(raised))?.postId).toBe("post-0");
  });

  it("are at most three about one topic, the lead counted, and six all the same when there is nothing else", () => {
    const topicOf = new Map(full.map(({ id, tags }) => [id, tags[0]]));
    const digest = make(full);
    const topics = [leadOf(digest)?.postId ?? "", ...storyIds(digest)].map((id) => topicOf.get(id));
    for (const of of Map.groupBy(topics, (topic) => topic).values()) expect(of.length).toBeLessThanOrEqual(3);

    const one = full.map((post, at) => ({ ...post, tags: at < 15 ? ["cinema"] : ["theatre"] }));
    const capped = make(one);
    expect(storyIds(capped)).toHaveLength(6);
    expect(capped.remarks).toContain("Supply is short: more than 3 stories are about one topic.");
  });

  it("that a cap holds back say so under “more”", () => {
    const films = aWeek(12).map((post, at) => ({
      ...post,
      tags: at < 4 ? ["cinema"] : [`topic ${at}`],
      edits: { weight: at < 4 ? 1 : 0 },
    }));
    const held = Object.values(make(films).postReasons).filter(({ text }) => text.endsWith("fourth about cinema"));
    expect(held.map(({ rule }) => rule)).toEqual(["more"]);
  });

  it("do not follow each other with one topic where another stands between", () => {
    const topicOf = new Map(full.map(({ id, tags }) => [id, tags[0]]));
    const topics = storyIds(make(full)).map((id) => topicOf.get(id));
    topics.forEach((topic, at) => {
      expect(topic).not.toBe(topics[at + 1]);
    });
  });

  it("do not follow each other with one person where another stands between", () => {
    const people = ["Ines Calder", "Ines Calder", "Samir Haddad", "Ada Brandt", "Ada Brandt", "Teo Brandt"];
    const posts = people.map((person, at) =>
      aPostOf(`about-${at}`, { title: `${at} of six`, tags: [`topic ${at}`, person], edits: { weight: 9 - at } }),
    );
    const order = ["about-0", ...storyIds(make(posts))].map((id) => people[Number(id.at(-1))]);
    expect(order).toHaveLength(6);
    for (const [at, person] of order.entries()) expect(person).not.toBe(order[at + 1]);
  });

  it("go between two earlier ones where only their like is left at the end", () => {
    const titles = ["The tide", "Boats at noon", "Nets and rope", "Wild flavours one", "Wild flavours two"];
    const posts = titles.map((title, at) => aPostOf(`p${at}`, { title, edits: { weight: 9 - at } }));
    expect(storyIds(make(posts))).toEqual(["p1", "p4", "p2", "p3"]);
  });

  it("lead with a picture, where any post has one", () => {
    const bare = aPostOf("bare", { commentCount: 300, day: 6 });
    const small = aPostOf("small", { photos: aSet("small", 1) });
    expect(leadOf(make([bare, small]))?.postId).toBe("small");
    expect(leadOf(make([bare]))).toMatchObject({ postId: "bare", photo: undefined });
  });
});

describe("a sensitive post", () => {
  const grave = aPostOf("grave", { tags: ["Obituary"], photos: aSet("grave", 20), commentCount: 300, day: 6 });
  const week = [...full.slice(0, 7), grave];

  it("is told by its flag, and without one by its tags", () => {
    const newsletter = aNewsletter();
    expect(isSensitive(grave, newsletter)).toBe(true);
    expect(isSensitive({ ...grave, sensitive: false }, newsletter)).toBe(false);
    expect(isSensitive(aPostOf("a", { sensitive: true }), newsletter)).toBe(true);
  });

  it("is never by itself lead, highlight or card, but may be a story", () => {
    const digest = make(week);
    expect(leadOf(digest)?.postId).not.toBe("grave");
    expect(storiesOf(digest).find(({ postId }) => postId === "grave")).toMatchObject({ shape: "text" });
    expect(
      Object.entries(digest.photoReasons).filter(([id, { in: shown }]) => shown && id.startsWith("grave")),
    ).toEqual([]);
  });

  it("leads when the editor says so, and its photo with it is still not shown by itself", () => {
    const digest = make(week, choose({ leadPostId: "grave" }));
    expect(leadOf(digest)).toMatchObject({ postId: "grave", photo: undefined });
  });
});

const aSponsor = (id: string, changes: object = {}) => ({
  id,
  name: `Sponsor ${id}`,
  headline: "A headline",
  text: "A few words.",
  url: "https://sponsor.example",
  from: aWindow.from,
  until: addMilliseconds(aWindow.until, day),
  ...changes,
});

describe("sponsors", () => {
  const shown = (sponsors: object[], posts = full, changes: Partial<DigestInput> = {}) => {
    const digest = make(posts, { newsletter: aNewsletter({ sponsors }), ...changes });
    return {
      ids: digest.blocks.flatMap((each) => (each.kind === "sponsor" ? [each.sponsor.id] : [])),
      digest,
    };
  };

  it("are two at most, within their dates and their sixty words, and the rest is told", () => {
    const wordy = aSponsor("wordy", { text: "word ".repeat(61).trim() });
    const over = aSponsor("over", { until: aWindow.until });
    const { ids, digest } = shown([over, wordy, aSponsor("a"), aSponsor("b"), aSponsor("c")]);
    expect(ids).toEqual(["a", "b"]);
    expect(digest.remarks).toEqual([
      "Sponsor Sponsor wordy left out: its text has more than 60 words.",
      "Sponsor Sponsor c left out: 2 others are in.",
    ]);
  });

  it("never stand beside something sensitive: the order gives way, else the sponsor", () => {
    const some = full.slice(0, 10).map((post, at) => ({ ...post, sensitive: at % 3 !== 0 }));
    const { ids, digest } = shown([aSponsor("a")], some);
    expect(ids).toEqual(["a"]);
    const sensitive = new Set(some.filter((post) => post.sensitive).map(({ id }) => id));
    expect(sensitive.has(storyIds(digest).at(-1) as string)).toBe(false);

    const all = full.slice(0, 9).map((post, at) => ({ ...post, sensitive: at > 0 }));
    expect(shown([aSponsor("a")], all).ids).toEqual([]);
    expect(shown([aSponsor("a")], all).digest.remarks).toContain(
      "Sponsor Sponsor a left out: it would stand beside something sensitive.",
    );
  });

  it("stay while the editor's own order ends in something sensitive, only by leaving", () => {
    const pins = full.slice(0, 8).map(({ id }) => id);
    const week = full.map((post) => ({ ...post, sensitive: post.id === pins.at(-1) }));
    const { ids, digest } = shown([aSponsor("a")], week, choose({ leadPostId: "post-20", pinnedPostIds: pins }));
    expect(storyIds(digest)).toEqual(pins);
    expect(ids).toEqual([]);
  });
});

describe("a thin week", () => {
  it("is skipped, held or asked about by policy, and always skipped when it is empty", () => {
    const decide = (whenThin: string, posts: number) =>
      thinWeek(aNewsletter({ minimumPosts: 3, whenThin }), posts).decision;
    expect(["skip", "hold", "ask"].map((policy) => decide(policy, 2))).toEqual(["skip", "hold", "ask"]);
    expect(["skip", "hold", "ask"].map((policy) => decide(policy, 0))).toEqual(["skip", "skip", "skip"]);
    expect(decide("skip", 3)).toBe("enough");
  });
});

describe("the subject", () => {
  const line = (titles: readonly string[], changes: Partial<SubjectInput> = {}) => {
    const posts = titles.map((title, at) => aPostOf(`p${at}`, { title, edits: { weight: 9 - at } }));
    const digest = make(posts);
    return subjectLine({
      digest,
      posts: new Map(posts.map((post) => [post.id, post])),
      isSensitive: ({ sensitive }) => sensitive === true,
      ...changes,
    });
  };

  it("is the lead's title, and the preheader the next two", () => {
    expect(line(["First story", "Second tale", "Third one", "Fourth"])).toEqual({
      subject: "First story",
      preheader: "Second tale · Third one",
    });
  });

  it("is cut at a word within 60 characters", () => {
    const { subject } = line(["A title that goes on and on about the harbour, the boats and the people of the quay"]);
    expect(subject).toBe("A title that goes on and on about the harbour, the boats…");
    const quoting = (film: string) => line([`Jun Harlow wears every colour at once to the ${film} premiere`]).subject;
    expect(quoting("“Paper Tigers at Last”")).toBe("Jun Harlow wears every colour at once to the “Paper Tigers…”");
    expect(quoting("„Papiertiger der Lagune“")).toBe("Jun Harlow wears every colour at once to the „Papiertiger…“");
    expect(quoting("“Tigers” and 40 more")).toBe("Jun Harlow wears every colour at once to the “Tigers” and…");
    expect(quoting("“Paper Tigers at Last”").length).toBeLessThanOrEqual(60);
  });

  it("is never that of the last issue, nor that of a sensitive story, and the editor's own when there is one", () => {
    expect(line(["First story", "Second tale"], { previous: "First story" }).subject).toBe("Second tale");
    expect(line(["First story", "Second tale"], { isSensitive: ({ id }) => id === "p0" }).subject).toBe("Second tale");
    const chosen = line(["First story", "Second tale"], { chosen: "Mine" });
    expect(chosen).toEqual({ subject: "Mine", preheader: "First story · Second tale" });
    expect(line(["First story"], { previous: "First story", newsletterName: "Flashbulb" }).subject).toBe("Flashbulb");
  });

  it("is followed by whole titles, and by a cut one only where enough of it is left to read", () => {
    const long = "A title of eighty-eight letters that goes on about the harbour and the people of the quay";
    expect(line(["First story", long, "Second tale of the boats"]).preheader).toBe(long);
    expect(line(["First story", long.slice(0, 60), `Second tale, ${long}`]).preheader).toBe(
      "A title of eighty-eight letters that goes on about the harbo · Second tale, A title of eighty-eight letters…",
    );
  });

  it("is not said again by the preheader", () => {
    expect(line(["Same words", "Same words", "Other words"]).preheader).toBe("Other words");
  });
});
