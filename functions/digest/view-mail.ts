import { dateRange, directionOf, type Words, wordsOf } from "../../templates/words.ts";
import type { Newsletter, Sponsor } from "../core/newsletter.ts";
import type { SlotName, Variant } from "../core/rendition.ts";
import type { Embed, Post } from "../posts/post.ts";
import type { Block, Digest, GalleryRow, Lead, PlacedPhoto, Story } from "./digest.ts";
import type { Window } from "./issue.ts";
import { cutAtWords, line, oneLine } from "./mail-text.ts";
import type { BlockView, EmbedView, LeadView, MailView, PhotoView, RowView, SizeView, StoryView } from "./mail-view.ts";
import { ownLink } from "./own-link.ts";
import { photoPlate } from "./photo-plate.ts";
import { longestCaption, photoWords } from "./photo-words.ts";

export type MailInput = {
  newsletter: Newsletter;
  issueId: string;
  window: Window;
  digest: Digest;
  /** Every post that a block of the digest names. */
  posts: ReadonlyMap<string, Post>;
  subject: string;
  preheader: string;
  links: MailLinks;
};

/** Addresses of ours, absolute: where the files of photos are, the page of all the week's posts, the personal parts. */
export type MailLinks = {
  photo: (placed: PlacedPhoto) => string;
  file: (key: string) => string;
  allStories: string;
  slots: Readonly<Record<SlotName, string>>;
};

/** The same input gives the same view: nothing here reads a clock, a store or the network. */
export const viewMail = (input: MailInput, variant: Variant): MailView => {
  const { newsletter, window } = input;
  const words = wordsOf(newsletter.language);
  const dir = directionOf(newsletter.language);
  const dates = dateRange(newsletter.language, newsletter.zone, window.from, window.until);
  const blocks = input.digest.blocks.flatMap((block) => viewBlock(input, words, block, variant));
  return {
    lang: newsletter.language,
    dir,
    start: dir === "rtl" ? "right" : "left",
    arrow: dir === "rtl" ? "←" : "→",
    headingStyle: dir === "rtl" ? "normal" : "italic",
    gap: dir === "rtl" ? { first: afterGap, second: beforeGap } : { first: beforeGap, second: afterGap },
    title: oneLine(`${newsletter.name}, ${dates}`),
    preheader: oneLine(input.preheader),
    preheaderPadding,
    name: line(newsletter.name),
    nameIsLong: newsletter.name.length > longestWordmark,
    dates,
    brand: { accentLight: newsletter.brand.accentLight, accentDark: newsletter.brand.accentDark },
    logo: newsletter.brand.logo ?? null,
    words: {
      highlights: words.highlights,
      more: words.more,
      sponsored: words.sponsored,
      why: words.why(oneLine(newsletter.name)),
      unsubscribe: words.unsubscribe,
      preferences: words.preferences,
      viewInBrowser: words.viewInBrowser,
    },
    sizes: sizesOf(blocks),
    blocks,
    postalAddress: oneLine(newsletter.postalAddress ?? ""),
    slots: input.links.slots,
  };
};

const beforeGap = "0 4px 0 0";
const afterGap = "0 0 0 4px";
/** Keeps what follows the preheader out of the inbox's preview line. */
const preheaderPadding = "&#847;&zwnj;&nbsp;".repeat(40);
const longestWordmark = 20;
const longestSponsorWords = 60;

const viewBlock = (input: MailInput, words: Words, block: Block, variant: Variant): BlockView[] => {
  if (variant === "photos") {
    if (block.kind === "highlights") return [only({ highlights: viewHighlights(input, words, block.rows) })];
    const photo = block.kind === "lead" ? block.lead.photo : undefined;
    return photo ? [only({ picture: viewPhoto(input, words, photo, longestCaption.full) })] : [];
  }
  switch (block.kind) {
    case "note":
      return [only({ note: { paragraphs: block.text.split(/\n\s*\n/).map(line) } })];
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

const viewPhoto = (input: MailInput, words: Words, placed: PlacedPhoto, longest: number): PhotoView => {
  const post = postOf(input, placed.postId);
  const photo = post.photos.find(({ id }) => id === placed.photoId);
  if (!photo) throw new Error(`post ${post.id} has no photo ${placed.photoId}`);
  return {
    url: postUrl(input, post),
    src: input.links.photo(placed),
    width: placed.width,
    height: placed.height,
    size: sizeName(placed),
    plate: photoPlate(photo.measures?.dominantColour ?? neutralPlate),
    ...photoWords(photo, titleOf(post), words, longest),
  };
};

const neutralPlate = "#5c6066";

const viewSponsor = (input: MailInput, sponsor: Sponsor) => ({
  name: oneLine(sponsor.name),
  headline: line(sponsor.headline),
  text: line(cutAtWords(oneLine(sponsor.text), longestSponsorWords)),
  url: sponsor.url,
  photo: sponsor.photo ? sponsorPhoto(input, sponsor, sponsor.photo) : null,
});

const sponsorPhoto = (input: MailInput, sponsor: Sponsor, photo: NonNullable<Sponsor["photo"]>): PhotoView => {
  const width = Math.min(600, photo.width);
  const shown = { width, height: Math.round((photo.height * width) / photo.width) };
  return {
    url: sponsor.url,
    src: input.links.file(photo.key),
    alt: oneLine(photo.alt),
    ...shown,
    size: sizeName(shown),
    plate: photoPlate(neutralPlate),
    caption: null,
    credit: null,
  };
};

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

const sizeName = ({ width, height }: { width: number; height: number }): string => `p${width}x${height}`;

/** A hair under the photo's own height, so that rounding never stretches a loaded one. */
const sizesOf = (blocks: readonly BlockView[]): SizeView[] => {
  const sizes = new Map<string, SizeView>();
  const add = (photo: PhotoView | null | undefined, phoneShare: number) => {
    if (!photo) return;
    const phoneHeight = Math.floor((photo.height / photo.width) * phoneShare);
    sizes.set(photo.size, { name: photo.size, height: photo.height - 1, phoneHeight });
  };
  for (const { lead, picture, highlights, stories, sponsor } of blocks) {
    for (const photo of [lead?.photo, picture, sponsor?.photo]) add(photo, wholeWidth);
    for (const story of stories?.cards ?? []) add(story.photo, wholeWidth);
    for (const { full, upright, wide } of highlights?.rows ?? []) {
      for (const photo of [full, wide?.first, wide?.second]) add(photo, wholeWidth);
      for (const photo of [upright?.first, upright?.second]) add(photo, halfWidth);
    }
  }
  return [...sizes.values()];
};

/** Of the width of a phone's screen, in hundredths, with room for a client's own margin. */
const wholeWidth = 92;
const halfWidth = 44;

const postOf = (input: MailInput, id: string): Post => {
  const post = input.posts.get(id);
  if (!post) throw new Error(`the digest names post ${id}, which is not among the posts`);
  return post;
};

const titleOf = (post: Post): string => post.edits.title ?? post.title;

const postUrl = ({ newsletter, issueId }: MailInput, post: Post): string =>
  ownLink(post.url, newsletter.siteUrl, newsletter.linkParameters, issueId);
