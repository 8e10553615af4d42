import { expect, it } from "vitest";
import { turnstile } from "../../functions/audience/turnstile.ts";
import { postForm } from "../../functions/core/post-form.ts";

const settings = {
  siteKey: "0x4AAA",
  secret: "s3cret",
  scriptUrl: "https://challenges.example/api.js",
  verifyUrl: "https://challenges.example/siteverify",
};

it("a challenge is passed when its service says so, and not when it says anything else or nothing", async () => {
  const asked: unknown[] = [];
  let answer: unknown;
  const post = async (url: string, form: object) => {
    asked.push([url, form]);
    return answer;
  };
  const challenge = turnstile({ post }, settings);
  for (const [said, passes] of [
    [{ success: true }, true],
    [{ success: false, "error-codes": ["timeout-or-duplicate"] }, false],
    [{ success: "true" }, false],
    [undefined, false],
  ] as const) {
    answer = said;
    expect(await challenge.passes("token", "192.0.2.1")).toBe(passes);
  }
  expect(asked[0]).toEqual([settings.verifyUrl, { secret: "s3cret", response: "token", remoteip: "192.0.2.1" }]);
  answer = { success: true };
  expect(await challenge.passes("", undefined)).toBe(false);
  expect(await challenge.passes("x".repeat(3000), undefined)).toBe(false);
  expect(asked).toHaveLength(4);
});

it("a form is posted to nothing that is near, and to nothing without https", async () => {
  const post = postForm({ resolve: async () => ["127.0.0.1"] });
  for (const url of ["https://challenges.example/siteverify", "http://challenges.example/siteverify"])
    expect(await post(url, { secret: "s3cret" })).toBeUndefined();
});
