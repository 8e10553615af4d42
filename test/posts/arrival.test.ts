import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Arrival,
  fingerprintOf,
  lacksPictures,
  mergedPost,
  photosToFetch,
} from "../../functions/posts/arrival.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import { asEdited, leavesAt, type Post, postSchema } from "../../functions/posts/post.ts";
import { fittedPost, largestPostBytes } from "../../functions/posts/post-size.ts";
import { anArrival, anIncomingPost, aPhoto, asFetched } from "../support/posts.ts";

const later = "2026-11-12T10:00:00.000Z";

describe("a post that a source speaks of", () => {
  it("is first seen once, and keeps that through every later import", () => {
    const first = mergedPost(undefined, anArrival());
    const second = mergedPost(first, anArrival({ title: "Harbour lights, again" }, { now: later }));
    expect(first.firstSeenAt).toBe("2026-11-10T10:00:00.000Z");
    expect(second).toMatchObject({ firstSeenAt: first.firstSeenAt, title: "Harbour lights, again" });
    expect(second.arrivedAt).toBeUndefined();
  });

  it("is the same post, byte for byte, when the same words come again", () => {
    const said = { photos: [aPhoto("a"), aPhoto("b", { position: 1 })], tags: ["sea"] };
    const first = mergedPost(undefined, anArrival(said, { fetched: said.photos.map((photo) => asFetched(photo)) }));
    expect(mergedPost(first, anArrival(said, { now: later, source: "a copy of the feed" }))).toEqual(first);
  });

  it("loses what the source no longer says", () => {
    const first = mergedPost(undefined, anArrival({ author: "Ada Lund", embargoUntil: later, commentCount: 3 }));
    const second = mergedPost(first, anArrival());
    expect(second).not.toHaveProperty("author");
    expect(second).not.toHaveProperty("embargoUntil");
    expect(second).not.toHaveProperty("commentCount");
  });

  it("keeps its words when older ones come after them", () => {
    const [older, newer] = ["2026-11-10T11:00:00.000Z", "2026-11-10T12:00:00.000Z"];
    const first = mergedPost(undefined, anArrival({ updatedAt: newer, title: "Corrected" }));
    expect(mergedPost(first, anArrival({ updatedAt: older, title: "Wrong" }))).toEqual(first);
  });

  it("keeps an editor's edits, of the post and of its photos, and shows them", () => {
    const photo = aPhoto("a", { caption: "Boats" });
    const first = mergedPost(undefined, anArrival({ photos: [photo] }));
    const focalPoint = { x: 0.2, y: 0.3 };
    const edits = { title: "Ours", photos: { [photo.id]: { pinned: true, focalPoint, caption: "Our boats" } } };
    const again = mergedPost({ ...first, edits }, anArrival({ title: "Theirs", photos: [{ ...photo, caption: "x" }] }));
    expect(again).toMatchObject({ title: "Theirs", edits, photos: [{ caption: "x" }] });
    expect(again.photos[0]).not.toHaveProperty("pinned");
    expect(asEdited(again)).toMatchObject({
      title: "Ours",
      photos: [{ pinned: true, focalPoint, caption: "Our boats" }],
    });
  });

  it("keeps the date it was first met at when its source gives none", () => {
    const now = "2026-11-10T10:00:00.000Z";
    const first = mergedPost(undefined, anArrival({ undated: true, publishedAt: now }));
    const again = mergedPost(first, anArrival({ undated: true, publishedAt: later }, { now: later }));
    expect(again).toEqual(first);
    expect(mergedPost(first, anArrival({ publishedAt: later }, { now: later })).publishedAt).toBe(later);
  });

  it("says when it came to stand at a new date, so that it is late for a window that has closed", () => {
    const first = mergedPost(undefined, anArrival({ embargoUntil: "2026-12-24T00:00:00.000Z" }));
    expect(leavesAt(first)).toBe("2026-12-24T00:00:00.000Z");
    const lifted = mergedPost(first, anArrival({}, { now: later }));
    expect(leavesAt(lifted)).toBe(lifted.publishedAt);
    expect(lifted.arrivedAt).toBe(later);
  });

  it("lives again when a source withdrew it and a source brings it back, but not when an editor withdrew it", () => {
    const first = mergedPost(undefined, anArrival());
    const gone = (withdrawnBy: Post["withdrawnBy"]): Post => ({
      ...first,
      withdrawnAt: first.firstSeenAt,
      withdrawnBy,
    });
    expect(mergedPost(gone("source"), anArrival({}, { now: later }))).toEqual({ ...first, arrivedAt: later });
    const kept = mergedPost(gone("editor"), anArrival({ title: "New title" }, { now: later }));
    expect(kept).toMatchObject({ title: "New title", withdrawnAt: first.firstSeenAt, withdrawnBy: "editor" });
    // A feed goes on showing what has no page any more.
    const still = mergedPost(gone("page"), anArrival({ commentCount: 9 }, { now: later }));
    expect(still).toMatchObject({ withdrawnAt: first.firstSeenAt, withdrawnBy: "page" });
    expect(mergedPost(gone("page"), anArrival({ title: "New title" }, { now: later }))).not.toHaveProperty(
      "withdrawnBy",
    );
  });
});

