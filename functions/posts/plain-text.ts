const invisible = /[^\P{Cc}\s]|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]/gu;

/**
 * One line of text as people read it: NFC, no control or bidirectional-control characters (homographs),
 * no invisible fillers, no half surrogates, every run of white space one space.
 */
export const oneLine = (text: string): string =>
  text.toWellFormed().replace(invisible, "").replace(/\s+/g, " ").trim().normalize("NFC");

/** At most `max` UTF-16 units, cut at a word where there is one, never inside a character; nothing put in its place. */
export const cutAtWord = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const head = text.slice(0, max + 1);
  const space = head.lastIndexOf(" ");
  const cut = space > max / 2 ? head.slice(0, space) : text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return cut.replace(/[\s,;:–—-]+$/, "");
};

/** What is compared when two texts are asked to be the same: letters and digits in lower case. */
export const gist = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
