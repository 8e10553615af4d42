import * as z from "zod";
import { addMilliseconds, day, type Instant, instantSchema, minute } from "../core/time.ts";

/** What the program may do to an issue by itself, what matters most first. */
export const newsKinds = ["missed", "skipped", "taken-back", "refused", "held", "dropped"] as const;

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

/** What its editors have yet to be mailed. */
export const owedNews = ({ news = [] }: WithNews, now: Instant): News[] =>
  news.filter(({ quiet, toldAt, at }) => !quiet && !toldAt && now < addMilliseconds(at, newsForDays * day));

/** Whether somebody is to mail the news now. */
export const isTellingDue = (issue: WithNews, now: Instant): boolean =>
  owedNews(issue, now).length > 0 && !isTakenUp(issue.tellingAt, now);

/** Whether somebody took a mail up a short while ago; who did so at an instant to come had a clock that ran ahead. */
export const isTakenUp = (at: Instant | undefined, now: Instant): boolean =>
  at !== undefined && at <= now && now < addMilliseconds(at, retryMinutes * minute);

/** What no editor has said to be seen. */
export const unseenNews = ({ news = [] }: WithNews): News[] => news.filter(({ seenAt }) => seenAt === undefined);

/** The news with an instant put to some of them; what came meanwhile stays as it is. */
export const newsMarked = (
  { news = [] }: WithNews,
  some: readonly News[],
  mark: { toldAt: Instant } | { seenAt: Instant },
): News[] =>
  news.map((each) => (some.some(({ kind, at }) => kind === each.kind && at === each.at) ? { ...each, ...mark } : each));