describe("the photos of a post that comes again", () => {
  const [a, b] = [aPhoto("a"), aPhoto("b", { position: 1 })];
  const first = mergedPost(undefined, anArrival({ photos: [a, b] }, { fetched: [asFetched(a), asFetched(b)] }));

  it("keep their measures, all but the one that has changed", () => {
    const changed = { ...b, url: "https://pictures.flashbulb.example/b-retouched.jpg" };
    const arrival = anArrival({ photos: [a, changed] });
    expect(photosToFetch(first, arrival).map(({ id }) => id)).toEqual([b.id]);
    const again = mergedPost(first, arrival);
    expect(again.photos[0]?.measures).toEqual(first.photos[0]?.measures);
    expect(again.photos[1]).not.toHaveProperty("measures");
  });

  it("are asked for again when they could not be had, and only then", () => {
    const failed = { ...b, failure: "404" };
    const partly = mergedPost(undefined, anArrival({ photos: [a, b] }, { fetched: [asFetched(a), failed] }));
    expect(photosToFetch(partly, anArrival({ photos: [a, b] })).map(({ id }) => id)).toEqual([b.id]);
    const had = mergedPost(partly, anArrival({ photos: [a, b] }, { fetched: [asFetched(b)] }));
    expect(had.photos[1]).not.toHaveProperty("failure");
    expect(photosToFetch(had, anArrival({ photos: [a, b] }))).toEqual([]);
  });

  it("are not asked for again when what stands at their address can never be used", () => {
    const unfit: Photo = { ...b, failure: "is animated", failureLasts: true };
    const partly = mergedPost(undefined, anArrival({ photos: [a, b] }, { fetched: [asFetched(a), unfit] }));
    expect(partly.photos[1]).toMatchObject({ failure: "is animated", failureLasts: true });
    expect(photosToFetch(partly, anArrival({ photos: [a, b] }))).toEqual([]);
    expect(mergedPost(partly, anArrival({ photos: [a, b] }))).toEqual(partly);

    const still = { ...b, url: "https://pictures.flashbulb.example/b-still.jpg" };
    expect(photosToFetch(partly, anArrival({ photos: [a, still] }))).toEqual([still]);
    const had = mergedPost(partly, anArrival({ photos: [a, still] }, { fetched: [asFetched(still)] }));
    expect(had.photos[1]).not.toHaveProperty("failureLasts");
  });

  it("are not lost when they cannot be fetched a second time", () => {
    const again = mergedPost(first, anArrival({ photos: [a, b] }, { fetched: [{ ...a, failure: "timeout" }] }));
    expect(again).toEqual(first);
  });

  it("have their source's words before their file's, and their file's where the source has none", () => {
    const fromFile = asFetched(a, { caption: "From the file", credit: "Ada Lund/Agency" });
    const one = mergedPost(undefined, anArrival({ photos: [a] }, { fetched: [fromFile] }));
    expect(one.photos[0]).toMatchObject({ caption: "From the file", fromFile: ["caption", "credit"] });
    expect(mergedPost(one, anArrival({ photos: [a] }))).toEqual(one);
    const spoken = anArrival({ photos: [{ ...a, caption: "From the source" }] });
    const two = mergedPost(one, spoken);
    expect(two.photos[0]).toMatchObject({
      caption: "From the source",
      credit: "Ada Lund/Agency",
      fromFile: ["credit"],
    });
    expect(mergedPost(two, spoken)).toEqual(two);
  });

  it("have their file's credit before one that their source gives to all of them", () => {
    const shared = { ...a, credit: "Getty, Splash", sharedCredit: "Getty, Splash" };
    const said = anArrival({ photos: [shared] }, { fetched: [asFetched(shared, { credit: "Ada Lund/Getty" })] });
    const one = mergedPost(undefined, said);
    expect(one.photos[0]).toMatchObject({
      credit: "Ada Lund/Getty",
      sharedCredit: "Getty, Splash",
      fromFile: ["credit"],
    });
    expect(mergedPost(one, anArrival({ photos: [shared] }))).toEqual(one);
    const reworded = mergedPost(one, anArrival({ photos: [shared], title: "Another" }));
    expect(reworded.photos).toEqual(one.photos);
    expect(
      mergedPost(undefined, anArrival({ photos: [shared] }, { fetched: [asFetched(shared, {})] })).photos[0],
    ).toMatchObject({ credit: "Getty, Splash" });
  });
});

