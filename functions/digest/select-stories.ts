import { leavesAt, type Post } from "../posts/post.ts";
import { compareText } from "./candidate.ts";
import type { Reason } from "./digest.ts";
import type { EditorChoices } from "./editor-choices.ts";
import { inside, ordinal, out } from "./reason.ts";

/** An eligible post with what its place is judged by. */
export type Scored = {
  post: Post;
  score: number;
  words: string;
  topic: string | undefined;
  /** Whom it is about, by its tags. */
  persons: readonly string[];
  sensitive: boolean;
  /** It has a photo that may stand as the lead's. */
  leadable: boolean;
};

export type Stories = {
  lead: Scored | undefined;
  stories: readonly Scored[];
  /** The rest, best first. */
  more: readonly Scored[];
  reasons: ReadonlyMap<string, Reason>;
  remarks: readonly string[];
};

export type StoryRules = {
  choices: EditorChoices;
  maxPerTopic: number;
  /** A sponsor follows: the stories do not end, and the rest does not begin, with something sensitive. */
  calm: boolean;
};

const fewestStories = 6;
const mostStories = 8;
export const mostLinks = 12;

/**
 * Lead, stories and the rest (docs/highlights.md): the editor's pins first, then by score, so many of a topic; the cap gives
 * way only when it would leave fewer than six stories. No sensitive post leads by itself.
 */
export const selectStories = (posts: readonly Scored[], { choices, maxPerTopic, calm }: StoryRules): Stories => {
  const ranked = inOrder(posts, choices.pinnedPostIds);
  const lead = leadOf(ranked, choices);
  const rest = ranked.filter((each) => each !== lead);
  const pinned = rest.filter(({ post }) => choices.pinnedPostIds.includes(post.id)).slice(0, mostStories);
  const kept = capTopics(rest, pinned, lead, maxPerTopic);
  const byScore = apart(kept.stories.slice(pinned.length), pinned.at(-1) ?? lead);
  const stories = [...pinned, ...(calm ? calmAt("end", byScore) : byScore)];
  const left = rest.filter((each) => !stories.includes(each));
  const more = calm ? calmAt("start", left) : left;
  return {
    lead,
    stories,
    more,
    reasons: reasonsFor({ lead, stories, more, pinned, capped: kept.capped }),
    remarks: kept.remarks,
  };
};

/** Pins as the editor ordered them, then by score; ties: newer first, then by id. */
const inOrder = (posts: readonly Scored[], pins: readonly string[]): Scored[] => {
  const pin = ({ post }: Scored) => (pins.includes(post.id) ? pins.indexOf(post.id) : pins.length);
  return posts.toSorted(
    (a, b) =>
      pin(a) - pin(b) ||
      b.score - a.score ||
      compareText(leavesAt(b.post), leavesAt(a.post)) ||
      compareText(a.post.id, b.post.id),
  );
};

const leadOf = (ranked: readonly Scored[], { leadPostId, pinnedPostIds }: EditorChoices): Scored | undefined => {
  const chosen = ranked.find(({ post }) => post.id === leadPostId);
  if (chosen) return chosen;
  const calm = ranked.filter(({ sensitive }) => !sensitive);
  const first = calm[0];
  if (first && pinnedPostIds.includes(first.post.id)) return first;
  return calm.find(({ leadable }) => leadable) ?? first;
};

const capTopics = (rest: readonly Scored[], pinned: readonly Scored[], lead: Scored | undefined, most: number) => {
  const uses = new Map<string, number>();
  const count = ({ topic }: Scored) => topic !== undefined && uses.set(topic, (uses.get(topic) ?? 0) + 1);
  for (const each of [...(lead ? [lead] : []), ...pinned]) count(each);
  const stories = [...pinned];
  const capped = new Map<Scored, number>();
  for (const each of rest) {
    if (stories.length === mostStories) break;
    if (stories.includes(each)) continue;
    const used = each.topic === undefined ? 0 : (uses.get(each.topic) ?? 0);
    if (used >= most) capped.set(each, used);
    else {
      stories.push(each);
      count(each);
    }
  }
  const taken = [...capped.keys()].slice(0, Math.max(fewestStories - stories.length, 0));
  for (const each of taken) capped.delete(each);
  return {
    stories: rest.filter((each) => stories.includes(each) || taken.includes(each)),
    capped,
    remarks: taken.length > 0 ? [`Supply is short: more than ${most} stories are about one topic.`] : [],
  };
};

/** Best first, but no two in a row about one topic or person or with the same opening words, as far as that goes. */
const apart = (stories: readonly Scored[], lead: Scored | undefined): Scored[] => {
  const waiting = [...stories];
  const order: Scored[] = [];
  while (waiting.length > 0) {
    const last = order.at(-1) ?? lead;
    const next = waiting.findIndex((each) => !last || !alike(last, each));
    const [each] = waiting.splice(Math.max(next, 0), 1) as [Scored];
    order.splice(next === -1 ? placeBetween(order, each, lead) : order.length, 0, each);
  }
  return order;
};

/** The last place among those in order where it has nothing in common with its neighbours; after them all without one. */
const placeBetween = (order: readonly Scored[], each: Scored, lead: Scored | undefined): number => {
  const place = order.findLastIndex((after, at) => {
    const before = order[at - 1] ?? lead;
    return !alike(after, each) && !(before && alike(before, each));
  });
  return place === -1 ? order.length : place;
};

const alike = (a: Scored, b: Scored): boolean =>
  (a.topic !== undefined && a.topic === b.topic) ||
  a.persons.some((person) => b.persons.includes(person)) ||
  opening(a.post.title) === opening(b.post.title);

/** The list with the nearest story that is not sensitive moved to that end of it. */
const calmAt = (end: "start" | "end", list: readonly Scored[]): Scored[] => {
  const at =
    end === "start" ? list.findIndex((each) => !each.sensitive) : list.findLastIndex((each) => !each.sensitive);
  if (at === -1) return [...list];
  const moved = list.slice(at, at + 1);
  const others = list.toSpliced(at, 1);
  return end === "start" ? [...moved, ...others] : [...others, ...moved];
};

const opening = (title: string): string => title.toLowerCase().split(/\s+/).slice(0, 2).join(" ");

type Placed = {
  lead: Scored | undefined;
  stories: readonly Scored[];
  more: readonly Scored[];
  pinned: readonly Scored[];
  capped: ReadonlyMap<Scored, number>;
};

const reasonsFor = ({ lead, stories, more, pinned, capped }: Placed): Map<string, Reason> => {
  const reasons = new Map<string, Reason>();
  if (lead) reasons.set(lead.post.id, inside("lead", `the lead, ${lead.words}`));
  for (const [at, each] of stories.entries()) {
    const why = pinned.includes(each) ? "pinned by the editor" : each.words;
    reasons.set(each.post.id, inside("story", `${ordinal(at + 1)} story, ${why}`));
  }
  for (const [at, each] of more.entries()) {
    const used = capped.get(each);
    const why = used === undefined ? each.words : `${ordinal(used + 1)} about ${each.topic}`;
    reasons.set(
      each.post.id,
      at < mostLinks ? inside("more", `under “more”, ${why}`) : out("page", `on the page of all stories only, ${why}`),
    );
  }
  return reasons;
};
