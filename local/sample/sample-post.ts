import type { SamplePhotoName } from "./photos.ts";

/** A photo in its place in a post; its words are those of the photo unless the post has better ones. */
export type SampleFigure = { photo: SamplePhotoName; caption?: string; alt?: string; sensitive?: true };

/**
 * A part of a post. Text is a paragraph in plain characters with `*emphasis*` and `[words](address)`, where an address
 * is `post:slug` for one of our own.
 */
export type SampleBlock =
  | string
  | { figure: SampleFigure }
  | { set: readonly SampleFigure[] }
  | { instagram: { url: string; author: string; handle: string; text: string } }
  | { video: { id: string; title: string } };

/**
 * What blogs' software adds around a post, one of each kind somewhere in the feed, so that intake has something to clean:
 * pictures that load late or in several sizes, pictures told only in Media RSS, a credit inside the caption,
 * a left-over shortcode, the site's name in the title, a teaser in place of the text, a row of share links, an avatar
 * and a counting pixel.
 */
export type Chaff =
  | "late"
  | "sizes"
  | "media"
  | "credit in caption"
  | "shortcode"
  | "site name"
  | "teaser"
  | "share"
  | "pixel";

export type SamplePost = {
  slug: string;
  title: string;
  author: string;
  /** On Rome's wall clock with its offset, as the blog's software writes it. */
  publishedAt: string;
  /** When it turns up in the feed, where that is not when it says it was published. */
  appearsAt?: string;
  /** When it is taken back. */
  withdrawnAt?: string;
  /** The first is the topic. */
  tags: readonly [string, ...string[]];
  comments: number;
  language?: "ar";
  chaff?: readonly Chaff[];
  body: readonly SampleBlock[];
};

/** Every figure of a post in the order of reading. */
export const figuresOf = (post: SamplePost): readonly SampleFigure[] =>
  post.body.flatMap((block) => {
    if (typeof block === "string") return [];
    if ("figure" in block) return [block.figure];
    return "set" in block ? block.set : [];
  });

/** The words of the prose, without marks and captions. */
export const proseOf = (post: SamplePost): readonly string[] =>
  post.body.flatMap((block) => (typeof block === "string" ? [plain(block)] : []));

const plain = (text: string): string => text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("*", "");
