import type { MediaNs } from "feedsmith";

type Rated = Pick<MediaNs.Content, "ratings">;

/** What Media RSS calls it (`urn:simple`), what sites write instead, and the strictest of the film and television boards. */
const notForEverybody = /^(?:adult|mature|explicit|sensitive|nsfw|r|nc-17|x|tv-ma)$/i;

/**
 * Whether Media RSS says of something that it is not for everybody, by `media:rating` or the older `media:adult`. Of the
 * elements around it the nearest that is rated counts.
 */
export const isRatedAdult = (nearestFirst: readonly (Rated | undefined)[]): boolean => {
  const rated = nearestFirst.find((each) => each?.ratings && each.ratings.length > 0);
  return rated?.ratings?.some(({ value }) => notForEverybody.test(value?.trim() ?? "")) ?? false;
};
