import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOneBurst } from "../../functions/digest/bursts.ts";
import type { Digest, GalleryRow, PlacedPhoto } from "../../functions/digest/digest.ts";
import { type EditorChoices, noChoices } from "../../functions/digest/editor-choices.ts";
import { photoIdsOf, slotsOf } from "../../functions/digest/gallery.ts";
import { type DigestInput, makeDigest } from "../../functions/digest/make-digest.ts";
import { noMemory } from "../../functions/digest/memory.ts";
import { personsOf } from "../../functions/digest/persons.ts";
import { fingerprintOf, isSamePicture, printOf } from "../../functions/digest/sameness.ts";
import { dateIn } from "../../functions/digest/window.ts";
import type { ReadyPhoto } from "../../functions/posts/photo.ts";
import type { Post } from "../../functions/posts/post.ts";
import { aNewsletter, aPostOf, aSet, aShot, aWeek, aWindow } from "../support/digest-week.ts";

const make = (posts: readonly Post[], changes: Partial<DigestInput> = {}): Digest =>
  makeDigest({ newsletter: aNewsletter(), window: aWindow, posts, ...changes });

const rowsOf = ({ blocks }: Digest): readonly GalleryRow[] =>
  blocks.flatMap((block) => (block.kind === "highlights" ? block.rows : []));
const galleryOf = (digest: Digest): string[] => photoIdsOf(rowsOf(digest));

const pictured = ({ blocks }: Digest): PlacedPhoto[] =>
  blocks.flatMap((block): PlacedPhoto[] => {
    if (block.kind === "lead") return block.lead.photo ? [block.lead.photo] : [];
    if (block.kind === "highlights") return block.rows.flatMap(({ photos }) => [...photos]);
    return block.kind === "stories" ? block.stories.flatMap(({ photo }) => (photo ? [photo] : [])) : [];
  });

/** A photo of the week with all that the rules look at. */
const facts = (posts: readonly Post[], photoId: string) => {
  const post = posts.find(({ photos }) => photos.some(({ id }) => id === photoId)) as Post;
  const photo = post.photos.find(({ id }) => id === photoId) as ReadyPhoto;
  return {
    post,
    photo,
    postId: post.id,
    position: photo.position,
    landscape: photo.original.width > photo.original.height,
    fingerprint: fingerprintOf(printOf(photo)),
    persons: personsOf(post, photo),
  };
};

const full = aWeek(40);

describe("a gallery of a full week", () => {
  const digest = make(full);
  const gallery = galleryOf(digest).map((id) => facts(full, id));

  it("has nine photos in rows of one and two in turn", () => {
    expect(rowsOf(digest).map(({ shape }) => shape)).toEqual(["full", "pair", "full", "pair", "full", "pair"]);
  });

  it("shows at most two of a set and three of a topic, from four days, four of posts without another picture", () => {
    const count = (key: (photo: (typeof gallery)[number]) => string) =>
      [...Map.groupBy(gallery, key).values()].map(({ length }) => length);
    expect(Math.max(...count(({ postId }) => postId))).toBeLessThanOrEqual(2);
    expect(Math.max(...count(({ post }) => post.tags[0] as string))).toBeLessThanOrEqual(3);
    expect(count(({ post }) => dateIn("Europe/Rome", post.publishedAt)).length).toBeGreaterThanOrEqual(4);
    const elsewhere = new Set(
      digest.blocks.flatMap((block) => {
        if (block.kind === "lead") return [block.lead.postId];
        return block.kind === "stories" ? block.stories.filter(({ photo }) => photo).map(({ postId }) => postId) : [];
      }),
    );
    expect(elsewhere.size).toBe(5);
    expect(gallery.filter(({ postId }) => !elsewhere.has(postId)).length).toBeGreaterThanOrEqual(4);
    expect(new Set(gallery.map(({ landscape }) => landscape)).size).toBe(2);
  });

  it("opens and closes with a landscape, and no neighbours share a set", () => {
    expect(gallery[0]?.landscape && gallery.at(-1)?.landscape).toBe(true);
    gallery.forEach((photo, at) => {
      expect(photo.postId).not.toBe(gallery[at + 1]?.postId);
    });
  });

  it("pairs one orientation, at equal heights", () => {
    for (const { shape, photos } of rowsOf(digest)) {
      if (shape !== "pair") continue;
      const [first, second] = photos as readonly [PlacedPhoto, PlacedPhoto];
      expect([first.height, first.width]).toEqual([second.height, second.width]);
      expect(facts(full, first.photoId).landscape).toBe(facts(full, second.photoId).landscape);
    }
  });

  it("needs no excuse", () => {
    expect(digest.remarks).toEqual([]);
  });

  it("keeps two photos of one person at most", () => {
    const star = full.map((post) => ({
      ...post,
      photos: post.photos.map((photo) => ({ ...photo, caption: `Mara Voss, number ${photo.id}` })),
    }));
    const other = aWeek(12).map((post) => ({ ...post, id: `x-${post.id}`, photos: aSet(`x-${post.id}`, 4) }));
    const week = [...star, ...other];
    const shown = galleryOf(make(week)).filter((id) => facts(week, id).persons.includes("mara voss"));
    expect(shown.length).toBeLessThanOrEqual(2);
  });
});

