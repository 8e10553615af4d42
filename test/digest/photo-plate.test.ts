import fc from "fast-check";
import { expect, test } from "vitest";
import { contrast, photoPlate } from "../../functions/digest/photo-plate.ts";

const colours = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
/** The lightness of HSL, mirrored: what a mail client does that makes a light mail dark. */
const inverted = (colour: string): string => {
  const parts = channels(colour);
  const shift = 255 - Math.max(...parts) - Math.min(...parts);
  return `#${parts.map((channel) => (channel + shift).toString(16).padStart(2, "0")).join("")}`;
};
const isLight = (colour: string) => Math.max(...channels(colour)) + Math.min(...channels(colour)) >= 255;

test("whatever the picture's colour, alt text on its plate is readable, also when a client inverts one or both", () => {
  fc.assert(
    fc.property(colours, (dominant) => {
      const { background, ink } = photoPlate(dominant);
      const halfBackground = isLight(background) ? inverted(background) : background;
      const halfInk = isLight(ink) ? ink : inverted(ink);
      expect(contrast(ink, background)).toBeGreaterThanOrEqual(7);
      expect(contrast(inverted(ink), inverted(background))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(halfInk, halfBackground)).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 1000 },
  );
});

test("a colour that is readable already stays what it is", () => {
  expect(photoPlate("#20242a").background).toBe("#20242a");
  expect(photoPlate("#f0ede6").background).toBe("#f0ede6");
});
