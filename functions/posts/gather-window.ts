import type { Instant } from "../core/time.ts";
import { asEdited, leavesAt, type Post, standsSince } from "./post.ts";
import type { PostStore } from "./store.ts";

export type Gathering = {
  newsletterId: string;
  /** The window, half-open: `from` ≤ date < `until`. */
  from: Instant;
  until: Instant;
  /**
   * With it, posts of earlier dates, but of `from` or later, that came, or were free to leave, at `since` or later are
   * gathered, too. An instant too early costs nothing but a look: what went out before is left out by whoever remembers
   * it. So be generous: an import may take minutes from its `now` to its last write.
   */
  late?: { from: Instant; since: Instant } | undefined;
  /** Posts of earlier dates that went out, as far as the caller knows: they are not read again. */
  gone?: ReadonlySet<string> | undefined;
};

/**
 * The posts that an issue of the window is made from, with the editor's words and choices over them, by date, then id.
 * A post belongs to the window that its date falls into, or the end of its embargo when that is later: it never comes
 * early. Withdrawn posts are among them, so that an issue can say why it has lost one.
 * Costs one request for the calendar and one for each hundred posts of the window, however many others there are.
 */
export const gatherWindow = async (
  deps: { posts: Pick<PostStore, "calendar" | "getMany"> },
  { newsletterId, from, until, late, gone }: Gathering,
): Promise<Post[]> => {
  const belongs = (at: Instant, since: Instant) =>
    at < until && (at >= from || (late !== undefined && at >= late.from && (since >= late.since || at >= late.since)));
  const entries = await deps.posts.calendar(newsletterId, late && late.from < from ? late.from : from, until);
  const candidates = entries.filter(
    (entry) => belongs(entry.leavesAt, entry.standsSince) && (entry.leavesAt >= from || !gone?.has(entry.postId)),
  );
  const stored = await deps.posts.getMany(
    newsletterId,
    candidates.map(({ postId }) => postId),
  );
  return [...stored.values()]
    .map(({ post }) => post)
    .filter((post) => belongs(leavesAt(post), standsSince(post)))
    .toSorted((a, b) => compare(leavesAt(a), leavesAt(b)) || compare(a.id, b.id))
    .map(asEdited);
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