describe("a gallery of any size", () => {
  it("has as many places as photos, opens large, and leaves no photo half a row", () => {
    for (let count = 3; count <= 9; count++) {
      const slots = slotsOf(count);
      expect(slots).toHaveLength(count);
      expect(slots[0]?.full).toBe(true);
      for (const [at, { partner }] of slots.entries())
        if (partner !== undefined) expect(slots[partner]?.partner).toBe(at);
    }
  });
});

describe("a gallery when supply is short", () => {
  const sizes: readonly [posts: number, photosEach: number][] = [
    [1, 2],
    [1, 24],
    [2, 3],
    [3, 2],
    [5, 1],
    [8, 1],
    [30, 1],
  ];
  it.each(sizes)(
    "of %i posts with %i photos each has 3 to 9, or is left out, and is never padded",
    (posts, photosEach) => {
      const week = aWeek(posts, photosEach);
      const digest = make(week);
      const shown = galleryOf(digest);
      expect(shown.length === 0 || (shown.length >= 3 && shown.length <= 9)).toBe(true);
      expect(new Set(pictured(digest).map(({ photoId }) => photoId)).size).toBe(pictured(digest).length);
      if (shown.length < 9 && shown.length > 0)
        expect(digest.remarks).toContain(`Supply is short: ${shown.length} highlights instead of 9.`);
      if (shown.length === 0) expect(digest.blocks.map(({ kind }) => kind)).not.toContain("highlights");
    },
  );

  it("of one post shows up to six of its set, and says so", () => {
    const digest = make([aPostOf("only", { photos: aSet("only", 40) })]);
    expect(galleryOf(digest)).toHaveLength(6);
    expect(digest.remarks).toContain("Supply is short: more than 2 pictures are of one set.");
  });

  it("lets no cap give way while six photos keep them", () => {
    const week = [0, 1, 2, 3, 4, 5].map((at) => aPostOf(`p${at}`, { day: at, photos: aSet(`p${at}`, 20) }));
    const sets = Map.groupBy(galleryOf(make(week)), (id) => id.slice(0, 2));
    expect(Math.max(...[...sets.values()].map(({ length }) => length))).toBe(2);
  });
});

describe("a picture stands once", () => {
  it("in a mail, whatever its copies are called", () => {
    const copies = full.slice(0, 12).map((post, at) => ({
      ...post,
      photos: post.photos.map((photo) =>
        photo.position === 0 ? { ...photo, ...aShot(photo.id, 0, { shows: `same ${at % 3}` }) } : photo,
      ),
    }));
    const shown = pictured(make(copies)).map(({ photoId }) => facts(copies, photoId));
    for (const [at, one] of shown.entries())
      for (const other of shown.slice(at + 1)) {
        expect(isSamePicture(one.fingerprint, other.fingerprint)).toBe(false);
        expect(isOneBurst(one, other)).toBe(false);
      }
  });

  it("in eight issues: what was a highlight is none again, and no lead or card", () => {
    const first = make(full);
    const highlights = galleryOf(first).map((id) => printOf(facts(full, id).photo));
    const again = make(full, { memory: { ...noMemory, highlights } });
    const seen = new Set(galleryOf(first));
    expect(pictured(again).filter(({ photoId }) => seen.has(photoId))).toEqual([]);
    expect(again.photoReasons[[...seen][0] as string]).toMatchObject({ in: false, rule: "seen before" });
  });
});

