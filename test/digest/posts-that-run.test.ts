import { expect, it } from "vitest";
import type { Digest } from "../../functions/digest/digest.ts";
import { postsThatRun, postsToRead } from "../../functions/digest/posts-that-run.ts";

it("posts that run are in the mail, on its page, or dropped by their editor; nobody reads the last, and sent ones run no more", () => {
  const reason = (rule?: string) => ({ in: rule === undefined, text: "", ...(rule && { rule }) });
  const postReasons = {
    ...{ story: reason(), listed: reason("page"), cut: reason("trimmed"), dropped: reason("dropped") },
    ...{ sent: reason("sent"), tray: reason("tray"), gone: reason("withdrawn") },
  };
  const digest = { postReasons } as unknown as Digest;
  expect(postsThatRun(digest)).toEqual(["story", "listed", "cut", "dropped"]);
  expect(postsToRead(digest)).toEqual(["story", "listed", "cut"]);
});
