export type ParsedName = { ok: true; name: string } | { ok: false; reason: "too-long" | "control-characters" };

const longestName = 64;

/**
 * A name as it may stand in a header: one line, composed (NFC), without characters that steer the direction of the text
 * around them. CR, LF, NUL and other controls are refused rather than mended: nobody's name has them.
 */
export const parseName = (text: string): ParsedName => {
  if (text.length > longestName * 4) return { ok: false, reason: "too-long" };
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) return { ok: false, reason: "control-characters" };
  const name = text
    .normalize("NFC")
    .replace(/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "")
    .trim();
  return name.length > longestName ? { ok: false, reason: "too-long" } : { ok: true, name };
};
