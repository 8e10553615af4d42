import { makeDigest } from "../../functions/digest/make-digest.ts";
import { aNewsletter, aWeek, aWindow } from "../support/digest-week.ts";

const runs = 31;

/** A busy week of 80 posts and 900 photos, and the largest that is promised. */
const weeks = [
  aWeek(80, 12).map((post, at) => ({ ...post, photos: post.photos.slice(at % 4 === 0 ? 3 : 0) })),
  aWeek(200, 10),
];

/** The choice of a week from stored features; the first run finds nothing compiled, as in a function that was asleep. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  for (const posts of weeks) {
    const times = Array.from({ length: runs }, () => {
      const from = performance.now();
      makeDigest({ newsletter: aNewsletter(), window: aWindow, posts });
      return performance.now() - from;
    });
    const photos = posts.reduce((sum, post) => sum + post.photos.length, 0);
    const warm = times.slice(1).toSorted((a, b) => a - b);
    const shown = [times[0], warm[Math.floor(warm.length / 2)], warm.at(-1)].map((time) => `${time?.toFixed(1)} ms`);
    print(`select, ${posts.length} posts, ${photos} photos: first ${shown[0]}, median ${shown[1]}, worst ${shown[2]}`);
  }
};
