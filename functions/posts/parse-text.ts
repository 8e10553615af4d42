import { embedOf } from "./embed.ts";
import { excerptOf } from "./excerpt.ts";
import { guardHtml } from "./guard-markup.ts";
import type { ParsedHtml } from "./parse-html.ts";
import { isPictureFile } from "./picture-address.ts";
import { oneLine } from "./plain-text.ts";
import { arrange, type Block, endsWithColon, looksLikeCaption } from "./prose.ts";
import { isWhole } from "./sentences.ts";

/** A caption whose pictures are not in the text: they are somewhere else, the words that introduce them are here. */
export type LooseCaption = { text: string; introducedBy: string };

export type ParsedText = ParsedHtml & { captions: LooseCaption[] };

export type TextInput = { text: string; title?: string | undefined; language?: string | undefined };

/** A line shorter than this was ended on purpose, not by a line length. */
const wrappedFrom = 60;

/**
 * A post written as plain text: paragraphs between blank lines, each on one line. The short line after a paragraph
 * that ends with a colon is the caption of what stands there, not prose; the address of a picture or of a social post
 * on a line of its own is that picture or post. Throws `InvalidInput` for a text over 1 MB.
 */
export const parseText = ({ text, title, language }: TextInput): ParsedText => {
  guardHtml(text);
  const captions: LooseCaption[] = [];
  const blocks: Block[] = [];
  for (const paragraph of paragraphsOf(text)) {
    const before = blocks.at(-1);
    const block = asBlock(paragraph);
    const introducedBy = before?.kind === "paragraph" && endsWithColon(before.text) ? before.text : undefined;
    if (introducedBy && block.kind === "paragraph" && !isWhole(paragraph) && looksLikeCaption(paragraph)) {
      captions.push({ text: paragraph, introducedBy });
    } else blocks.push(block);
  }
  const prose = arrange(blocks);
  const paragraphs = prose.paragraphs.map((paragraph) => paragraph.text);
  return {
    paragraphs,
    excerpt: excerptOf(paragraphs, { language, title }),
    photos: prose.photos,
    embeds: prose.embeds,
    captions,
  };
};

const asBlock = (paragraph: string): Block => {
  if (!/^https?:\/\/\S+$/i.test(paragraph)) return { kind: "paragraph", text: paragraph };
  const embed = embedOf(paragraph);
  if (embed) return { kind: "embed", embed };
  return isPictureFile(paragraph)
    ? { kind: "photo", photo: { candidates: [{ url: paragraph }] } }
    : { kind: "paragraph", text: paragraph };
};

const paragraphsOf = (text: string): string[] => {
  const paragraphs: string[] = [];
  let open = "";
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const bare = oneLine(line);
    const address = /^https?:\/\/\S+$/.test(bare);
    if ((bare === "" || address) && open) {
      paragraphs.push(open);
      open = "";
    }
    if (address) paragraphs.push(bare);
    else open = oneLine(`${open} ${bare}`);
    if (open && line.length < wrappedFrom) {
      paragraphs.push(open);
      open = "";
    }
  }
  return open ? [...paragraphs, open] : paragraphs;
};