describe("an editor's word", () => {
  const choose = (changes: Partial<EditorChoices>) => ({ choices: { ...noChoices, ...changes } });

  it("puts a pinned photo in, also an uncredited one of a sensitive post", () => {
    const week = [...full, aPostOf("quiet", { sensitive: true, photos: [aShot("pin", 0, { credit: undefined })] })];
    expect(galleryOf(make(week))).not.toContain("pin");
    const digest = make(week, choose({ pinnedPhotoIds: ["pin"] }));
    expect(galleryOf(digest)).toContain("pin");
    expect(digest.photoReasons.pin?.text).toContain("pinned by the editor");
  });

  it("cannot pin what may not be sent, and hears why", () => {
    const week = [...full, aPostOf("foreign", { photos: [aShot("pin", 0, { rights: "none" })] })];
    const digest = make(week, choose({ pinnedPhotoIds: ["pin"] }));
    expect(galleryOf(digest)).not.toContain("pin");
    expect(digest.remarks).toContain("A photo that the editor chose is not in: rights do not allow the mail (pin).");
  });

  it("outweighs all other signs by its weight", () => {
    const raised = full.map((post, at) =>
      at === 33
        ? { ...post, photos: post.photos.map((photo) => (photo.position === 7 ? { ...photo, weight: 1 } : photo)) }
        : post,
    );
    expect(galleryOf(make(full))).not.toContain("post-33-p7");
    expect(galleryOf(make(raised))).toContain("post-33-p7");
  });

  it("pins two photos of one moment, but one picture only once", () => {
    const set = aSet("pins", 3, { size: [1800, 1200] });
    const twin = aShot("twin", 9, { shows: "pins-p0" });
    const week = [...full, aPostOf("pins", { photos: [...set, twin] })];
    const shown = galleryOf(make(week, choose({ pinnedPhotoIds: ["pins-p0", "pins-p1", "twin"] })));
    expect(shown.filter((id) => ["pins-p0", "pins-p1"].includes(id))).toHaveLength(2);
    expect(shown).not.toContain("twin");
  });

  it("places a picture by hand, and twice it still stands once", () => {
    const gallery = galleryOf(make(full));
    expect(galleryOf(make(full, choose({ gallery: [...gallery.slice(0, 4), gallery[0] as string] })))).toHaveLength(4);
  });

  it("once it touched the gallery, nothing changes in it by itself", () => {
    const gallery = galleryOf(make(full)).toReversed();
    const byHand = make(full, choose({ gallery }));
    const placed = galleryOf(byHand);
    expect(placed.toSorted()).toEqual(gallery.toSorted());
    const later = make([...full, ...aWeek(10).map((post) => ({ ...post, id: `new-${post.id}`, commentCount: 300 }))], {
      ...choose({ gallery }),
      previous: byHand,
    });
    expect(galleryOf(later)).toEqual(placed);
  });
});

