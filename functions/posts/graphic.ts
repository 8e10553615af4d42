import type { Pixels } from "./measure-photo.ts";
import type { Grey } from "./perceptual-hash.ts";
import type { Measures } from "./photo.ts";

/** Says whether a picture is drawn and not taken, and which kind. */
export const graphicKind = (_pixels: Pixels, _grey: Grey, transparency: number): Measures["graphic"] =>
  transparency > 0.2 ? "logo" : undefined;
