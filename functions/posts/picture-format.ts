/** The kinds of picture that are decoded; everything else is refused before any decoder sees it. */
export type PictureFormat = "jpeg" | "png" | "webp" | "gif" | "avif";

/**
 * What the bytes are, by their first ones and never by their name or content type. "svg" and "heic" are told apart from
 * "unknown" only to give a better reason: an SVG is a program, HEIC has no free decoder.
 */
export const pictureFormat = (bytes: Uint8Array): PictureFormat | "svg" | "heic" | "unknown" => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (/^GIF8[79]a/.test(head)) return "gif";
  if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) return "webp";
  if (head.startsWith("ftyp", 4)) return isoFormat(head);
  return /<svg[\s>]/i.test(head) ? "svg" : "unknown";
};

/** ISO base media files name their brands in the first box, of which the first four bytes are the length. */
const isoFormat = (head: string): "avif" | "heic" | "unknown" => {
  const length = Buffer.from(head.slice(0, 4), "latin1").readUInt32BE();
  const brands: readonly string[] = head.slice(8, Math.min(length, 256)).match(/[\s\S]{4}/g) ?? [];
  if (brands.includes("avif") || brands.includes("avis")) return "avif";
  return brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? "heic" : "unknown";
};
