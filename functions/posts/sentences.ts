const abbreviation =
  /(?:^|[\s("“‘'[])(?:\p{Lu}|(?:\p{L}\.)+\p{L}|Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Rev|Hon|St|Ste|Mt|Ft|Gen|Sen|Rep|Gov|Lt|Col|Capt|Cmdr|Sgt|Maj|Adm|Pres|Jr|Sr|vs|v|No|Nos|Vol|pp|Fig|approx|est|feat|ft|Inc|Ltd|Co|Corp|Bros|Ave|Blvd|Rd|Dept|etc|cf|ca|al|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Nr|bzw|usw|ca|Sra|Srta|Dra|Mme|Mlle|av|env|M)\.$/u;
/** These end sentences as often as not: they do when a word follows that opens one. */
const eitherWay = /(?:^|[\s("“‘'[])(?:(?:\p{L}\.)+\p{L}|Jr|Sr|Inc|Ltd|Co|Corp|Bros|etc|al)\.$/u;
const opener =
  /^["“‘'(]*(?:The|A|An|He|She|It|They|We|I|You|This|That|These|Those|There|Here|In|On|At|As|And|But|So|Or|If|When|While|After|Before|His|Her|Their|Our|My|Its|Not|No|Yes|What|Why|How|Who|Where|For|From|With|Then|Now|Also|Both|One|Some|Many|Most|Since|Meanwhile|However|Anyway|Because)\b/;

/** A paragraph as its sentences, whole: "Mr. Cruise", "the U.S. Army", "J. J. Abrams" and "“Why?” she said" stay together. */
export const sentencesOf = (paragraph: string, language = "en"): string[] => {
  const sentences: string[] = [];
  for (const { segment } of segmenter(language, "sentence").segment(paragraph)) {
    const piece = segment.trim();
    const before = sentences.at(-1);
    if (before !== undefined && continues(before, piece)) {
      sentences[sentences.length - 1] = `${before} ${piece}`;
    } else if (piece) sentences.push(piece);
  }
  return sentences;
};

const continues = (before: string, piece: string): boolean => {
  if (/^[\p{Ll},;:)\]]/u.test(piece)) return true;
  const tail = before.slice(-40);
  if (/(?:^|\s)(?:No|Nos|Nr|Fig|Vol|pp)\.$/.test(tail)) return /^\d/.test(piece);
  if (eitherWay.test(tail)) return !opener.test(piece);
  if (/(?:^|\s)I\.$/.test(tail)) return false;
  return abbreviation.test(tail);
};

/** German closes with what English opens with: „so.“ and »so.« */
const ended = /[.!?。！？｡؟۔।॥။።…‽]["'”“‘«’»›」』）)\]*]*$/u;
const trailing = /(?:…|\.\.\.?|\[[.…?]+\]|\([.…]+\))["'”’“‘»«)\]]*$/u;

/** Whether a sentence is whole: it has its end, which is neither a colon nor an ellipsis nor a mark of having been cut. */
export const isWhole = (sentence: string): boolean => ended.test(sentence) && !trailing.test(sentence);

/** Cut off on purpose or by a length limit: "…", "...", "[…]". */
export const trailsOff = (text: string): boolean => trailing.test(text);

const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** Words as a reader counts them: between spaces, or by dictionary in scripts that write none. */
export const countWords = (text: string, language = "en"): number => {
  const spaced = text.split(/\s+/).filter(Boolean).length;
  if (!unspaced.test(text)) return spaced;
  let words = 0;
  for (const { isWordLike } of segmenter(language, "word").segment(text)) if (isWordLike) words++;
  return Math.max(words, spaced);
};

/** The full stop of the script a text ends in; empty for scripts that write none. */
export const fullStopOf = (text: string): string => {
  const last = text.replace(/[^\p{L}\p{N}]+$/u, "").at(-1) ?? "";
  if (/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(last)) return "。";
  if (/[\p{sc=Deva}\p{sc=Beng}]/u.test(last)) return "।";
  return unspaced.test(last) ? "" : ".";
};

const segmenters = new Map<string, Intl.Segmenter>();

const segmenter = (language: string, granularity: "sentence" | "word"): Intl.Segmenter => {
  const key = `${granularity} ${language}`;
  const made = segmenters.get(key) ?? new Intl.Segmenter(supported(language), { granularity });
  if (segmenters.size < 100) segmenters.set(key, made);
  return made;
};

const supported = (language: string): string => {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
};