describe("a post whose source has no pictures", () => {
  const completed = anIncomingPost({ photos: [aPhoto("page")] });

  it("is completed from its page once, and again only when its words change or the page could not be read", () => {
    expect(lacksPictures(undefined, anIncomingPost())).toBe(true);
    const done = mergedPost(undefined, anArrival({}, { completed }));
    expect(done.photos).toHaveLength(1);
    expect(lacksPictures(done, anIncomingPost())).toBe(false);
    expect(lacksPictures(done, anIncomingPost({ title: "Changed" }))).toBe(true);
    expect(mergedPost(done, anArrival())).toEqual(done);

    const failed = mergedPost(undefined, anArrival({}, { pageFailure: "timeout" }));
    expect(lacksPictures(failed, anIncomingPost())).toBe(true);
    expect(mergedPost(failed, anArrival({}, { completed }))).toEqual(done);
  });

  it("keeps the pictures of its page when that cannot be read any more", () => {
    const done = mergedPost(undefined, anArrival({}, { completed }));
    const changed = mergedPost(done, anArrival({ title: "Changed" }, { pageFailure: "status" }));
    expect(changed).toMatchObject({ title: "Changed", pageFailure: "status", photos: [{ id: "photo-page" }] });
  });
});

describe("the rules of merging", () => {
  const words = fc.record({
    title: fc.constantFrom("A", "B", "C"),
    photos: fc.subarray([aPhoto("a"), aPhoto("b"), aPhoto("c")]),
    tags: fc.subarray(["sea", "fog"]),
    author: fc.option(fc.constant("Ada Lund"), { nil: undefined }),
    publishedAt: fc.constantFrom("2026-11-09T09:00:00.000Z", "2026-11-10T09:00:00.000Z"),
  });
  const versions = fc.array(words, { minLength: 1, maxLength: 5 }).map((all) =>
    all.map((each, n): Arrival => {
      const said = { ...each, updatedAt: `2026-11-10T09:0${n}:00.000Z` };
      return anArrival(said, { fetched: each.photos.map((photo) => asFetched(photo)) });
    }),
  );
  const history = versions.chain((all) =>
    fc.record({ all: fc.constant(all), order: fc.array(fc.nat(all.length - 1), { maxLength: 12 }) }),
  );
  const storyOf = (arrivals: readonly Arrival[]) =>
    arrivals.reduce<Post | undefined>((post, arrival) => mergedPost(post, arrival), undefined);

  it("end in the same post whatever the order and the repetitions", () => {
    fc.assert(
      fc.property(history, ({ all, order }) => {
        const last = all.at(-1);
        const mixed = storyOf([
          ...order.flatMap((n) => all[n] ?? []),
          ...(last ? [last] : []),
          ...order.map((n) => all[n] as Arrival),
        ]);
        const { arrivedAt: _, rewordedAt: __, ...post } = mixed as Post;
        expect(post).toEqual(storyOf(all.slice(-1)));
      }),
    );
  });

  it("make what can be stored, and what a second import leaves alone", () => {
    fc.assert(
      fc.property(history, ({ all, order }) => {
        const post = storyOf([...all, ...order.map((n) => all[n] as Arrival)]) as Post;
        expect(postSchema.parse(post)).toEqual(post);
        expect(mergedPost(post, all.at(-1) as Arrival)).toEqual(post);
      }),
    );
  });

  it("know words apart whatever the order of their fields, and our measures from the source's words", () => {
    const said = anIncomingPost({ photos: [aPhoto("a")] });
    const reversed = Object.fromEntries(Object.entries(said).toReversed()) as typeof said;
    expect(fingerprintOf(reversed)).toBe(fingerprintOf(said));
    expect(
      fingerprintOf({ ...said, photos: [{ ...asFetched(aPhoto("a")), width: undefined, height: undefined }] }),
    ).toBe(fingerprintOf(said));
    expect(fingerprintOf({ ...said, commentCount: 1 })).not.toBe(fingerprintOf(said));
  });
});

describe("a post too long for the store", () => {
  it("loses paragraphs from its end until it fits, and is refused when it does not fit without them", () => {
    const paragraphs = Array.from({ length: 100 }, (_, n) => `${n} ${"ü".repeat(5000)}`);
    const long = mergedPost(undefined, anArrival({ paragraphs }));
    const fitted = fittedPost(long);
    expect(fitted?.paragraphs).toEqual(paragraphs.slice(0, fitted?.paragraphs.length));
    const bytes = Buffer.byteLength(JSON.stringify(fitted));
    expect(bytes).toBeLessThanOrEqual(largestPostBytes);
    expect(bytes).toBeGreaterThan(largestPostBytes - 11_000);
    const photos = Array.from({ length: 200 }, (_, n) => aPhoto(`${n}`, { caption: "ü".repeat(1500) }));
    expect(fittedPost({ ...long, photos })).toBeUndefined();
  });
});
