import { expect, it } from "vitest";
import { explainDigest } from "../../functions/digest/explain-digest.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { aNewsletter, aWeek, aWindow } from "../support/digest-week.ts";

it("explains the posts of the mail first and in its order, then those on the page of all stories", () => {
  const posts = aWeek(30, 3);
  const digest = makeDigest({ newsletter: aNewsletter(), window: aWindow, posts });
  const lines = explainDigest(digest, new Map(posts.map((post) => [post.id, post])));
  const reasons = lines.filter((line) => /^ {2}(In|Out): /.test(line));
  expect(reasons).toHaveLength(30);
  expect(reasons.slice(0, 21).map((line) => line.trim().split(",")[0])).toEqual([
    "In: the lead",
    ...["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"].map((at) => `In: ${at} story`),
    ...Array<string>(12).fill("In: under “more”"),
  ]);
  expect(reasons.slice(21).every((line) => line.includes("on the page of all stories only"))).toBe(true);
});
