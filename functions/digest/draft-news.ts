import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import type { Post } from "../posts/post.ts";
import type { Digest } from "./digest.ts";
import type { Issue } from "./issue.ts";
import { type News, newsAnd, newsNow } from "./issue-news.ts";
import { postsThatRun } from "./posts-that-run.ts";
import { counted } from "./reason.ts";

export type DraftNews = {
  newsletter: Newsletter;
  before: Issue | undefined;
  state: Issue["state"];
  digest: Digest;
  posts: readonly Post[];
  /** Whether somebody asked for the draft, who sees what becomes of it. */
  isAsked: boolean;
  /** With what is made its window closes, and without which sources if not all were heard. */
  closing?: { unheard?: string | undefined } | undefined;
  now: Instant;
};

/**
 * What its editors should know that an issue came to by being made anew: a post it lost, a source it closed without, a week too
 * thin to go by itself.
 */
export const draftNews = ({ newsletter, before, state, digest, posts, isAsked, closing, now }: DraftNews): News[] => {
  const had = new Set(before && postsThatRun(before.digest));
  const lost = posts.filter(({ id }) => had.has(id) && isTakenAway(digest.postReasons[id]?.rule));
  const dropped: News = { kind: "dropped", at: now, posts: lost.map(({ id, title }) => ({ id, title })), quiet: true };
  const kept = lost.length > 0 ? newsAnd(before ?? {}, dropped) : [...(before?.news ?? [])];
  const unheard = closing?.unheard === undefined ? undefined : { at: now, why: closing.unheard };
  const news = closing ? newsNow({ news: kept }, "unheard", unheard) : kept;
  if (isAsked || state === before?.state || (state !== "held" && state !== "skipped")) return news;
  const runs = postsThatRun(digest).length;
  const why =
    runs === 0 ? "there is no post for it" : `it has ${counted(runs, "post")} of at least ${newsletter.minimumPosts}`;
  return newsAnd({ news }, { kind: state, at: now, why });
};

const isTakenAway = (rule = ""): boolean => rule === "withdrawn" || rule === "embargo" || rule === "ahead";
