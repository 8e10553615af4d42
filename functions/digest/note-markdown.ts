import { marked, type Token, type Tokens } from "marked";
import { oneLine, textDirection } from "./mail-text.ts";

/** Words of a note that are set in one way; a link leads to a web page. */
export type NoteRun = { text: string; strong: boolean; em: boolean; url: string | null };

/** A paragraph of a note, or an item of a list with its mark. `text` is all of it, for the text part. */
export type NoteParagraph = { direction: "ltr" | "rtl"; mark: string | null; runs: NoteRun[]; text: string };

const longestUrl = 2_000;

/**
 * An editor's note in plain Markdown: paragraphs, lists, strong, emphasis and links to web pages. Whatever else Markdown
 * knows is its words alone, and markup is words: nothing that is typed becomes a tag.
 */
export const noteParagraphs = (note: string, linkOf: (url: string) => string): NoteParagraph[] =>
  marked.lexer(note).flatMap((token) => paragraphs(token, linkOf));

const paragraphs = (token: Token, linkOf: (url: string) => string, mark: string | null = null): NoteParagraph[] => {
  if (token.type === "space" || token.type === "hr" || token.type === "def") return [];
  if (token.type === "list") {
    const { items, ordered, start } = token as Tokens.List;
    return items.flatMap((item, at) => {
      const [first, ...rest] = item.tokens.flatMap((each) => paragraphs(each, linkOf));
      if (!first) return [];
      return [{ ...first, mark: ordered ? `${Number(start || 1) + at}.` : "•" }, ...rest];
    });
  }
  if (token.type === "blockquote") return (token.tokens ?? []).flatMap((each) => paragraphs(each, linkOf));
  const plain = { strong: token.type === "heading", em: false, url: null };
  const runs = joined("tokens" in token && token.tokens ? inline(token.tokens, plain, linkOf) : [word(token, plain)]);
  const text = runs.map((run) => (run.url && run.url !== run.text ? `${run.text} (${run.url})` : run.text)).join("");
  return text.trim() ? [{ direction: textDirection(text), mark, runs, text: text.trim() }] : [];
};

type Style = Omit<NoteRun, "text">;

/** What was typed, and not what a browser would make of it: an entity stays its letters. */
const word = (token: Token, style: Style): NoteRun => {
  const isItsText = token.type === "codespan" || token.type === "escape" || token.type === "code";
  const text = isItsText ? (token as Tokens.Codespan).text : token.type === "br" ? " " : token.raw;
  return { ...style, text };
};

const inline = (tokens: readonly Token[], style: Style, linkOf: (url: string) => string): NoteRun[] =>
  tokens.flatMap((token): NoteRun[] => {
    if (token.type === "image") return [{ ...style, text: (token as Tokens.Image).text }];
    if (!("tokens" in token) || !token.tokens) return [word(token, style)];
    const own = {
      strong: style.strong || token.type === "strong",
      em: style.em || token.type === "em",
      url: token.type === "link" ? webPage((token as Tokens.Link).href, linkOf) : style.url,
    };
    return inline(token.tokens, own, linkOf);
  });

const webPage = (href: string, linkOf: (url: string) => string): string | null => {
  const url = href.length <= longestUrl ? URL.parse(href) : null;
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? linkOf(url.href) : null;
};

/** Runs of one style as one, each cleaned as a line is, its outer spaces kept as one. */
const joined = (runs: readonly NoteRun[]): NoteRun[] => {
  const all: NoteRun[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last && last.strong === run.strong && last.em === run.em && last.url === run.url) last.text += run.text;
    else all.push({ ...run });
  }
  return all
    .map((run) => ({
      ...run,
      text: `${/^\s/.test(run.text) ? " " : ""}${oneLine(run.text)}${/\S\s+$/.test(run.text) ? " " : ""}`,
    }))
    .filter(({ text }) => text !== "");
};
