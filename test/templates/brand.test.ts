import { expect, test } from "vitest";
import { contrast } from "../../functions/digest/photo-plate.ts";
import { brand } from "../../templates/brand.ts";
import { flashbulb } from "../support/mail-week.ts";

const accents = { light: flashbulb().brand.accentLight, dark: flashbulb().brand.accentDark };

for (const scheme of ["light", "dark"] as const) {
  const { page, surface, text, secondary } = brand.colour[scheme];
  test(`text, secondary text and the default accent are readable in ${scheme}`, () => {
    for (const ground of [page, surface])
      for (const ink of [text, secondary, accents[scheme]]) expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
}

test("no colour is pure black or pure white, so that clients that recolour have room", () => {
  expect(JSON.stringify(brand.colour)).not.toMatch(/#000000|#ffffff/i);
});
