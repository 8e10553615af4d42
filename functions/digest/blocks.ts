import type { Sponsor } from "../core/newsletter.ts";
import type { Pictures } from "./choose-pictures.ts";
import type { Block, Story } from "./digest.ts";
import { mostLinks, type Stories } from "./select-stories.ts";
import { excerptIn, leadWords, storyWords } from "./story-words.ts";

export type BlockInput = {
  note: string | undefined;
  stories: Stories;
  pictures: Pictures;
  sponsors: readonly Sponsor[];
  /** All posts of the issue, those on the page of all stories included. */
  total: number;
};

/** The digest in the order of the mail; no block is ever empty, and without a post there is none. */
export const blocksOf = ({
  note,
  stories: { lead, stories, more },
  pictures,
  sponsors,
  total,
}: BlockInput): Block[] => {
  if (!lead && stories.length === 0) return [];
  const blocks: Block[] = [];
  if (note?.trim()) blocks.push({ kind: "note", text: note.trim() });
  if (lead) {
    const excerpt = excerptIn(lead.post, leadWords);
    blocks.push({ kind: "lead", lead: { postId: lead.post.id, photo: pictures.lead?.placed, excerpt } });
  }
  const { rows, shorter } = pictures.highlights;
  if (rows.length > 0) blocks.push({ kind: "highlights", rows, shorter });
  if (stories.length > 0) blocks.push({ kind: "stories", stories: storiesOf(stories, pictures) });
  for (const sponsor of sponsors) blocks.push({ kind: "sponsor", sponsor });
  const links = more.slice(0, mostLinks).map(({ post }) => post.id);
  if (links.length > 0) blocks.push({ kind: "more", postIds: links, total });
  return blocks;
};

const storiesOf = (stories: Stories["stories"], { cards }: Pictures): Story[] =>
  stories.map(({ post }, at) => {
    const photo = cards[at]?.placed;
    return { postId: post.id, shape: photo ? "card" : "text", photo, excerpt: excerptIn(post, storyWords) };
  });
