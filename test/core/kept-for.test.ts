import { expect, it } from "vitest";
import { keptFor } from "../../functions/core/kept-for.ts";

it("reads once for all who ask within the time, again afterwards, and keeps no failure", async () => {
  let now = 0;
  const read: string[] = [];
  let fails = false;
  const kept = keptFor(
    2_000,
    () => now,
    async (key) => {
      read.push(key);
      if (fails) throw new Error("not now");
      return `${key} at ${now}`;
    },
  );
  expect(await Promise.all([kept("a"), kept("a"), kept("b")])).toEqual(["a at 0", "a at 0", "b at 0"]);
  now = 1_999;
  expect(await kept("a")).toBe("a at 0");
  now = 2_000;
  fails = true;
  await expect(kept("a")).rejects.toThrow("not now");
  fails = false;
  expect(await kept("a")).toBe("a at 2000");
  expect(read).toEqual(["a", "b", "a", "a"]);
});

it("hands what somebody has in hand to the reading that they begin, and to no other", async () => {
  const kept = keptFor<string, string>(
    2_000,
    () => 0,
    async (key, inHand = "nothing") => `${key} of ${inHand}`,
  );
  expect(await Promise.all([kept("a"), kept("a", "theirs"), kept("b", "theirs")])).toEqual([
    ...["a of nothing", "a of nothing", "b of theirs"],
  ]);
});
