import type { FetchFailure, GuardedFetch } from "../core/guarded-fetch.ts";
import { inParallel } from "../core/in-parallel.ts";
import { addMilliseconds, type Clock, type Instant } from "../core/time.ts";
import { mayGo } from "./find-held-back.ts";
import type { Post } from "./post.ts";
import type { PostStore } from "./store.ts";
import { withdrawPost } from "./withdraw-post.ts";

export type LookDeps = { posts: PostStore; fetch: GuardedFetch; clock: Clock };

export type Looked = {
  /** Posts whose page is gone, withdrawn by now, and those that were withdrawn or put off already. */
  gone: readonly Post[];
  /** How many pages nothing is known of: their posts stay. */
  unseen: number;
  /** How many pages their server denies, which is not believed of so many at once: their posts stay. */
  denied: number;
  /** The sites of both, each with how many of its pages were to be looked at. */
  sites: readonly LookedSite[];
};

export type LookedSite = { host: string; unseen: number; denied: number; of: number };

/** So long pages are asked for; those that nobody came to by then count as unseen, so that an issue goes in time. */
export const lookSeconds = 90;
const atATime = 6;
/** A site that is down, or that this machine cannot reach, is not asked post by post. */
const mostUnseen = 3;
/** More of them gone at once than this is a site in trouble. */
const mostGone = 2;

/**
 * Looks whether posts may still be in an issue that holds what comes before `until`, and their pages are there. One that
 * its server says is not (404, 410) withdraws its post; a server in trouble, a slow one and an unknown answer change
 * nothing, as they say nothing about the post, and neither does a site that denies more than half of its pages at once.
 * Each site is judged by itself, so one that is down hides nothing of another. It takes no longer
 * than `lookSeconds` and one page more, and done again it finds the same.
 */
export const lookAtPosts = async (
  deps: LookDeps,
  { newsletterId, postIds, until }: { newsletterId: string; postIds: readonly string[]; until: Instant },
): Promise<Looked> => {
  const posts = [...(await deps.posts.getMany(newsletterId, postIds)).values()].map(({ post }) => post);
  const standing = posts.filter((post) => mayGo(post, until));
  const before = posts.filter((post) => !mayGo(post, until));
  const sites = new Map<string, Site>();
  const endsAt = addMilliseconds(deps.clock(), lookSeconds * 1000);
  await inParallel(standing, atATime, (post) => see(deps, siteOf(sites, post), post, endsAt));
  const gone = [...sites.values()].flatMap((site) => (isInTrouble(site) ? [] : site.gone));
  const unlooked = [...sites].map(asLooked).filter(({ unseen, denied }) => unseen + denied > 0);
  const denied = unlooked.reduce((sum, site) => sum + site.denied, 0);
  const unseen = unlooked.reduce((sum, site) => sum + site.unseen, 0);
  for (const { guid } of gone) await withdrawPost(deps, { newsletterId, guid, by: "page", now: deps.clock() });
  return { gone: [...before, ...gone], unseen, denied, sites: unlooked };
};

/** What was seen of a site's pages by now. */
type Site = { posts: number; gone: Post[]; unseen: number; unseenInARow: number };

const siteOf = (sites: Map<string, Site>, { url }: Post): Site => {
  const { host } = new URL(url);
  const site = sites.get(host) ?? { posts: 0, gone: [], unseen: 0, unseenInARow: 0 };
  sites.set(host, site);
  return site;
};

const asLooked = ([host, site]: [string, Site]): LookedSite => ({
  ...{ host, unseen: site.unseen, of: site.posts },
  denied: isInTrouble(site) ? site.gone.length : 0,
});

const isInTrouble = ({ gone, posts }: Site): boolean => gone.length > Math.max(mostGone, posts / 2);

const see = async (deps: LookDeps, site: Site, post: Post, endsAt: Instant): Promise<void> => {
  site.posts++;
  const isAsked = site.unseenInARow < mostUnseen && deps.clock() < endsAt;
  const found = isAsked ? await look(deps, post.url) : "unseen";
  site.unseenInARow = found === "unseen" ? site.unseenInARow + 1 : 0;
  if (found === "unseen") site.unseen++;
  if (found === "gone") site.gone.push(post);
};

const look = async ({ fetch }: LookDeps, url: string): Promise<"there" | "gone" | "unseen"> => {
  const fetched = await fetch({ url, kind: "page", maxBytes: 1 });
  if (fetched.ok) return "there";
  if (fetched.reason === "status")
    return fetched.status === 404 || fetched.status === 410 ? "gone" : unlessDown(fetched);
  return answered.has(fetched.reason) ? "there" : "unseen";
};

/** What has a length or a kind is there, however little it can be read. */
const answered: ReadonlySet<FetchFailure["reason"]> = new Set(["content-type", "encoding", "too-large"]);

/** A server that refuses us (403, 429) has the page all the same, for all we know. */
const unlessDown = ({ status = 500 }: FetchFailure) => (status >= 500 ? "unseen" : "there");
