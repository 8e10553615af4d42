import { describe, expect, it } from "vitest";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { aNewsletter, aWeek, aWindow } from "../support/digest-week.ts";

describe("a digest", () => {
  it("is a lead, nine highlights, eight stories and the rest, in the order of the mail", () => {
    const digest = makeDigest({ newsletter: aNewsletter(), window: aWindow, posts: aWeek(30) });
    expect(digest.blocks.map(({ kind }) => kind)).toEqual(["lead", "highlights", "stories", "more"]);
  });
});
