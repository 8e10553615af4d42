import { expect, it } from "vitest";
import { onceOf } from "../../functions/core/once-of.ts";

it("works something out once for an object, also when it is undefined, and again for an equal one", () => {
  let worked = 0;
  const nameOf = onceOf(({ name }: { name?: string }) => {
    worked++;
    return name;
  });
  const ines = { name: "Ines" };
  expect([nameOf(ines), nameOf(ines), nameOf({ name: "Ines" })]).toEqual(["Ines", "Ines", "Ines"]);
  const nobody = {};
  expect([nameOf(nobody), nameOf(nobody)]).toEqual([undefined, undefined]);
  expect(worked).toBe(3);
});
