import { leavesAt } from "../posts/post.ts";
import { type Candidate, compareText } from "./candidate.ts";
import { sameAsOneOf } from "./sameness.ts";

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
  const isAmong = sameAsOneOf(inOrder.map(({ photo }) => photo.fingerprint));
  const answers = new Map<Candidate, boolean>();
  return (photo) => {
    const answer = answers.get(photo) ?? isAmong(photo.fingerprint, earlier.get(photo) ?? 0);
    answers.set(photo, answer);
    return answer;
  };
};

type Dated = { photo: Candidate; at: string };

const byTime = (a: Dated, b: Dated): number =>
  compareText(a.at, b.at) || compareText(a.photo.postId, b.photo.postId) || a.photo.position - b.photo.position;
