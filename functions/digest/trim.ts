import type { Block, Digest, Story } from "./digest.ts";
import { photoIdsOf } from "./gallery.ts";
import { counted, out } from "./reason.ts";
import { shorterExcerpt } from "./story-words.ts";

export type Trimmed = { digest: Digest; told: string };

const shortLead = 35;
const shortStory = 20;
const fewestLinks = 6;
const linksAtOnce = 3;

/** Which of the byte budgets is over. */
export type Over = "html" | "pictures";

/**
 * The digest with the next thing taken away that the byte budget may take, and what it was in words; `undefined` when
 * nothing more may go. For the HTML the order is docs/editing.md's: excerpts get shorter, "more" goes from 12 to 6, the
 * last cards become links, and at the very last the gallery shrinks, never under six. For the pictures no word goes, since
 * that would save none of their bytes: the last cards lose theirs, then the gallery shrinks. Sponsors stay.
 */
export const trimOnce = (digest: Digest, over: Over): Trimmed | undefined => {
  for (const step of steps[over]) {
    const trimmed = step(digest);
    if (trimmed) return trimmed;
  }
  return undefined;
};

/** The digest as it was rendered: with all taken away that was told, and the reasons that came of it. */
export const trimmedAs = (digest: Digest, told: readonly string[]): Digest => {
  const trimmed = told.reduce((before, words) => {
    const all = overs.map((over) => trimOnce(before, over));
    return all.find((each) => each?.told === words)?.digest ?? before;
  }, digest);
  return { ...trimmed, trimmed: told };
};

type Step = (digest: Digest) => Trimmed | undefined;
type BlockOf<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>;

const find = <Kind extends Block["kind"]>({ blocks }: Digest, kind: Kind): BlockOf<Kind> | undefined =>
  blocks.find((block): block is BlockOf<Kind> => block.kind === kind);

const replaced = (digest: Digest, before: Block, after: Block): Digest => ({
  ...digest,
  blocks: digest.blocks.map((block) => (block === before ? after : block)),
});

const shortenStories: Step = (digest) => {
  const block = find(digest, "stories");
  if (!block) return undefined;
  const stories = block.stories.map((story): Story => {
    const excerpt = shorterExcerpt(story.excerpt, shortStory);
    return excerpt === undefined ? story : { ...story, excerpt };
  });
  const count = stories.filter((story, at) => story !== block.stories[at]).length;
  if (count === 0) return undefined;
  return {
    digest: replaced(digest, block, { ...block, stories }),
    told: `${counted(count, "excerpt")} cut to ${shortStory} words.`,
  };
};

const shortenLead: Step = (digest) => {
  const block = find(digest, "lead");
  const excerpt = block && shorterExcerpt(block.lead.excerpt, shortLead);
  if (!block || excerpt === undefined) return undefined;
  return {
    digest: replaced(digest, block, { ...block, lead: { ...block.lead, excerpt } }),
    told: `The lead's excerpt cut to ${shortLead} words.`,
  };
};

const fewerLinks: Step = (digest) => {
  const block = find(digest, "more");
  if (!block || block.postIds.length <= fewestLinks) return undefined;
  const count = Math.max(block.postIds.length - linksAtOnce, fewestLinks);
  const postReasons = { ...digest.postReasons };
  for (const id of block.postIds.slice(count))
    postReasons[id] = out("trimmed", "on the page of all stories only, its link made room for bytes");
  return {
    digest: { ...replaced(digest, block, { ...block, postIds: block.postIds.slice(0, count) }), postReasons },
    told: `“More” shows ${count} links instead of ${block.postIds.length}.`,
  };
};

const cardToLink: Step = (digest) => {
  const block = find(digest, "stories");
  const at = block?.stories.findLastIndex(({ shape }) => shape !== "link") ?? -1;
  const story = block?.stories[at];
  if (!block || !story) return undefined;
  const { photo, ...bare } = story;
  const photoReasons = { ...digest.photoReasons };
  if (photo) photoReasons[photo.photoId] = out("trimmed", "its card became a link, to make room for bytes");
  return {
    digest: {
      ...replaced(digest, block, {
        ...block,
        stories: block.stories.with(at, { ...bare, shape: "link", excerpt: "" }),
      }),
      photoReasons,
    },
    told: `Story ${at + 1} became a link.`,
  };
};

const smallerGallery: Step = (digest) => {
  const block = find(digest, "highlights");
  const [rows, ...shorter] = block?.shorter ?? [];
  if (!block || !rows) return undefined;
  const kept = photoIdsOf(rows);
  const photoReasons = { ...digest.photoReasons };
  for (const id of photoIdsOf(block.rows))
    if (!kept.includes(id)) photoReasons[id] = out("trimmed", "the gallery made room for bytes");
  return {
    digest: { ...replaced(digest, block, { ...block, rows, shorter }), photoReasons },
    told: `${kept.length} highlights instead of ${photoIdsOf(block.rows).length}.`,
  };
};

const pictureOff: Step = (digest) => {
  const block = find(digest, "stories");
  const at = block?.stories.findLastIndex(({ shape, photo }) => shape === "card" && photo) ?? -1;
  const { photo, ...story } = block?.stories[at] ?? {};
  if (!block || !photo) return undefined;
  const bare = { ...story, shape: "text" } as Story;
  const photoReasons = { ...digest.photoReasons };
  photoReasons[photo.photoId] = out("trimmed", "its card gave it up, to make room for bytes");
  return {
    digest: { ...replaced(digest, block, { ...block, stories: block.stories.with(at, bare) }), photoReasons },
    told: `Story ${at + 1} shows no picture.`,
  };
};

const steps: Readonly<Record<Over, readonly Step[]>> = {
  html: [shortenStories, shortenLead, fewerLinks, cardToLink, smallerGallery],
  pictures: [pictureOff, smallerGallery],
};
const overs = ["html", "pictures"] as const;
