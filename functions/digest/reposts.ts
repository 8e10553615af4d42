import { onceOf } from "../core/once-of.ts";
import { leavesAt } from "../posts/post.ts";
import { type Candidate, compareText } from "./candidate.ts";
import { type Fingerprint, sameAsOneOf } from "./sameness.ts";

/**
 * Tells the photos that show again what another of the given showed first: in an earlier post, or earlier in their own.
 * They are put in order once, and each answer is worked out when it is first asked for.
 */
export const repostsAmong = (photos: readonly Candidate[]): ((photo: Candidate) => boolean) => {
  const inOrder = photos.map((photo) => ({ photo, at: leavesAt(photo.post) })).toSorted(byTime);
  const earlier = new Map<Candidate, number>();
  inOrder.forEach((each, at) => {
    const before = inOrder[at - 1];
    const isTied = before !== undefined && byTime(before, each) === 0;
    earlier.set(each.photo, isTied ? (earlier.get(before.photo) ?? 0) : at);
  });
  const answers = answersFor(inOrder.map(({ photo }) => photo.fingerprint));
  return (photo) => answers(photo.fingerprint, earlier.get(photo) ?? 0);
};

type Dated = { photo: Candidate; at: string };

const byTime = (a: Dated, b: Dated): number =>
  compareText(a.at, b.at) || compareText(a.photo.postId, b.photo.postId) || a.photo.position - b.photo.position;

type Answers = (asked: Fingerprint, count: number) => boolean;

/** A draft is made anew with every decision, and its photos are the same: so are the answers, as long as the order is. */
const answersFor = ([first, ...rest]: readonly Fingerprint[]): Answers => {
  if (!first) return () => false;
  const kept = latest(first);
  const isSame = kept.rest.length === rest.length && rest.every((each, at) => each === kept.rest[at]);
  if (!kept.answers || !isSame) Object.assign(kept, { rest, answers: remembered(sameAsOneOf([first, ...rest])) });
  return kept.answers as Answers;
};

/** The last order that began with a photo. */
const latest = onceOf((_: Fingerprint): { rest: readonly Fingerprint[]; answers?: Answers } => ({ rest: [] }));

const remembered = (isAmong: Answers): Answers => {
  const known = new Map<Fingerprint, { count: number; answer: boolean }>();
  return (asked, count) => {
    const kept = known.get(asked);
    if (kept?.count === count) return kept.answer;
    const answer = isAmong(asked, count);
    known.set(asked, { count, answer });
    return answer;
  };
};
