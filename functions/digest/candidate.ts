import { onceOf } from "../core/once-of.ts";
import type { ReadyPhoto } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";
import type { Frame } from "./bursts.ts";
import { isLandscape } from "./crop.ts";
import { type Frames, framesOf } from "./frames.ts";
import { personsOf } from "./persons.ts";
import { type Judged, rankOf } from "./photo-rank.ts";
import { type Fingerprint, fingerprintOf, printOf } from "./sameness.ts";

/** A photo that may stand in the mail, with all that the choice looks at, worked out once. */
export type Candidate = Judged &
  Frame & {
    post: Post;
    fingerprint: Fingerprint;
    frames: Frames;
    rank: number;
    persons: readonly string[];
    topic: string | undefined;
    /** The day of its post on the newsletter's wall clock. */
    date: string;
  };

export type CandidateFacts = Judged & Pick<Candidate, "post" | "topic" | "date">;

export const candidate = (facts: CandidateFacts): Candidate => ({
  ...facts,
  ...inItself(facts.photo),
  postId: facts.post.id,
  rank: rankOf(facts),
  persons: personsOf(facts.post, facts.photo),
});

/** What a photo is wherever it stands. */
const inItself = onceOf((photo: ReadyPhoto) => ({
  position: photo.position,
  landscape: isLandscape(photo),
  fingerprint: fingerprintOf(printOf(photo)),
  frames: framesOf(photo),
}));

/** Best first; ties: place in the post, newer post, photo id (docs/editing.md H8). */
export const byRank = (a: Candidate, b: Candidate): number =>
  b.rank - a.rank ||
  a.position - b.position ||
  compareText(b.post.publishedAt, a.post.publishedAt) ||
  compareText(a.photo.id, b.photo.id);

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
