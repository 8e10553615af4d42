import { cutAtWord, oneLine } from "./plain-text.ts";

const creditLengthMax = 200;
/** What may follow a credit: "Retrieved from here." More of it is a sentence that happens to name a photo. */
const afterCreditWordsMax = 5;

const label =
  "(?:photo(?:graph)?s?|photography|pics?|images?|pictures?|credits?|foto(?:grafia|s)?|fotografía|crédits?(?:\\s+photos?)?|bild(?:er)?|immagin[ei]|фото|写真)(?:\\s*/\\s*credits?)?(?:\\s+(?:credits?|copyright|attribution|source|courtesy(?: of)?))?";
const introducer = "(?:[:：]|(?:by|via|courtesy of|courtesy)\\b|©)";
const agency =
  /\b(?:Getty(?: Images)?|Reuters|REUTERS|AFP|EPA|Shutterstock|REX|Backgrid|BACKGRID|Splash(?: News)?|WENN|WireImage|FilmMagic|Alamy|Corbis|MEGA|INSTAR(?:images)?|Xinhua|TASS|ZUMA|Sipa|SIPA|dpa|DPA|Press Association|Bauer-Griffin|GC Images|Broadimage|Imago|IMAGO|LaPresse|Magnum Photos|Redux|Bloomberg|NurPhoto|Abaca|ANSA|EFE|Unsplash|Pexels|Flickr|Wikimedia(?: Commons)?|Newscom|Camera Press|Everett Collection|Picture Alliance|AP|PA)\b/;

export type Credited = { caption?: string; credit?: string };

/**
 * A caption and the credit written into it, apart: "… Photo: Name/Agency", "… (Name/Agency)", "… © Name",
 * "… | Agency", "Photo courtesy of Name". The credit is bare, without label or brackets; "Composite" and
 * "Illustration" stay on it, since they say that it is no photograph.
 */
export const splitCredit = (written: string): Credited => {
  const text = oneLine(written);
  for (const rule of [labelled, bracketed, copyrighted, separated, alone]) {
    const parts = rule(text);
    if (parts && creditOf(parts.who)) return { ...captionOf(parts.rest), credit: creditOf(parts.who) };
  }
  return captionOf(text);
};

type Parts = { rest: string; who: string } | undefined;

const labelPattern = new RegExp(`(?<=^|[\\s([|–—-])(${label})\\s*(${introducer})\\s*(.{2,160})$`, "iu");

/** "Photo: …" anywhere when written with a capital; otherwise only where a sentence or a bracket begins. */
const labelled = (text: string): Parts => {
  const match = labelPattern.exec(text);
  if (!match) return undefined;
  const [, said = "", introduced = "", who = ""] = match;
  const rest = text.slice(0, match.index);
  const begins = rest.trim() === "" || /[.!?…)\]”"([|–—-]\s*$/.test(rest);
  const capital = /^\p{Lu}/u.test(said) && /[:：©]/.test(introduced);
  const [first = "", further = ""] = who.split(/(?<=\p{L}{3})[.!?]\s+(?=\p{Lu}\p{Ll}+\s)/u);
  const names = /[:：©]/.test(introduced) || /^[\p{Lu}\p{Lo}@]/u.test(who);
  return names && (begins || capital) && further.split(" ").length <= afterCreditWordsMax
    ? { rest, who: first }
    : undefined;
};

const bracketed = (text: string): Parts => {
  const match = /\s*[([]([^()[\]]{2,120})[)\]]\.?$/.exec(text);
  const who = match?.[1] ?? "";
  return match && namesMaker(who) ? { rest: text.slice(0, match.index), who } : undefined;
};

const copyrighted = (text: string): Parts => {
  const match = /\s*(?:©|\(c\)|\bcopyright\b)\s*(?:\d{4}\b,?\s*)?([^©]{2,120})$/i.exec(text);
  return match?.[1] ? { rest: text.slice(0, match.index), who: match[1] } : undefined;
};

const separated = (text: string): Parts => {
  const match = /\s+[|–—-]\s+([^|–—]{2,80})$/.exec(text);
  const who = match?.[1] ?? "";
  return match && agency.test(who) && who.split(" ").length <= 6
    ? { rest: text.slice(0, match.index), who }
    : undefined;
};

const alone = (text: string): Parts =>
  text.length <= 80 &&
  agency.test(text) &&
  /^[^.,;:]*$/.test(text) &&
  (text.includes("/") || text.split(" ").length <= 2)
    ? { rest: "", who: text }
    : undefined;

const namesMaker = (who: string): boolean =>
  (agency.test(who) && who.split(" ").length <= 10) ||
  /^(?:©|via |courtesy |by )/i.test(who) ||
  new RegExp(`^${label}\\s*${introducer}`, "iu").test(who) ||
  /^\p{Lu}[\p{L}.'’ -]+\/\p{Lu}[\p{L}.'’ /-]+$/u.test(who);

/**
 * Whom a line names that is nothing but a credit, and whether it speaks of several pictures: "Photos: Name/Agency",
 * "Pics via Agency". Only names are taken: "Photos: see all of them" credits nobody.
 */
export const creditLine = (text: string): { who: string; plural: boolean } | undefined => {
  const { caption, credit } = text.length <= creditLengthMax ? splitCredit(text) : {};
  if (!credit || caption || !credit.split(/\s*(?:[,/&|;+]|\band\b|\bund\b|\bet\b|\by\b|\bvia\b)\s*/).every(isName))
    return undefined;
  return { who: credit, plural: pluralLabel.test(oneLine(text)) };
};

const pluralLabel =
  /^\W*(?:photo(?:graph)?s|photography|pics|images|pictures|(?:photo|pic|image|picture)?\s*credits|fotos|fotografias|fotografías|crédits|bilder|immagini)\b/iu;

const isName = (part: string): boolean =>
  part === "" ||
  agency.test(part) ||
  /^(?:courtesy of )?(?:[\p{Lu}\p{Lo}\d@][^\s]*)(?: (?:[\p{Lu}\p{Lo}\d@(][^\s]*|(?:of|for|the|de|di|da|von|van|der|del|la|le)\b))*$/u.test(
    part,
  );

const captionOf = (text: string): Credited => {
  const bare = oneLine(text.replace(/[\s|([–—-]+$/, ""));
  return /[\p{L}\p{N}]/u.test(bare) ? { caption: bare } : {};
};

/** A credit as it stands after "Photo: ": without a label of its own, "Name/Agency" however it is spaced; empty when nothing is left. */
export const creditOf = (written: string | undefined): string =>
  cutAtWord(
    oneLine(written ?? "")
      .replace(new RegExp(`^${label}\\s*${introducer}\\s*`, "iu"), "")
      .replace(/^(?:(?:by|via|courtesy of|courtesy|copyright)\s+|©\s*|\(c\)\s*|:\s*)+(?:\d{4}\s+)?/i, "")
      .replace(/[\s.,;:|)\]]+$/, "")
      .replace(/\s*\/\s*/g, "/"),
    creditLengthMax,
  );
