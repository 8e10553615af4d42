import { isOneBurst } from "./bursts.ts";
import type { Candidate } from "./candidate.ts";
import type { Reason } from "./digest.ts";
import { fullSlots } from "./gallery.ts";
import { ordinal, out } from "./reason.ts";
import { type Fingerprint, isSamePicture } from "./sameness.ts";

/** At most so many photos of one set, one person, one topic (docs/editing.md H5). */
export type Caps = { set: number; person: number; topic: number };
export const strictCaps: Caps = { set: 2, person: 2, topic: 3 };

/** Whether an editor asked for the photo, by a pin or a weight. */
export const isWanted = ({ pinned, photo }: Candidate): boolean => pinned || (photo.weight ?? 0) > 0;

/** What else is in the mail and in memory: the choice is made around it. */
export type Surroundings = {
  /** Photos that stand elsewhere in this mail. */
  standing: readonly Candidate[];
  /** The highlights of earlier issues. */
  remembered: readonly Fingerprint[];
  /** The posts that are lead or card: their sets show themselves there, too. */
  shownPostIds: ReadonlySet<string>;
  /** Whether a photo shows again what an earlier post showed. */
  isRepost: (photo: Candidate) => boolean;
};

/** Why a photo may not join those chosen, or `undefined` when it may. */
export const whyNotBeside = (
  photo: Candidate,
  chosen: readonly Candidate[],
  caps: Caps,
  around: Surroundings,
): Reason | undefined => whyAgain(photo, chosen, around) ?? whyCrowded(photo, chosen, caps, around);

/** docs/editing.md H2 and H3: one picture stands once, one moment stands once. These never give way. */
export const whyAgain = (photo: Candidate, chosen: readonly Candidate[], around: Surroundings): Reason | undefined => {
  if ([...around.standing, ...chosen].some((other) => isOneBurst(photo, other) && !isSame(photo, other)))
    return out("burst", "of one moment with another photo of its set");
  return whySame(photo, chosen, around);
};

/** docs/editing.md H2 alone: what an editor pins may be of one moment with another, but not the same picture. */
export const whySame = (photo: Candidate, chosen: readonly Candidate[], around: Surroundings): Reason | undefined => {
  if (around.remembered.some((earlier) => isSamePicture(photo.fingerprint, earlier)))
    return out("seen before", "was a highlight of an earlier issue");
  if (around.standing.some((other) => isSame(photo, other)))
    return out("same picture", "the same picture stands above its story");
  if (chosen.some((other) => isSame(photo, other))) return out("same picture", "the same picture is a highlight");
  return undefined;
};

const isSame = (a: Candidate, b: Candidate): boolean => isSamePicture(a.fingerprint, b.fingerprint);

/** Why a photo may not join those chosen, an editor's pin going over all but sameness. */
export const whyNotJoin = (
  photo: Candidate,
  chosen: readonly Candidate[],
  caps: Caps,
  around: Surroundings,
): Reason | undefined => {
  if (photo.pinned) return whySame(photo, chosen, around);
  const reason = whyNotBeside(photo, chosen, caps, around);
  return reason ?? (around.isRepost(photo) ? out("re-post", "an earlier post showed it first") : undefined);
};

/** docs/editing.md H5: so much of one set, one person, one topic. */
export const whyCrowded = (
  photo: Candidate,
  chosen: readonly Candidate[],
  caps: Caps,
  { shownPostIds }: Surroundings,
): Reason | undefined => {
  const shown = shownPostIds.has(photo.postId) ? 1 : 0;
  const ofSet = chosen.filter(({ postId }) => postId === photo.postId).length + shown;
  if (ofSet >= caps.set) return out("set", `${ordinal(ofSet + 1)} of its set`);
  for (const person of photo.persons) {
    const ofPerson = chosen.filter(({ persons }) => persons.includes(person)).length;
    if (ofPerson >= caps.person) return out("person", `${ordinal(ofPerson + 1)} photo of ${named(person)}`);
  }
  const ofTopic = photo.topic === undefined ? 0 : chosen.filter(({ topic }) => topic === photo.topic).length;
  if (ofTopic >= caps.topic) return out("topic", `${ordinal(ofTopic + 1)} photo about ${photo.topic}`);
  return undefined;
};

const named = (person: string): string => person.replace(/(?<=^|[\s-])\p{Ll}/gu, (letter) => letter.toUpperCase());

/** What a gallery lacks of the spread it should have; all zero when it has it. */
export type Wants = { places: number; opener: number; days: number; others: number; orientations: number };

export const fewestDays = 4;
export const fewestOthers = 4;
/** Both orientations, each with company: two fill a pair. */
const fewestOfOrientation = 2;

export const wantsOf = (chosen: readonly Candidate[], { shownPostIds }: Surroundings): Wants => {
  const large = chosen.filter(({ frames }) => frames.full);
  const wide = chosen.filter(({ landscape }) => landscape).length;
  const days = new Set(chosen.map(({ date }) => date)).size;
  const others = chosen.filter(({ postId }) => !shownPostIds.has(postId)).length;
  const short = (wanted: number, found: number) => Math.max(Math.min(wanted, chosen.length) - found, 0);
  return {
    places: short(fullSlots(chosen.length), large.length),
    opener: large.some(({ landscape }) => landscape) ? 0 : 1,
    days: short(fewestDays, days),
    others: short(fewestOthers, others),
    orientations: short(fewestOfOrientation, wide) + short(fewestOfOrientation, chosen.length - wide),
  };
};

/** Without its places a gallery cannot be; the rest is wanted in equal parts. */
const lacking = ({ places, opener, days, others, orientations }: Wants): number =>
  100 * places + 10 * opener + days + others + orientations;

/**
 * Exchanges as few of the chosen photos as the spread needs, each for the best that mends most: an exchange is made
 * only when the gallery lacks less after it. `ranked` is best first; what an editor
 * asked for stays.
 */
export const spreadOut = (
  chosen: readonly Candidate[],
  ranked: readonly Candidate[],
  caps: Caps,
  around: Surroundings,
): readonly Candidate[] => {
  const kinds = [...Map.groupBy(ranked, (photo) => kindOf(photo, around)).values()];
  let gallery = chosen;
  for (;;) {
    const better = bestExchange(gallery, kinds, caps, around);
    if (!better) return gallery;
    gallery = better;
  }
};

/** Photos of one kind mend the same. */
const kindOf = ({ date, postId, landscape, frames }: Candidate, { shownPostIds }: Surroundings): string =>
  `${date} ${shownPostIds.has(postId)} ${landscape} ${frames.full !== undefined}`;

const bestExchange = (
  gallery: readonly Candidate[],
  kinds: readonly (readonly Candidate[])[],
  caps: Caps,
  around: Surroundings,
): readonly Candidate[] | undefined => {
  let best = { lacks: lacking(wantsOf(gallery, around)), loss: Number.NEGATIVE_INFINITY, gallery };
  if (best.lacks === 0) return undefined;
  for (const leaving of gallery.filter((photo) => !isWanted(photo))) {
    const rest = gallery.filter((photo) => photo !== leaving);
    for (const kind of kinds) {
      const lacks = lacking(wantsOf([...rest, kind[0] as Candidate], around));
      if (lacks > best.lacks) continue;
      const coming = kind.find((photo) => !gallery.includes(photo) && !whyNotJoin(photo, rest, caps, around));
      if (!coming) continue;
      const loss = leaving.rank - coming.rank;
      if (lacks < best.lacks || loss < best.loss) best = { lacks, loss, gallery: [...rest, coming] };
    }
  }
  return best.gallery === gallery ? undefined : best.gallery;
};
