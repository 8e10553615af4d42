import ExifReader from "exifreader";
import { type Instant, toInstant } from "../core/time.ts";
import { creditOf, splitCredit } from "./credit.ts";
import { isSilent, type Photo } from "./photo.ts";

/** What a picture's file says of itself: the words of IPTC, XMP and EXIF, and nothing of places and devices. */
export type PhotoMetadata = {
  caption?: string;
  alt?: string;
  /** Who made it. */
  creator?: string;
  /** As it should be printed: "Name/Agency". */
  credit?: string;
  copyright?: string;
  transmissionReference?: string;
  rightsUntil?: Instant;
};

/** More XMP than any agency writes would cost seconds to parse; a file with more is read as one without. */
const maxXmpBytes = 256 * 1024;
const xmpExtension = Buffer.from("http://ns.adobe.com/xmp/extension/\0");
const xmpExtensionBytes = 65_535;

/**
 * Reads a picture's own words from the bytes as they came, before anything is stripped; IPTC first, as agencies fill it,
 * then XMP, then EXIF. Whatever is broken, hostile or absent gives nothing, never an error: metadata is a courtesy.
 * @param xmpBytes size of the file's main XMP packet, as sharp reports it
 */
export const readMetadata = (bytes: Uint8Array<ArrayBuffer>, xmpBytes = 0): PhotoMetadata => {
  const tags = tagsOf(bytes, xmpBytes + extendedXmpBytes(bytes) <= maxXmpBytes);
  const creator = first(200, tags.iptc["By-line"], tags.xmp.creator, tags.exif.Artist);
  const copyright = first(200, tags.iptc["Copyright Notice"], tags.xmp.rights, tags.exif.Copyright);
  const agency = first(200, tags.iptc.Credit, tags.xmp.Credit);
  const written = firstCaption(tags.iptc["Caption/Abstract"], tags.xmp.description, tags.exif.ImageDescription);
  const { caption, credit } = splitCredit(written ?? "");
  return withoutAbsent({
    caption,
    alt: first(1000, tags.xmp.AltTextAccessibility),
    creator,
    credit: creditLine(creator, agency, copyright) ?? credit,
    copyright,
    transmissionReference: first(
      100,
      tags.iptc["Original Transmission Reference"],
      tags.xmp.TransmissionReference,
      tags.xmp.JobID,
    ),
    rightsUntil: expiryOf(textOf(tags.iptc["Expiration Date"]), textOf(tags.iptc["Expiration Time"])),
  });
};

/**
 * The photo with what its file says where its source said nothing, and a note of which words came that way; what the
 * post said stands. Pure.
 */
export const withMetadata = (photo: Photo, { creator: _, copyright: __, ...words }: PhotoMetadata): Photo => {
  const said = Object.entries(words).filter(([name]) => isSilent(photo, name as keyof typeof words));
  if (said.length === 0) return photo;
  const names = said.map(([name]) => name as keyof typeof words);
  return { ...photo, ...Object.fromEntries(said), fromFile: [...new Set([...(photo.fromFile ?? []), ...names])] };
};

/** "Name/Agency", each once; without either, the holder of the copyright. */
const creditLine = (creator?: string, agency?: string, copyright?: string): string | undefined => {
  const holder = copyright
    ?.replace(/\ball rights reserved\b/gi, "")
    .replace(/\b(19|20)\d\d\b(\s*[-–]\s*(19|20)\d\d)?/g, "");
  if (!creator || !agency) return creditOf(agency ?? creator ?? holder) || undefined;
  return creditOf(agency.toLowerCase().includes(creator.toLowerCase()) ? agency : `${creator}/${agency}`) || undefined;
};

type Tags = Record<"iptc" | "xmp" | "exif", Record<string, unknown>>;

const tagsOf = (bytes: Uint8Array<ArrayBuffer>, withXmp: boolean): Tags => {
  const view = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  try {
    const {
      iptc = {},
      xmp = {},
      exif = {},
    } = ExifReader.load(view, {
      expanded: true,
      includeTags: { iptc: true, exif: ["Artist", "Copyright", "ImageDescription"], ...(withXmp && { xmp: true }) },
    });
    return { iptc: { ...iptc }, xmp: { ...xmp }, exif: { ...exif } };
  } catch {
    return { iptc: {}, xmp: {}, exif: {} };
  }
};

/** JPEG carries what does not fit into one segment in others, each with this name; an upper bound of their bytes. */
const extendedXmpBytes = (bytes: Uint8Array): number => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let segments = 0;
  for (let at = file.indexOf(xmpExtension); at >= 0; at = file.indexOf(xmpExtension, at + xmpExtension.length))
    segments++;
  return segments * xmpExtensionBytes;
};

/** A tag is one value or, where several were written, a list of them; lists of names are joined. */
const textOf = (tag: unknown): string => {
  if (Array.isArray(tag)) return tag.map(textOf).filter(Boolean).join(", ");
  if (typeof tag !== "object" || tag === null || !("description" in tag)) return "";
  return typeof tag.description === "string" ? clean(tag.description) : "";
};

/** One line of plain text: control and direction characters are not words. */
const clean = (text: string): string =>
  text
    .normalize("NFC")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/g, "")
    .replace(/\s+/g, " ")
    .trim();

const first = (max: number, ...tags: unknown[]): string | undefined =>
  tags
    .map(textOf)
    .find((text) => text !== "")
    ?.slice(0, max)
    .trim();

/** What cameras and programs write where a caption should be. */
const noCaption =
  /^((olympus|minolta|sony|samsung|kodak|konica|nikon|casio)\b.*(camera|dsc|digital)|dcim|dsc\b.*|img[_\s-]?\d+.*|untitled.*|screenshot.*|default|\S+\.(jpe?g|png|webp|gif|tiff?))$/i;

const firstCaption = (...tags: unknown[]): string | undefined =>
  first(2000, ...tags.filter((tag) => !noCaption.test(textOf(tag))));

/** IPTC writes 20261024 and 080000+0200; without a time the day counts to its end. */
const expiryOf = (date: string, time: string): Instant | undefined => {
  const [, year, month, day] = /^(\d{4})[-:]?(\d\d)[-:]?(\d\d)/.exec(date) ?? [];
  if (!year) return undefined;
  const [, hours = "23", minutes = "59", seconds = "59", zone = "+00:00"] =
    /^(\d\d):?(\d\d):?(\d\d)([+-]\d\d:?\d\d)?$/.exec(time) ?? [];
  const written = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}${zone.replace(/(\d\d)$/, ":$1").replace("::", ":")}`;
  return Number.isNaN(Date.parse(written)) ? undefined : toInstant(written);
};

const withoutAbsent = <T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
