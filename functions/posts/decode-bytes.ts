/** Which encoding the text was read as, by its WHATWG name. */
export type Decoded = { text: string; encoding: string };

/** What may name an encoding besides the bytes themselves. */
export type DecodeHints = {
  /** The HTTP header, e.g. `text/xml; charset=iso-8859-1`. */
  contentType?: string | undefined;
  /** Asked only when nothing is declared and the bytes are not UTF-8. */
  language?: string | undefined;
};

/**
 * Always gives a text, whatever the bytes. In this order: byte-order mark; UTF-16 by its zero bytes; valid UTF-8 with
 * at least one multi-byte character (no other encoding looks like that by chance, whatever a header claims); the HTTP
 * charset; the XML declaration or `<meta charset>`; UTF-8 when it is mostly that, its stray bytes read as
 * windows-1252; the usual encoding of the document's language; windows-1252 (RFC 7303 §3, WHATWG Encoding).
 */
export const decodeBytes = (bytes: Uint8Array, hints: DecodeHints = {}): Decoded => {
  const marked = byMark(bytes) ?? byZeroBytes(bytes);
  if (marked) return { text: decode(bytes, marked), encoding: marked };
  const head = decode(bytes.subarray(0, 2048), "windows-1252");
  const declared = [charsetOf(hints.contentType), declaredIn(head)].filter((label) => label !== undefined);
  const utf8 = decode(bytes, "utf-8");
  const flaws = utf8.split("\ufffd").length - 1;
  const single = declared.find((label) => label !== "utf-8" && !label.startsWith("utf-16"));
  if (flaws === 0 && (hasMultiByte(utf8) || !single)) return { text: utf8, encoding: "utf-8" };
  if (flaws > 0 && mostlyUtf8(utf8, flaws)) return { text: mended(bytes), encoding: "utf-8" };
  const encoding = single ?? usualEncoding(hints.language ?? languageIn(head));
  return { text: decode(bytes, encoding), encoding };
};

const decode = (bytes: Uint8Array, encoding: string): string =>
  new TextDecoder(encoding, { ignoreBOM: false }).decode(bytes);

const byMark = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
};

/** XML and JSON begin with an ASCII character, so UTF-16 without a mark shows in the first two bytes. */
const byZeroBytes = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] === 0 && bytes[1] && bytes[2] === 0) return "utf-16be";
  if (bytes[0] && bytes[1] === 0 && bytes[2] && bytes[3] === 0) return "utf-16le";
  return undefined;
};

const charsetOf = (text: string | undefined): string | undefined =>
  known(text?.match(/charset\s*=\s*["']?([\w:.-]+)/i)?.[1]);

const declaredIn = (head: string): string | undefined =>
  known(head.match(/^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)["']/i)?.[1]) ??
  charsetOf(head.match(/<meta[^>]{0,300}charset[^>]{0,100}/i)?.[0]);

const languageIn = (head: string): string | undefined =>
  head.match(/(?:<(?:dc:)?language>\s*|\b(?:xml:)?lang=["'])([a-z]{2,3})/i)?.[1];

const known = (label: string | undefined): string | undefined => {
  if (!label) return undefined;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
};

const hasMultiByte = (text: string): boolean => /[^\0-\x7f]/.test(text);

/** Two whole multi-byte characters for every broken one: UTF-8 with pieces pasted in from elsewhere. */
const mostlyUtf8 = (text: string, flaws: number): boolean =>
  (text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0) >= flaws * 2;

/** UTF-8 in which every byte that belongs to no character is read as windows-1252. */
const mended = (bytes: Uint8Array): string => {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      pieces.push(decode(bytes.subarray(from, at), "utf-8"), decode(bytes.subarray(at, at + 1), "windows-1252"));
      from = at + 1;
    }
    at += length || 1;
  }
  pieces.push(decode(bytes.subarray(from), "utf-8"));
  return pieces.join("");
};

/** Bytes of the UTF-8 character at `at`; 0 when there is none (RFC 3629 §4). */
const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) === 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (length === 0 || second < low || second > high) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
};

/** What pages in a language were written in before UTF-8 (WHATWG HTML §13.2.3.2, the table of locales). */
const usualEncoding = (language: string | undefined): string => {
  const primary = language?.slice(0, 2).toLowerCase() ?? "";
  return (
    Object.entries(usualEncodings).find(([, languages]) => languages.split(" ").includes(primary))?.[0] ??
    "windows-1252"
  );
};

const usualEncodings = {
  "windows-1250": "cs hu pl sk sl hr",
  "windows-1251": "ru uk bg be sr mk ba",
  "windows-1253": "el",
  "windows-1254": "tr az ku",
  "windows-1255": "he",
  "windows-1256": "ar fa",
  "windows-1257": "lt lv et",
  "windows-874": "th",
  shift_jis: "ja",
  "euc-kr": "ko",
  gb18030: "zh",
};
