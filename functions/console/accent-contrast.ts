import { brand } from "../../templates/brand.ts";
import type { Brand } from "../core/newsletter.ts";
import { contrast } from "../digest/photo-plate.ts";

const least = 4.5;

/** An accent on the ground that it is hardest to read on, as WCAG 2 counts: 4.5 is the least for text. */
export type Readable = { setting: "brand.accentLight" | "brand.accentDark"; ratio: number; isEnough: boolean };

export const accentContrast = ({ accentLight, accentDark }: Pick<Brand, "accentLight" | "accentDark">): Readable[] => [
  readable("brand.accentLight", accentLight, brand.colour.light),
  readable("brand.accentDark", accentDark, brand.colour.dark),
];

const readable = (
  setting: Readable["setting"],
  accent: string,
  { page, surface }: { page: string; surface: string },
): Readable => {
  const ratio = Math.min(contrast(accent, page), contrast(accent, surface));
  return { setting, ratio, isEnough: ratio >= least };
};
