import * as z from "zod";
import { addMilliseconds, day, type Instant, instantSchema, minute } from "../core/time.ts";

/** What the program may do to an issue by itself and mails its editors, what matters most first. */
export const mailedKinds = ["missed", "skipped", "taken-back", "refused", "held", "dropped"] as const;
/**
 * What it could not do for an issue that goes on all the same: hear a source before it closed (`unheard`), look at a page
 * (`unseen`). The desk shows it, and a mail that goes anyway says it; nobody is mailed because of it.
 */
const quietKinds = ["unheard", "unseen"] as const;
export const newsKinds = [...mailedKinds, ...quietKinds] as const;
type QuietKind = (typeof quietKinds)[number];

/** Something that the program did to an issue by itself, for its editors to know. */
export const newsSchema = z.object({
  kind: z.enum(newsKinds),
  at: instantSchema,
  /** Those that it lost. */
  posts: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
  /** The end of a sentence. */
  why: z.string().optional(),
  /** It waited for an approval in vain. */
  wasWaiting: z.literal(true).optional(),
  /** Nobody is mailed: the desk shows it. */
  quiet: z.literal(true).optional(),
  /** When its editors were mailed. */
  toldAt: instantSchema.optional(),
  /** When an editor said that it is seen. */
  seenAt: instantSchema.optional(),
});
export type News = z.infer<typeof newsSchema>;

/** The news of an issue, and since when somebody is about to mail them. */
type WithNews = { news?: readonly News[] | undefined; tellingAt?: Instant | undefined };

/** So much of it is kept. */
const mostKept = 20;
/** Later it is news to nobody. */
const newsForDays = 2;
/** So long after somebody took up a mail, and did not say that it is out, another does. */
const retryMinutes = 10;

/** The news with one more; a post is lost once. */
export const newsAnd = ({ news = [] }: WithNews, more: News): News[] => {
  const known = new Set(news.flatMap(({ posts = [] }) => posts.map(({ id }) => id)));
  const posts = more.posts?.filter(({ id }) => !known.has(id));
  if (more.kind === "dropped" && posts?.length === 0) return [...news];
  return [...news, { ...more, ...(posts && { posts }) }].slice(-mostKept);
};

/**
 * The news with what could not be done as it is now, or without it when all was done: of a quiet kind only the last is
 * true, and what an editor has seen is news again only in other words.
 */
export const newsNow = ({ news = [] }: WithNews, kind: QuietKind, now: Omit<News, "kind"> | undefined): News[] => {
  if (now && news.some((each) => each.kind === kind && each.why === now.why)) return [...news];
  const others = { news: news.filter((each) => each.kind !== kind) };
  return now ? newsAnd(others, { ...now, kind }) : others.news;
};

/** Whether nobody is mailed because of it. */
export const isQuiet = ({ kind }: Pick<News, "kind">): boolean => quietKinds.some((quiet) => quiet === kind);

/** What its editors have yet to be mailed. */
export const owedNews = ({ news = [] }: WithNews, now: Instant): News[] =>
  news.filter(
    (each) => !isQuiet(each) && !each.quiet && !each.toldAt && now < addMilliseconds(each.at, newsForDays * day),
  );

/** Whether somebody is to mail the news now. */
export const isTellingDue = (issue: WithNews, now: Instant): boolean =>
  owedNews(issue, now).length > 0 && !isTakenUp(issue.tellingAt, now);

/** Whether somebody took a thing up a short while ago; who did so at an instant to come had a clock that ran ahead. */
export const isTakenUp = (at: Instant | undefined, now: Instant, minutes = retryMinutes): boolean =>
  at !== undefined && at <= now && now < addMilliseconds(at, minutes * minute);

/** What no editor has said to be seen. */
export const unseenNews = ({ news = [] }: WithNews): News[] => news.filter(({ seenAt }) => seenAt === undefined);

/** The news with an instant put to some of them; what came meanwhile stays as it is. */
export const newsMarked = (
  { news = [] }: WithNews,
  some: readonly News[],
  mark: { toldAt: Instant } | { seenAt: Instant },
): News[] =>
  news.map((each) => (some.some(({ kind, at }) => kind === each.kind && at === each.at) ? { ...each, ...mark } : each));
