import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { asEdited, leavesAt, type Post } from "../posts/post.ts";
import { blocksOf } from "./blocks.ts";
import { compareText } from "./candidate.ts";
import { choosePictures, type Pictures } from "./choose-pictures.ts";
import type { Digest, Reason } from "./digest.ts";
import { type EditorChoices, noChoices } from "./editor-choices.ts";
import { isSensitive, whyPostIsOut } from "./eligible-posts.ts";
import { placeLead } from "./frames.ts";
import type { Window } from "./issue.ts";
import { type Memory, noMemory } from "./memory.ts";
import { peopleOf } from "./persons.ts";
import { type PhotoRules, whyUnfit } from "./photo-eligibility.ts";
import { merits } from "./photo-rank.ts";
import { type PhotosOfPost, type PhotosOfWeek, photosOfPost, photosOfWeek } from "./photos-of-week.ts";
import { postScore, scoreShare, scoreWords } from "./post-score.ts";
import { inside, out } from "./reason.ts";
import { weekRemarks } from "./remarks.ts";
import { type Scored, selectStories } from "./select-stories.ts";
import { besideStories, sponsorsOn } from "./sponsors.ts";
import { topicsOf } from "./topics.ts";
import { dateIn } from "./window.ts";

export type DigestInput = {
  newsletter: Newsletter;
  window: Window;
  /** Every post that might be in, in any order: those of the window, and those that missed an earlier one. */
  posts: readonly Post[];
  memory?: Memory | undefined;
  choices?: EditorChoices | undefined;
  /** The last draft of this issue: what it chose stays where no rule forbids it. */
  previous?: Digest | undefined;
  /** The gallery to keep where it may stay, when that is not the last draft's: an editor goes back to it. */
  keep?: readonly string[] | undefined;
  /** When the issue was closed: what came later waits for the next one. */
  closedAt?: Instant | undefined;
  /** Posts that came later wait in the tray, unless the editor let them in. */
  trayFrom?: Instant | undefined;
};

/**
 * The digest of a window, with a reason for every post and every photo given. It hangs on its input alone: no clock, no
 * randomness, and the order of the posts makes no difference. It is decided as of the end of the window, when the issue
 * may leave at the earliest, so a late run makes the same issue.
 */
export const makeDigest = (input: DigestInput): Digest => {
  const { newsletter, window, memory = noMemory, choices = noChoices, previous, closedAt, trayFrom } = input;
  const posts = input.posts.map(asEdited).toSorted((a, b) => compareText(a.id, b.id));
  const outside = postsOutside(posts, { newsletter, window, memory, choices, closedAt, trayFrom });
  const eligible = posts.filter(({ id }) => !outside.has(id));

  const rules = { newsletter, choices, at: window.until };
  const scored = scorePosts(eligible, window, rules);
  const calm = sponsorsOn(newsletter, window.until, choices.droppedSponsorIds);
  const stories = selectStories(scored, { choices, maxPerTopic: newsletter.maxPerTopic, calm: calm.shown.length > 0 });
  const sponsors = besideStories(calm, stories);
  const facts = scored.map(({ post, photos, score, topic, sensitive }) => {
    const date = dateIn(newsletter.zone, leavesAt(post));
    return { post, photos, sensitive, topic, storyScore: scoreShare(score), date };
  });
  const photos = photosOfWeek(facts, rules);
  const pictures = choosePictures({
    photos,
    leadPostId: stories.lead?.post.id,
    storyPostIds: stories.stories.map(({ post }) => post.id),
    memory,
    byHand: choices.gallery,
    storyPhotos: choices.storyPhotos,
    previous,
    keep: input.keep,
  });
  return {
    blocks: blocksOf({ note: choices.note, stories, pictures, sponsors: sponsors.shown, total: eligible.length }),
    postReasons: Object.fromEntries(posts.map(({ id }) => [id, reasonFor(id, outside, stories.reasons)])),
    photoReasons: photoReasons(posts, outside, photos, pictures),
    trimmed: [],
    remarks: [
      ...weekRemarks({ newsletter, window, choices, posts, outside, photos }),
      ...stories.remarks,
      ...pictures.highlights.remarks,
      ...sponsors.remarks,
    ],
  };
};

const postsOutside = (posts: readonly Post[], rules: Parameters<typeof whyPostIsOut>[1]): Map<string, Reason> =>
  new Map(
    posts.flatMap((post): [string, Reason][] => {
      const reason = whyPostIsOut(post, rules);
      return reason ? [[post.id, reason]] : [];
    }),
  );

const scorePosts = (
  posts: readonly Post[],
  window: Window,
  rules: PhotoRules,
): (Scored & { photos: PhotosOfPost })[] => {
  const topicOf = topicsOf(posts);
  return posts.map((post) => {
    const photos = photosOfPost(post, rules);
    const facts = { window, photos: photos.usable.filter(({ photo }) => !whyUnfit(photo, false)) };
    return {
      post,
      photos,
      score: postScore(post, facts),
      words: scoreWords(post, facts),
      topic: topicOf(post),
      persons: peopleOf(post),
      sensitive: isSensitive(post, rules.newsletter),
      leadable: facts.photos.some(({ photo }) => placeLead({ postId: post.id, photo })),
    };
  });
};

const reasonFor = (id: string, ...reasons: readonly ReadonlyMap<string, Reason>[]): Reason => {
  for (const each of reasons) {
    const reason = each.get(id);
    if (reason) return reason;
  }
  throw new Error(`nothing was decided about ${id}`);
};

/** One reason for every photo, also of posts that are out: what is shown comes before why it is no highlight. */
const photoReasons = (
  posts: readonly Post[],
  outside: ReadonlyMap<string, Reason>,
  photos: PhotosOfWeek,
  { lead, highlights, cards }: Pictures,
): Record<string, Reason> => {
  const shown = new Map<string, Reason>();
  if (lead) shown.set(lead.photo.photo.id, inside("lead", `the lead's picture, ${merits(lead.photo)}`));
  for (const card of cards)
    if (card) shown.set(card.photo.photo.id, inside("card", `on its story's card, ${merits(card.photo)}`));
  return Object.fromEntries(
    posts.flatMap(({ id: postId, photos: all }) => {
      const whyOut = outside.get(postId);
      const postOut = whyOut && out("post out", whyOut.text.replace(/^Out: /, "its post is out, "));
      return all.map(({ id }) => [id, postOut ?? reasonFor(id, shown, highlights.reasons, photos.reasons)]);
    }),
  );
};
