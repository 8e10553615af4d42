import type { Candidate } from "./candidate.ts";
import { mostHighlights } from "./gallery.ts";
import { clashes, mixedPairs } from "./pacing.ts";
import { fewestDays, fewestOthers, type Surroundings, strictCaps, wantsOf, whyCrowded } from "./spread.ts";

/** What short supply did to a gallery that the rules chose, in reading order: each thing that gave way, and how far. */
export const galleryRemarks = (photos: readonly Candidate[], around: Surroundings): string[] => {
  if (photos.length === 0) return [];
  const wants = wantsOf(photos, around);
  const crowded = new Set(photos.map((photo, at) => whyCrowded(photo, photos.slice(0, at), strictCaps, around)?.rule));
  const found: [boolean, string][] = [
    [photos.length < mostHighlights, `${photos.length} highlights instead of ${mostHighlights}`],
    [crowded.has("set"), `more than ${strictCaps.set} pictures are of one set`],
    [crowded.has("person"), `more than ${strictCaps.person} highlights show one person`],
    [crowded.has("topic"), `more than ${strictCaps.topic} highlights are about one topic`],
    [
      wants.days > 0,
      `the highlights come from ${new Set(photos.map(({ date }) => date)).size} of ${fewestDays} wanted days`,
    ],
    [
      wants.others > 0,
      `${fewestOthers - wants.others} of ${fewestOthers} wanted highlights are of posts without another picture`,
    ],
    [new Set(photos.map(({ landscape }) => landscape)).size === 1, "the highlights are all upright or all wide"],
    [wants.opener > 0, "no landscape is wide enough to open the gallery"],
    [clashes(photos), "neighbours in the gallery share a set or a person"],
    [mixedPairs(photos), "a pair mixes an upright and a wide photo"],
  ];
  return found.filter(([told]) => told).map(([, words]) => `Supply is short: ${words}.`);
};
