import { leavesAt } from "../posts/post.ts";
import { type Candidate, compareText } from "./candidate.ts";
import { isSamePicture } from "./sameness.ts";

/**
 * Tells the photos that show again what another of the given showed first: in an earlier post, or earlier in their own.
 * Each answer is worked out when it is first asked for, and a week asks for few.
 */
export const repostsAmong = (photos: readonly Candidate[]): ((photo: Candidate) => boolean) => {
  const answers = new Map<Candidate, boolean>();
  return (photo) => {
    const answer =
      answers.get(photo) ??
      photos.some((other) => isEarlier(other, photo) && isSamePicture(other.fingerprint, photo.fingerprint));
    answers.set(photo, answer);
    return answer;
  };
};

const isEarlier = (a: Candidate, b: Candidate): boolean =>
  (compareText(leavesAt(a.post), leavesAt(b.post)) || compareText(a.postId, b.postId) || a.position - b.position) < 0;
