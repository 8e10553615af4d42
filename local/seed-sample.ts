import { parseAddress } from "../functions/audience/address.ts";
import { parseName } from "../functions/audience/person-name.ts";
import { keyedId } from "../functions/core/ids.ts";
import type { Instant } from "../functions/core/time.ts";
import { addMilliseconds } from "../functions/core/time.ts";
import { issueId, type Window } from "../functions/digest/issue.ts";
import { publishedIssue } from "../functions/digest/published-issue.ts";
import { completePost } from "../functions/posts/complete-post.ts";
import { importPosts } from "../functions/posts/import-posts.ts";
import { readPosts } from "../functions/posts/read-posts.ts";
import { withdrawPost } from "../functions/posts/withdraw-post.ts";
import type { Parts } from "./parts.ts";
import { sampleWindows } from "./sample/calendar.ts";
import { sampleFeed } from "./sample/feed.ts";
import { sampleNewsletter } from "./sample/newsletter.ts";
import { sampleWithdrawals } from "./sample/posts.ts";
import { sampleSubscribers } from "./sample/subscribers.ts";
import { tick } from "./tick.ts";
import { workThrough } from "./work-through.ts";

/** The tick that finds a window over comes within half a minute of it. */
const afterClosing = 30_000;

/**
 * The sample newsletter as it would stand after four weeks of use: the first three issues were published when nobody
 * had subscribed yet, the fourth is due, and 25 people wait for it. Everything goes the way that real posts go, photos
 * over http included, and done again it changes nothing; no other newsletter is touched. Rejects soon after `stop` is
 * aborted.
 */
export const seedSample = async (parts: Parts, say: (line: string) => void, stop: AbortSignal): Promise<void> => {
  const newsletter = sampleNewsletter(parts.publicUrl);
  const stored = await parts.newsletters.get(newsletter.id);
  if (!stored) await parts.newsletters.put({ newsletter, version: 0 });
  // The feed of the weeks that are played is brought by hand: the one that is served is of now.
  const listEach = async () => {
    const { newsletters } = await parts.newsletters.listEach();
    const ours = newsletters.filter(({ id }) => id === newsletter.id);
    return { newsletters: ours.map((each) => ({ ...each, sources: [] })), unread: [] };
  };
  const newsletters = { ...parts.newsletters, listEach };
  for (const [week, window] of sampleWindows.entries()) {
    const at = addMilliseconds(window.until, afterClosing);
    const then = { ...parts, newsletters, clock: () => at, stampClock: () => at };
    const summary = await importWeek(then, newsletter.id, at, stop);
    stop.throwIfAborted();
    say(
      `week ${week + 1} of ${sampleWindows.length}: ${summary.new + summary.updated + summary.unchanged} posts in the feed, ${summary.new} of them new`,
    );
    const isLast = week === sampleWindows.length - 1;
    if (isLast) await addSubscribers(parts, newsletter.id);
    else if (!(await isPublished(parts, newsletter.id, window))) {
      await tick(then);
      await workThrough(then, () => undefined);
    }
  }
};

const isPublished = async (parts: Parts, newsletterId: string, window: Window): Promise<boolean> =>
  (await publishedIssue(parts, { newsletterId, issueId: issueId(newsletterId, window) })) !== undefined;

const importWeek = async (parts: Parts, newsletterId: string, at: Instant, stop: AbortSignal) => {
  const source = `${parts.publicUrl}/sample/feed.xml`;
  const bytes = Buffer.from(sampleFeed(parts.publicUrl, at));
  const summary = await importPosts(
    {
      posts: parts.posts,
      readPosts: (input) => readPosts(parts, { ...input, pages: 1 }),
      completePost: (said, id) => completePost(parts, { said, newsletterId: id }),
      // Told to stop, the rest of the week fails at once, and comes with the next start.
      fetchPhotos: async (photos) => {
        stop.throwIfAborted();
        return parts.fetchPhotos(photos);
      },
    },
    { source, url: source, bytes, contentType: "application/rss+xml", newsletterId, now: at },
  );
  for (const { guid, withdrawnAt } of sampleWithdrawals(at))
    await withdrawPost(parts, { newsletterId, guid, by: "page", now: withdrawnAt });
  return summary;
};

/** Names that may not stand in a header are left out, as at any sign-up. */
const addSubscribers = async ({ audience, idKey }: Parts, newsletterId: string): Promise<void> => {
  for (const subscriber of sampleSubscribers) {
    const address = parseAddress(subscriber.address);
    const name = parseName(subscriber.name ?? "");
    if (!address.ok) throw new Error(`a sample address is ${address.reason}`);
    await audience.add({
      ...subscriber,
      id: keyedId(idKey, address.normalForm),
      newsletterId,
      address: address.address,
      name: name.ok && name.name ? name.name : undefined,
    });
  }
};