describe("the choice is deterministic", () => {
  it("whatever order the posts come in", () => {
    const expected = JSON.stringify(make(full));
    fc.assert(
      fc.property(fc.shuffledSubarray(full, { minLength: full.length, maxLength: full.length }), (posts) => {
        expect(JSON.stringify(make(posts))).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a kept gallery", () => {
  const first = make(full);
  const before = galleryOf(first);

  it("is the same when nothing has changed", () => {
    expect(galleryOf(make(full, { previous: first }))).toEqual(before);
  });

  it("changes one place only when one photo is dropped, whichever it is", () => {
    for (const [at, dropped] of before.entries()) {
      const after = galleryOf(make(full, { previous: first, choices: { ...noChoices, droppedPhotoIds: [dropped] } }));
      expect(after).toHaveLength(before.length);
      expect(after.filter((id, place) => id !== before[place])).toEqual([after[at]]);
      expect(after[at]).not.toBe(dropped);
    }
  });

  it("changes at most two places for a new post, however strong", () => {
    fc.assert(
      fc.property(
        fc.record({
          day: fc.integer({ min: 0, max: 6 }),
          count: fc.integer({ min: 1, max: 20 }),
          commentCount: fc.integer({ min: 0, max: 400 }),
          placement: fc.constantFrom("set" as const, "prose" as const, "introduced" as const),
          tags: fc.constantFrom("topic 1", "topic 9").map((tag) => [tag]),
          sharpness: fc.integer({ min: 1, max: 20 }),
        }),
        ({ count, placement, sharpness, ...post }) => {
          const photos = aSet("newcomer", count, { placement, measures: { sharpness } });
          const after = galleryOf(make([...full, aPostOf("newcomer", { ...post, photos })], { previous: first }));
          expect(after.filter((id, place) => id !== before[place]).length).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("lets in what is stronger than its weakest", () => {
    const photos = aSet("newcomer", 8, { placement: "introduced", measures: { sharpness: 20 } });
    const after = galleryOf(make([...full, aPostOf("newcomer", { photos, day: 2 })], { previous: first }));
    expect(after.filter((id) => id.startsWith("newcomer")).length).toBeGreaterThanOrEqual(1);
  });

  it("loses the photos of a post that was withdrawn, and nothing else", () => {
    const gone = facts(full, before[2] as string).postId;
    const after = galleryOf(
      make(
        full.map((post) => (post.id === gone ? { ...post, withdrawnAt: aWindow.until } : post)),
        { previous: first },
      ),
    );
    expect(after.some((id) => facts(full, id).postId === gone)).toBe(false);
    expect(after.filter((id, place) => id !== before[place]).length).toBe(
      before.filter((id) => facts(full, id).postId === gone).length,
    );
  });

  it("moves a photo out whose new focal point does not fit its place, and nothing else", () => {
    for (const [at, id] of before.entries()) {
      const moved = full.map((post) => ({
        ...post,
        photos: post.photos.map((photo) => (photo.id === id ? { ...photo, focalPoint: { x: 0.17, y: 0.17 } } : photo)),
      }));
      const after = galleryOf(make(moved, { previous: first }));
      expect(after.filter((each, place) => each !== before[place])).toEqual([after[at]].filter((each) => each !== id));
    }
  });

  it("grows with the week and keeps what it had", () => {
    const week = aWeek(8, 1);
    const early = make(week.slice(0, 6));
    const later = galleryOf(make(week, { previous: early }));
    expect(later.length).toBeGreaterThan(galleryOf(early).length);
    for (const id of galleryOf(early)) expect(later).toContain(id);
  });
});

describe("every photo has its reason", () => {
  const anyWeek = fc
    .array(
      fc.record({
        day: fc.integer({ min: -1, max: 8 }),
        count: fc.integer({ min: 0, max: 14 }),
        sensitive: fc.boolean(),
        tags: fc.subarray(["film", "street", "Mara Voss", "Idris Kane"]),
        credit: fc.constantFrom("Photo: Ada Brandt", undefined),
        size: fc.constantFrom([1800, 1200] as const, [1200, 1800] as const, [700, 500] as const, [2600, 1000] as const),
        failure: fc.constantFrom(undefined, undefined, "404"),
      }),
      { maxLength: 14 },
    )
    .map((posts) =>
      posts.map(({ count, credit, size, failure, ...post }, at) =>
        aPostOf(`p${at}`, {
          ...post,
          photos: [...aSet(`p${at}`, count), aShot(`p${at}-odd`, count, { credit, size, failure })],
        }),
      ),
    );

  it("one line, in or out, for any week; and the mail holds just those that are in", () => {
    fc.assert(
      fc.property(anyWeek, (posts) => {
        const digest = make(posts);
        const ids = posts.flatMap(({ photos }) => photos.map(({ id }) => id));
        expect(Object.keys(digest.photoReasons).toSorted()).toEqual(ids.toSorted());
        expect(Object.keys(digest.postReasons).toSorted()).toEqual(posts.map(({ id }) => id).toSorted());
        for (const reason of Object.values(digest.photoReasons)) {
          expect(reason.text).toMatch(reason.in ? /^In: [^\n]+$/ : /^Out: [^\n]+$/);
          expect(reason.rule).toBeDefined();
        }
        const shown = ids.filter((id) => digest.photoReasons[id]?.in);
        expect(
          pictured(digest)
            .map(({ photoId }) => photoId)
            .toSorted(),
        ).toEqual(shown.toSorted());
        for (const { width, fileWidth, crop } of pictured(digest)) {
          expect(crop.width).toBeGreaterThanOrEqual(width);
          expect(fileWidth).toBe(Math.min(2 * width, crop.width));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("900 photos, 900 reasons", () => {
    const week = aWeek(75, 12);
    expect(Object.keys(make(week).photoReasons)).toHaveLength(900);
  });
});

describe("whatever happens between two drafts", () => {
  const anyDraft = fc.record({
    posts: fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 12 }),
        day: fc.integer({ min: 0, max: 6 }),
        count: fc.integer({ min: 0, max: 10 }),
        long: fc.constantFrom(500, 1000, 1800),
        focalPoint: fc.constantFrom(undefined, { x: 0.18, y: 0.5 }, { x: 0.5, y: 0.15 }, { x: 0.5, y: 0.5 }),
        tags: fc.subarray(["film", "street", "Mara Voss"]),
      }),
      { maxLength: 13 },
    ),
    pinned: fc.subarray(["p0-p0", "p1-p1", "p2-p2", "p3-p0", "p3-p1"]),
    dropped: fc.subarray(["p0-p0", "p4-p0", "p5-p1"]),
    gallery: fc.option(fc.subarray(["p0-p0", "p1-p0", "p1-p1", "p2-p3", "p6-p0", "p6-p0"]), {
      nil: undefined,
      freq: 6,
    }),
  });
  const inputOf = ({
    posts,
    pinned,
    dropped,
    gallery,
  }: typeof anyDraft extends fc.Arbitrary<infer Draft> ? Draft : never) => ({
    posts: [...new Map(posts.map((post) => [post.id, post])).values()].map(({ id, count, long, focalPoint, ...post }) =>
      aPostOf(`p${id}`, {
        ...post,
        photos: aSet(`p${id}`, count, { focalPoint }).map((photo, at) => ({
          ...photo,
          ...aShot(photo.id, at, {
            focalPoint,
            size: at % 3 === 1 ? [Math.round(long / 1.5), long] : [long, Math.round(long / 1.5)],
          }),
        })),
      }),
    ),
    newsletter: aNewsletter({ highlights: { minLongSide: 480 } }),
    choices: { ...noChoices, pinnedPhotoIds: pinned, droppedPhotoIds: dropped, gallery },
  });

  it("the second is a whole digest: each photo fits its place, and no picture stands twice", () => {
    fc.assert(
      fc.property(anyDraft, anyDraft, (before, after) => {
        const first = inputOf(before);
        const { posts, ...input } = inputOf(after);
        const digest = make(posts, { ...input, previous: make(first.posts, first) });
        const shown = pictured(digest);
        for (const { crop, width, height } of shown) {
          expect(crop.width).toBeGreaterThanOrEqual(width);
          expect(Math.abs(crop.width / crop.height - width / height)).toBeLessThan(0.03);
        }
        const prints = shown.map(({ photoId }) => facts(posts, photoId).fingerprint);
        for (const [at, print] of prints.entries())
          expect(prints.slice(at + 1).some((other) => isSamePicture(print, other))).toBe(false);
        for (const id of after.dropped) expect(shown.map(({ photoId }) => photoId)).not.toContain(id);
      }),
      { numRuns: 300 },
    );
  });
});
