import { hasGutter } from "./gutter.ts";
import { flatShares, letterShare, linesOfText } from "./marks-of-drawing.ts";
import type { Measures } from "./photo.ts";
import type { Grey, Pixels } from "./pixels.ts";

/**
 * Says whether a picture is drawn or put together and not taken by a camera, and which kind. Works on the analysis copy
 * (512 px). The limits lie in the gaps between drawn examples and real photographs, crops and recompressed copies of
 * both; in doubt a picture is a photograph. Not seen: a collage whose pictures touch, a poster with little type.
 * @param transparency share of the picture that was see-through
 */
export const graphicKind = (pixels: Pixels, grey: Grey, transparency: number): Measures["graphic"] => {
  if (transparency > 0.2) return "logo";
  if (hasGutter(grey)) return "collage";
  const flat = flatShares(pixels);
  if (flat.everywhere >= 0.2 && isTyped(grey)) return "screenshot";
  if (flat.everywhere >= 0.35 && flat.besideBackground >= 0.2) return flat.background >= 0.6 ? "logo" : "poster";
  const letters = letterShare(pixels, grey);
  return letters.share >= 0.015 && letters.ofTheirColour >= 0.78 ? "poster" : undefined;
};

const isTyped = (grey: Grey): boolean => {
  const { lines, strokeShare } = linesOfText(grey);
  return lines >= 8 && strokeShare >= 0.025;
};
