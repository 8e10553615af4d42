import type { SlotName } from "../core/rendition.ts";
import type { Line } from "./mail-text.ts";
import type { NoteParagraph } from "./note-markdown.ts";
import type { Plate } from "./photo-plate.ts";

/**
 * Everything the templates of the mail take, as plain data: words already chosen, cut and cleaned, addresses already
 * made. What is absent is `null` and never missing, because the templates are strict.
 */
export type MailView = {
  lang: string;
  dir: "ltr" | "rtl";
  /** `left` or `right`: where lines begin. */
  start: "left" | "right";
  arrow: "→" | "←";
  /** Section titles are set in italics, which Arabic and Hebrew do not have. */
  headingStyle: "italic" | "normal";
  /** Padding of the first and second photo of a pair: the gap is between them, whichever way one reads. */
  gap: { first: string; second: string };
  title: string;
  preheader: string;
  preheaderPadding: string;
  name: Line;
  /** Too long for one line of the wordmark on a phone. */
  nameIsLong: boolean;
  dates: string;
  brand: { accentLight: string; accentDark: string };
  logo: { url: string; width: number; height: number } | null;
  words: {
    highlights: string;
    more: string;
    sponsored: string;
    why: string;
    unsubscribe: string;
    preferences: string;
    viewInBrowser: string;
  };
  /** The sizes in which photos are shown, once each, so that their room is kept while they load. */
  sizes: readonly SizeView[];
  blocks: readonly BlockView[];
  postalAddress: string;
  slots: Readonly<Record<SlotName, string>>;
};

export type SizeView = { name: string; height: number; phoneHeight: number };

/** One of these is there, the others are `null`. */
export type BlockView = {
  note: { paragraphs: readonly NoteParagraph[] } | null;
  lead: LeadView | null;
  /** The lead of the "photos" variant: its picture alone. */
  picture: PhotoView | null;
  highlights: { rows: readonly RowView[]; photos: readonly PhotoView[] } | null;
  stories: { cards: readonly StoryView[] } | null;
  sponsor: SponsorView | null;
  more: { links: readonly LinkView[]; all: { url: string; words: string } } | null;
};

export type PhotoView = {
  url: string;
  src: string;
  alt: string;
  width: number;
  height: number;
  /** The class that keeps its room. */
  size: string;
  plate: Plate;
  caption: Line | null;
  credit: string | null;
};

export type EmbedView = { url: string; words: string };

export type LeadView = {
  url: string;
  title: Line;
  excerpt: Line | null;
  photo: PhotoView | null;
  embed: EmbedView | null;
  see: string;
};

export type StoryView = {
  url: string;
  title: Line;
  excerpt: Line | null;
  photo: PhotoView | null;
  embed: EmbedView | null;
  credit: string | null;
};

type PairView = { first: PhotoView; second: PhotoView };

/** `upright` stands side by side on a phone too, `wide` is stacked there. */
export type RowView = { full: PhotoView | null; upright: PairView | null; wide: PairView | null };

export type SponsorView = {
  name: string;
  headline: Line;
  text: Line;
  url: string;
  photo: PhotoView | null;
};

export type LinkView = { url: string; title: Line };
