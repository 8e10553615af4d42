import { describe, expect, it } from "vitest";
import { addMilliseconds, day } from "../../functions/core/time.ts";
import { asApproved } from "../../functions/digest/as-approved.ts";
import type { Post } from "../../functions/posts/post.ts";
import { aPostOf, aSet, aWindow } from "../support/digest-week.ts";

const monday = addMilliseconds(aWindow.until, 2 * day);
const then = aPostOf("one", { title: "As it was approved", photos: aSet("one", 2) });
const withNow = (changes: Partial<Post>, before = then) =>
  asApproved([before], new Map([["one", { post: { ...then, ...changes } }]]), aWindow)[0];

describe("the posts of an approved issue", () => {
  it("keep their words and pictures, whatever their source says since", () => {
    expect(withNow({ title: "Reworded", paragraphs: [], photos: [] })).toEqual(then);
  });

  it("are withdrawn, put off or without a photo when that came after the approval", () => {
    expect(withNow({ withdrawnAt: monday, withdrawnBy: "page" })).toMatchObject({
      title: then.title,
      withdrawnAt: monday,
    });
    expect(withNow({ embargoUntil: monday })).toMatchObject({ title: then.title, embargoUntil: monday });
    expect(withNow({ publishedAt: addMilliseconds(then.publishedAt, day) })).toEqual(then);
    const takenDown = withNow({ edits: { photos: { "one-p1": { takenDownAt: monday } } } });
    expect(takenDown?.photos.map(({ takenDownAt }) => takenDownAt)).toEqual([undefined, monday]);
  });

  it("do not come in when they were out, and stay when nothing is known of them", () => {
    const gone = { ...then, withdrawnAt: then.publishedAt };
    expect(withNow({ withdrawnAt: undefined }, gone)).toEqual(gone);
    expect(asApproved([then], new Map(), aWindow)).toEqual([then]);
  });
});
