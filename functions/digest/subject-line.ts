import type { Post } from "../posts/post.ts";
import type { Digest } from "./digest.ts";
import { cutAtWord, oneLine } from "./mail-text.ts";
import { shownPostIds } from "./shown-posts.ts";

export type SubjectLine = { subject: string; preheader: string };

const longestSubject = 60;
const longestPreheader = 110;

export type SubjectInput = {
  digest: Digest;
  /** Every post that the digest names. */
  posts: ReadonlyMap<string, Post>;
  isSensitive: (post: Post) => boolean;
  /** The editor's own subject. */
  chosen?: string | undefined;
  chosenPreheader?: string | undefined;
  /** Of the last issue. */
  previous?: string | undefined;
  /** The subject where no title will do. */
  newsletterName?: string | undefined;
};

/**
 * What the inbox shows (docs/editing.md M12): the lead's title, cut at a word, and after it the titles of the next two
 * stories. Never a sensitive story's, never what the last issue said; the preheader never repeats the subject.
 */
export const subjectLine = (input: SubjectInput): SubjectLine => {
  const titles = calmTitles(input).map((title) => ({ title, short: cutAtWord(title, longestSubject) }));
  const fresh = titles.find(({ short }) => short !== input.previous)?.short;
  const subject = oneLine(input.chosen ?? "") || fresh || (input.newsletterName ?? "");
  const others = titles.filter(({ title, short }) => title !== subject && short !== subject).map(({ title }) => title);
  const preheader = oneLine(input.chosenPreheader ?? "") || preheaderOf([...new Set(others)].slice(0, 2));
  return { subject, preheader };
};

const fewestOfSecond = 30;

/** Two titles; the first alone where hardly more than a word would be left of the second. */
const preheaderOf = ([first = "", second]: readonly string[]): string => {
  const both = second === undefined ? first : `${first} · ${second}`;
  const room = longestPreheader - (both.length - (second?.length ?? 0));
  return cutAtWord(both.length > longestPreheader && room < fewestOfSecond ? first : both, longestPreheader);
};

const calmTitles = ({ digest, posts, isSensitive }: SubjectInput): string[] =>
  shownPostIds(digest)
    .map((id) => posts.get(id))
    .filter((post) => post !== undefined && !isSensitive(post))
    .map((post) => oneLine(post?.title ?? ""))
    .filter((title) => title !== "");
