import { describe, expect, it } from "vitest";
import { photoIdsOf } from "../../functions/digest/gallery.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { awardsWeek } from "../fixtures/golden-weeks/awards.ts";
import { filmSetWeek } from "../fixtures/golden-weeks/film-set.ts";
import { griefWeek } from "../fixtures/golden-weeks/grief.ts";
import { thinWeek } from "../fixtures/golden-weeks/thin.ts";
import { travelWeek } from "../fixtures/golden-weeks/travel.ts";
import { aWindow } from "../support/digest-week.ts";
import type { GoldenWeek } from "../support/golden-week.ts";

const weeks = [filmSetWeek, awardsWeek, thinWeek, griefWeek, travelWeek];

const galleryOf = ({ newsletter, posts }: GoldenWeek): string[] => {
  const { blocks } = makeDigest({ newsletter, window: aWindow, posts });
  return blocks.flatMap((block) => (block.kind === "highlights" ? photoIdsOf(block.rows) : []));
};

describe.each(weeks)("the gallery of $name", (week) => {
  const chosen = galleryOf(week);

  it("has at least six of the nine that an editor chose", () => {
    const shared = chosen.filter((id) => id in week.nine);
    expect(shared.length, `chosen: ${chosen.join(", ")}`).toBeGreaterThanOrEqual(6);
  });

  it("has none that the editor forbade", () => {
    expect(chosen.filter((id) => id in week.never)).toEqual([]);
  });

  it("is about photos that there are", () => {
    const all = new Set(week.posts.flatMap(({ photos }) => photos.map(({ id }) => id)));
    expect([...Object.keys(week.nine), ...Object.keys(week.never)].filter((id) => !all.has(id))).toEqual([]);
    expect(Object.keys(week.nine)).toHaveLength(9);
    expect(all.size).toBeGreaterThanOrEqual(100);
    expect(week.posts.length).toBeGreaterThanOrEqual(15);
  });
});
