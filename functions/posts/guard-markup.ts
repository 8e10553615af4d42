import { InvalidInput } from "../core/errors.ts";

/** What a source may hand us at most. */
export const feedBytesMax = 5_000_000;
const postBytesMax = 1_000_000;
const nestingMax = 256;
const tagsMax = 200_000;
const numericEntitiesMax = 250_000;

/** Elements without an end tag, and those whose end tag may be left out: an open one says nothing of nesting. */
const neverNested = new Set(
  "area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr".split(" "),
);

/**
 * Throws `InvalidInput` for XML that could cost more than it says, in one pass and before any parser sees it:
 * a DOCTYPE with declarations of its own (billion laughs), nesting beyond 256, more than 200,000 tags or 250,000
 * numeric entities; and for a document that ends in the middle. A plain DOCTYPE, as RSS 0.91 has, passes.
 */
export const guardXml = (text: string): void => {
  refuseManyEntities(text);
  const open = nesting((name) => name === "br" || name === "img" || name === "hr");
  let end = 0;
  for (const tag of tagsOf(text)) {
    if (tag.kind === "subset") throw new InvalidInput("declares entities of its own, which is not accepted");
    if (tag.kind === "cut") throw new InvalidInput("ends in the middle");
    end = open(tag);
  }
  if (end > 0) throw new InvalidInput("ends in the middle");
};

/** Throws `InvalidInput` for HTML over 1 MB (or `bytesMax`), nested beyond 256, or made of more than 200,000 tags. */
export const guardHtml = (html: string, bytesMax = postBytesMax): void => {
  if (Buffer.byteLength(html) > bytesMax) throw new InvalidInput(`is larger than ${bytesMax / 1_000_000} MB`);
  refuseManyEntities(html);
  const open = nesting((name) => neverNested.has(name));
  for (const tag of tagsOf(html)) if (tag.kind !== "subset" && tag.kind !== "cut") open(tag);
};

const personLengthMax = 1000;

/** XML without what stands in RSS's elements for people when that is no name: the parser takes its square in time. */
export const withoutLongPeople = (xml: string): string => {
  const pieces: string[] = [];
  let from = 0;
  for (const { index, 0: start, 1: name } of xml.matchAll(/<(author|managingeditor|webmaster)\b[^<>]{0,200}>/gi)) {
    const end = xml.indexOf(`</${name}`, index);
    if (index < from || end - index <= personLengthMax) continue;
    pieces.push(xml.slice(from, index + start.length));
    from = end;
  }
  return from === 0 ? xml : pieces.join("") + xml.slice(from);
};

type Tag = { kind: "open" | "close" | "empty"; name: string } | { kind: "subset" | "cut"; name: "" };

const refuseManyEntities = (text: string): void => {
  let count = 0;
  for (let at = text.indexOf("&#"); at !== -1; at = text.indexOf("&#", at + 2)) {
    if (++count > numericEntitiesMax) throw new InvalidInput("holds more than 250,000 numeric entities");
  }
};

/** A function that is shown every tag in turn and answers how many elements are open; throws beyond the limits. */
const nesting = (ignored: (name: string) => boolean): ((tag: Tag) => number) => {
  const stack: string[] = [];
  const openOf = new Map<string, number>();
  let tags = 0;
  return ({ kind, name }) => {
    if (++tags > tagsMax) throw new InvalidInput("holds more than 200,000 tags");
    if (kind === "empty" || ignored(name)) return stack.length;
    if (kind === "open") {
      if (stack.push(name) > nestingMax) throw new InvalidInput("is nested more than 256 deep");
      openOf.set(name, (openOf.get(name) ?? 0) + 1);
    } else if (openOf.get(name)) {
      for (let last = stack.pop(); last !== undefined; last = last === name ? undefined : stack.pop()) {
        openOf.set(last, (openOf.get(last) ?? 1) - 1);
      }
    }
    return stack.length;
  };
};

/** The tags of a document, comments, CDATA and processing instructions skipped; linear whatever the input. */
function* tagsOf(text: string): Generator<Tag> {
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", at)) {
    const skip = skipped.find(([start]) => text.startsWith(start, at));
    const end = skip ? text.indexOf(skip[1], at + skip[0].length) : -1;
    if (skip && end === -1) return yield { kind: "cut", name: "" };
    if (skip) at = end + skip[1].length;
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) {
      const close = text.indexOf(">", at);
      if (text.slice(at, close === -1 ? undefined : close).includes("[")) yield { kind: "subset", name: "" };
      at += 9;
    } else if (/^<!(entity|element|attlist|notation)/i.test(text.slice(at, at + 10))) {
      return yield { kind: "subset", name: "" };
    } else {
      const name = /^<(\/?)([a-z_][\w:.-]{0,100})/i.exec(text.slice(at, at + 103));
      if (!name) at += 1;
      else {
        const close = tagEnd(text, at + name[0].length);
        if (close === -1) return yield { kind: "cut", name: "" };
        const kind = name[1] ? "close" : text[close - 1] === "/" ? "empty" : "open";
        yield { kind, name: (name[2] ?? "").toLowerCase() };
        at = close + 1;
      }
    }
  }
}

const skipped: readonly (readonly [string, string])[] = [
  ["<![CDATA[", "]]>"],
  ["<!--", "-->"],
  ["<?", "?>"],
];

/** The ">" that ends a tag, those inside quoted attribute values passed over; -1 when there is none. */
const tagEnd = (text: string, from: number): number => {
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (quote) quote = char === quote ? "" : quote;
    else if (char === ">") return at;
    else if (char === '"' || char === "'") quote = char;
  }
  return -1;
};
