import type { Words } from "../../templates/words.ts";
import type { Sponsor } from "../core/newsletter.ts";
import type { Variant } from "../core/rendition.ts";
import type { Embed } from "../posts/post.ts";
import type { Block, GalleryRow, Lead, Story } from "./digest.ts";
import { linkOf, type MailInput, postOf, postUrl, titleOf } from "./mail-input.ts";
import { cutAtWords, line, oneLine } from "./mail-text.ts";
import type { BlockView, EmbedView, LeadView, RowView, StoryView } from "./mail-view.ts";
import { noteParagraphs } from "./note-markdown.ts";
import { longestCaption } from "./photo-words.ts";
import { sponsorPhoto, viewPhoto } from "./view-photo.ts";

/** A block as the template takes it; none when the variant leaves it out. */
export const viewBlock = (input: MailInput, words: Words, block: Block, variant: Variant): BlockView[] => {
  if (variant === "photos") {
    if (block.kind === "highlights") return [only({ highlights: viewHighlights(input, words, block.rows) })];
    const photo = block.kind === "lead" ? block.lead.photo : undefined;
    return photo ? [only({ picture: viewPhoto(input, words, photo, longestCaption.full) })] : [];
  }
  switch (block.kind) {
    case "note":
      return [only({ note: { paragraphs: noteParagraphs(block.text, (url) => linkOf(input, url)) } })];
    case "lead":
      return [only({ lead: viewLead(input, words, block.lead) })];
    case "highlights":
      return [only({ highlights: viewHighlights(input, words, block.rows) })];
    case "stories":
      return [only({ stories: { cards: block.stories.map((story) => viewStory(input, words, story)) } })];
    case "sponsor":
      return [only({ sponsor: viewSponsor(input, block.sponsor) })];
    case "more":
      return [only({ more: viewMore(input, words, block) })];
  }
};

const none: BlockView = {
  note: null,
  lead: null,
  picture: null,
  highlights: null,
  stories: null,
  sponsor: null,
  more: null,
};
const only = (block: Partial<BlockView>): BlockView => ({ ...none, ...block });

const viewLead = (input: MailInput, words: Words, lead: Lead): LeadView => {
  const post = postOf(input, lead.postId);
  const photos = post.photos.filter((photo) => photo.failure === undefined && photo.rights !== "none").length;
  return {
    url: postUrl(input, post),
    title: line(titleOf(post)),
    excerpt: lead.excerpt ? line(lead.excerpt) : null,
    photo: lead.photo ? viewPhoto(input, words, lead.photo, longestCaption.full) : null,
    embed: viewEmbed(words, post.embeds),
    see: photos > 1 ? words.seeAllPhotos(photos) : words.readStory,
  };
};

const viewStory = (input: MailInput, words: Words, story: Story): StoryView => {
  const post = postOf(input, story.postId);
  const photo = story.shape === "card" && story.photo ? viewPhoto(input, words, story.photo, 0) : null;
  const whole = story.shape !== "link";
  return {
    url: postUrl(input, post),
    title: line(titleOf(post)),
    excerpt: whole && story.excerpt ? line(story.excerpt) : null,
    photo,
    embed: whole ? viewEmbed(words, post.embeds) : null,
    credit: photo?.credit ?? null,
  };
};

const viewHighlights = (input: MailInput, words: Words, rows: readonly GalleryRow[]) => {
  const views = rows.map((row) => viewRow(input, words, row));
  const photos = views.flatMap(({ full, upright, wide }) => {
    const pair = upright ?? wide;
    return [full, pair?.first, pair?.second].filter((photo) => photo != null);
  });
  return { rows: views, photos };
};

const viewRow = (input: MailInput, words: Words, row: GalleryRow): RowView => {
  if (row.shape === "full")
    return { full: viewPhoto(input, words, row.photos[0], longestCaption.full), upright: null, wide: null };
  const [first, second] = row.photos;
  const pair = {
    first: viewPhoto(input, words, first, longestCaption.pair),
    second: viewPhoto(input, words, second, longestCaption.pair),
  };
  const isWide = first.width > first.height;
  return { full: null, upright: isWide ? null : pair, wide: isWide ? pair : null };
};

const longestSponsorWords = 60;

const viewSponsor = (input: MailInput, sponsor: Sponsor) => ({
  name: oneLine(sponsor.name),
  headline: line(sponsor.headline),
  text: line(cutAtWords(oneLine(sponsor.text), longestSponsorWords)),
  url: sponsor.url,
  photo: sponsor.photo ? sponsorPhoto(input, sponsor, sponsor.photo) : null,
});

const viewMore = (input: MailInput, words: Words, block: Extract<Block, { kind: "more" }>) => ({
  links: block.postIds.map((id) => {
    const post = postOf(input, id);
    return { url: postUrl(input, post), title: line(titleOf(post)) };
  }),
  all: { url: input.links.allStories, words: words.allStories(block.total) },
});

const services: Readonly<Record<Embed["service"], string>> = {
  instagram: "Instagram",
  youtube: "YouTube",
  x: "X",
  tiktok: "TikTok",
  facebook: "Facebook",
  vimeo: "Vimeo",
  spotify: "Spotify",
  bluesky: "Bluesky",
  threads: "Threads",
  other: "",
};

const viewEmbed = (words: Words, embeds: readonly Embed[]): EmbedView | null => {
  const embed = embeds.find(({ url }) => /^https?:/i.test(url));
  if (!embed) return null;
  const author = oneLine(embed.author ?? "");
  return { url: embed.url, words: words.on(services[embed.service] || words.onTheWeb, author || undefined) };
};
