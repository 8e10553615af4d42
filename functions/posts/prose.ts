import { withoutChaff } from "./chaff.ts";
import { creditLine, splitCredit } from "./credit.ts";
import type { FoundPhoto } from "./photo-set.ts";
import { pictureIdentity } from "./picture-address.ts";
import { gist } from "./plain-text.ts";
import type { Embed } from "./post.ts";
import { countWords, sentencesOf } from "./sentences.ts";

/** A post in reading order, as it was met. `set` names the gallery a picture stands in. */
export type Block =
  | { kind: "paragraph"; text: string; heading?: boolean; small?: boolean }
  | { kind: "photo"; photo: Omit<FoundPhoto, "placement">; set?: number | undefined }
  | { kind: "embed"; embed: Embed };

export type Paragraph = { text: string; heading: boolean };
export type Prose = { paragraphs: Paragraph[]; photos: FoundPhoto[]; embeds: Embed[] };

/** So many pictures with no prose between them are a set, whether or not the markup calls them a gallery. */
const setFrom = 3;
/** Of the lines that end a post. */
const mostCreditLines = 5;
const captionWordsMax = 30;
const introducingWordsMin = 5;
export const embedsMax = 50;

/**
 * Chaff out, captions to their photos, every photo placed: in a set, between paragraphs, or introduced by the paragraph
 * before it that ends with a colon, which is then also the caption of last resort.
 */
export const arrange = (blocks: readonly Block[]): Prose => {
  const kept = blocks.flatMap((block) => (block.kind === "paragraph" ? cleaned(block) : [block]));
  const prose: Prose = { paragraphs: [], photos: [], embeds: [] };
  let opening: { text: string } | undefined;
  let credited = 0;
  for (let at = 0; at < kept.length; ) {
    const block = kept[at] as Block;
    if (block.kind === "photo") at = readRun(kept, at, prose);
    else if (block.kind === "paragraph" && creditsAll(kept, at)) {
      if (prose.photos.length === 0) opening ??= block;
      else credited = creditFrom(prose, credited, block);
      at++;
    } else {
      if (block.kind === "embed") addEmbed(prose, block.embed);
      else prose.paragraphs.push({ text: block.text, heading: block.heading ?? false });
      at++;
    }
  }
  if (opening) creditFrom(prose, 0, opening);
  return prose;
};

/**
 * A line that is nothing but a credit names who took all pictures before it that name nobody: when it speaks of several,
 * stands beneath a set, or ends the post; before the first picture it is of all. The one that stands under one picture is
 * that one's caption.
 */
const creditsAll = (blocks: readonly Block[], at: number): boolean => {
  const line = creditLineOf(blocks[at]);
  if (!line) return false;
  const above = blocks.slice(Math.max(at - setFrom, 0), at);
  const beneathSet = above.length === setFrom && above.every(({ kind }) => kind === "photo");
  const after = blocks.slice(at + 1, at + 1 + mostCreditLines);
  const ends =
    blocks[at - 1]?.kind !== "photo" && after.length < mostCreditLines && after.every((block) => creditLineOf(block));
  return line.plural || beneathSet || ends;
};

const creditLineOf = (block: Block | undefined) =>
  block?.kind === "paragraph" && !block.heading ? creditLine(block.text) : undefined;

/** Credits the pictures from a place on that no line has credited yet; answers where the next line begins. */
const creditFrom = ({ photos }: Prose, from: number, { text }: { text: string }): number => {
  const who = creditLine(text)?.who;
  for (let at = from; at < photos.length; at++) photos[at] = { sharedCredit: who, ...(photos[at] as FoundPhoto) };
  return photos.length;
};

const cleaned = (block: Block & { kind: "paragraph" }): Block[] => {
  const text = withoutChaff(block.text);
  return text ? [{ ...block, text }] : [];
};

const addEmbed = (prose: Prose, embed: Embed): void => {
  const known = prose.embeds.some(({ url }) => url === embed.url);
  if (!known && prose.embeds.length < embedsMax) prose.embeds.push(embed);
};

type Run = { photo: Omit<FoundPhoto, "placement">; set?: number | undefined }[];

/** Takes the pictures from `at` on with the captions written beneath them; answers where the prose goes on. */
const readRun = (blocks: readonly Block[], from: number, prose: Prose): number => {
  const run: Run = [];
  let at = from;
  for (; at < blocks.length; at++) {
    const block = blocks[at] as Block;
    if (block.kind === "photo") addToRun(run, block);
    else if (creditsAll(blocks, at) || !(block.kind === "paragraph" && takesAsCaption(run, block, prose))) break;
  }
  const introduction = prose.paragraphs.at(-1)?.text ?? "";
  const introduced = endsWithColon(introduction);
  const isSet = run.length >= setFrom || (run.length > 1 && run.some(({ set }) => set !== undefined));
  for (const [index, { photo }] of run.entries()) {
    const first = introduced && (index === 0 || !isSet);
    const caption = photo.caption || (introduced && index === 0 && run.length === 1 ? saidBy(introduction) : undefined);
    prose.photos.push({ ...photo, caption, placement: first ? "introduced" : isSet ? "set" : "prose" });
  }
  return at;
};

/** The same picture twice in a row, as lazy loading with `<noscript>` writes it, is one. */
const addToRun = (run: Run, { photo, set }: Block & { kind: "photo" }): void => {
  const last = run.at(-1);
  const names = new Set(last?.photo.candidates.map(({ url }) => pictureIdentity(url)));
  if (!last || !photo.candidates.some(({ url }) => names.has(pictureIdentity(url)))) run.push({ photo, set });
  else
    last.photo = { ...photo, ...withoutEmpty(last.photo), candidates: [...last.photo.candidates, ...photo.candidates] };
};

const withoutEmpty = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== "")) as Partial<T>;

/** A short line without an end under a picture that has no caption yet, set small or holding a credit, is its caption. */
const takesAsCaption = (run: Run, block: Block & { kind: "paragraph" }, prose: Prose): boolean => {
  const last = run.at(-1);
  if (!last || last.photo.caption || block.heading || !looksLikeCaption(block.text)) return false;
  const introduced = endsWithColon(prose.paragraphs.at(-1)?.text ?? "");
  const oneLine = sentencesOf(block.text).length === 1;
  if (!(block.small || (oneLine && (introduced || splitCredit(block.text).credit)))) return false;
  last.photo = { ...last.photo, caption: block.text };
  return true;
};

/** Short, and neither a question nor the introduction of something else. */
export const looksLikeCaption = (text: string): boolean =>
  text.split(" ").length <= captionWordsMax && !endsWithColon(text) && !/[?!]$/.test(text) && gist(text) !== "";

export const endsWithColon = (text: string): boolean => /[:：]["'”’)]*$/.test(text);

/** The sentence that introduces a picture, as a caption: without its colon; nothing when it says too little. */
const saidBy = (introduction: string): string | undefined => {
  const sentence = (sentencesOf(introduction).at(-1) ?? "").replace(/\s*[:：]["'”’)]*$/, "");
  return countWords(sentence) >= introducingWordsMin ? sentence : undefined;
};
