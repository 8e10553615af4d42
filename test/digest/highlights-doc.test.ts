import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { signsTable } from "../../functions/digest/photo-rank.ts";
import { storySignsTable } from "../../functions/digest/post-score.ts";

it("docs/highlights.md shows the tables of weights as they are", () => {
  const page = readFileSync(new URL("../../docs/highlights.md", import.meta.url), "utf8");
  expect(page).toContain(signsTable());
  expect(page).toContain(storySignsTable());
});
