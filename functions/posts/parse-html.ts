import { commentsSaid } from "./chaff.ts";
import { cleanHtml } from "./clean-html.ts";
import { excerptOf } from "./excerpt.ts";
import type { FoundPhoto } from "./photo-set.ts";
import type { Embed } from "./post.ts";
import { arrange, type Prose } from "./prose.ts";
import { readBlocks } from "./read-blocks.ts";

export type HtmlInput = {
  html: string;
  /** What relative addresses are relative to. */
  baseUrl: string;
  title?: string | undefined;
  language?: string | undefined;
};

export type ParsedHtml = {
  /** Plain paragraphs in reading order, no markup, nothing the site's software added. */
  paragraphs: string[];
  excerpt: string;
  /** Pictures in reading order; `photoSet` makes one photo of every size of one picture. */
  photos: FoundPhoto[];
  embeds: Embed[];
  commentCount?: number | undefined;
};

/** What a post's HTML says: prose, excerpt, photos, embeds. Throws `InvalidInput` for HTML too large or too deep. */
export const parseHtml = ({ html, baseUrl, title, language }: HtmlInput): ParsedHtml => {
  const $ = cleanHtml(withFigures(html));
  const prose: Prose = arrange(readBlocks($, baseUrl));
  const commentCount = commentsSaid($.root().text().slice(-500));
  return {
    paragraphs: prose.paragraphs.map(({ text }) => text),
    excerpt: excerptOf(
      prose.paragraphs.filter(({ heading }) => !heading).map(({ text }) => text),
      { language, title },
    ),
    photos: prose.photos,
    embeds: prose.embeds,
    ...(commentCount !== undefined && { commentCount }),
  };
};

/** WordPress's `[caption …]<img> words[/caption]` and `[embed]address[/embed]`, as a feed shows them when nothing ran. */
const withFigures = (html: string): string =>
  html.includes("[/")
    ? html
        .replace(
          /\[caption([^\]]{0,500})\]((?:(?!\[\/?caption)[\s\S]){0,5000}?)\[\/caption\]/gi,
          (_, attributes: string, inner: string) => figure(attributes, inner),
        )
        .replace(
          /\[(?:embed|youtube|vimeo|instagram|tweet)[^\]]{0,200}\]\s*(https?:\/\/[^\s[\]<>"]{4,500})\s*\[\/\w+\]/gi,
          "<p>$1</p>",
        )
    : html;

const figure = (attributes: string, inner: string): string => {
  const at = inner.search(/(?:<\/a>|<img[^>]*>)(?![\s\S]*(?:<\/a>|<img))/i);
  const end = at === -1 ? 0 : inner.indexOf(">", at) + 1;
  const said = attributes.match(/caption=(?:"([^"]*)"|'([^']*)')/);
  return `<figure>${inner.slice(0, end)}<figcaption>${said?.[1] ?? said?.[2] ?? inner.slice(end)}</figcaption></figure>`;
};
