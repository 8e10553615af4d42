import { InvalidInput } from "../core/errors.ts";
import type { GuardedFetch } from "../core/guarded-fetch.ts";
import type { Source } from "../core/newsletter.ts";
import type { Clock, Instant } from "../core/time.ts";
import { completePost } from "./complete-post.ts";
import { type ImportDeps, importPosts } from "./import-posts.ts";
import type { ImportSummary } from "./import-summary.ts";
import { type ReadPosts, readPosts } from "./read-posts.ts";
import { readFeed } from "./read-source.ts";
import { afterPoll, held, isDue, newSource, type Polled, reachOf, type SourceState } from "./source-state.ts";
import type { SourceStore, StoredSource } from "./source-store.ts";

export type PollDeps = PhotosDeps & {
  posts: ImportDeps["posts"];
  sources: SourceStore;
  fetch: GuardedFetch;
  clock: Clock;
};

/** Photos are fetched here, or left to somebody else: a poll without either would be asking for them for ever. */
type PhotosDeps =
  | { fetchPhotos: NonNullable<ImportDeps["fetchPhotos"]>; leavePhotos?: undefined }
  | { fetchPhotos?: undefined; leavePhotos: NonNullable<ImportDeps["leavePhotos"]> };

export type PollInput = {
  newsletterId: string;
  source: Source;
  stored: StoredSource | undefined;
  /** A window is about to be closed: asked whatever the hour, and read back to `since` whatever is known. */
  closing: boolean;
  /** Nothing older is looked for on further pages, unless it came while nobody could ask. */
  since: Instant;
};

/**
 * What a look at a source came to, with its state after it. Nothing when nobody needed to look; `busy` when somebody
 * else is at it whom a window must wait for.
 */
export type PollOutcome =
  | { did: "unchanged"; state: SourceState; wasSilent: boolean }
  | { did: "read"; state: SourceState; wasSilent: boolean; lost: boolean; summary: ImportSummary }
  | { did: "failed"; state: SourceState; wasSilent: boolean; reason: string }
  | { did: "busy" };

const mostPages = 20;

/**
 * Asks a source that is due and takes in what it says, by one process at a time. An unchanged feed costs one small
 * request; further pages are read back to what is known, so that a busy week leaves no gap; what could not be had is
 * asked for again by the next look. A source that fails changes nothing but its own state, and is asked ever later.
 */
export const pollSource = async (deps: PollDeps, input: PollInput): Promise<PollOutcome | undefined> => {
  const { newsletterId, source, closing } = input;
  const now = deps.clock();
  const before = input.stored ?? { state: newSource(source, now), version: 0 };
  const busy = closing ? ({ did: "busy" } as const) : undefined;
  if (!isDue(before.state, { now, closing })) return busy;
  const holding = held(before.state, now);
  if (!(await deps.sources.put(newsletterId, holding, before))) return busy;
  const { polled, summary, defect } = await ask(deps, input, before.state).catch(broken);
  const { everyMinutes } = source;
  const state = afterPoll(holding, polled, { now: deps.clock(), everyMinutes, closing });
  await deps.sources.put(newsletterId, state, { version: before.version + 1 });
  if (defect) throw defect.error;
  const wasSilent = before.state.failures > 0;
  if (polled.did === "failed") return { did: "failed", state, wasSilent, reason: polled.reason };
  if (polled.did === "unchanged" || !summary) return { did: "unchanged", state, wasSilent };
  return { did: "read", state, wasSilent, lost: polled.lost, summary };
};

type Asked = { polled: Polled; summary?: ImportSummary; defect?: { error: unknown } };

/** What breaks here is remembered as a failure before it is thrown: its editors are told, and it is asked ever later. */
const broken = (error: unknown): Asked => ({
  polled: { did: "failed", reason: "could not be taken in" },
  defect: { error },
});

const ask = async (
  deps: PollDeps,
  { newsletterId, source, since, closing }: PollInput,
  state: SourceState,
): Promise<Asked> => {
  const { etag, lastModified, feedUrl: knownUrl = source.url } = state;
  // A post with an old date comes in among the old ones, behind pages that say nothing new: before a window closes all
  // of them are read.
  const known = closing ? { seam: [] } : { etag, lastModified, seam: state.seam };
  const read = await readFeed(deps, knownUrl, known);
  if (!read.ok) return { polled: { did: "failed", reason: read.reason, retryAfterSeconds: read.retryAfterSeconds } };
  if (read.unchanged) return { polled: { did: "unchanged" } };
  let said: Pick<ReadPosts, "firstPage" | "lost"> = { firstPage: [], lost: false };
  const backTo = { guids: new Set(known.seam), since: reachOf(state, { since, closing }) };
  const importing: ImportDeps = {
    posts: deps.posts,
    ...{ fetchPhotos: deps.fetchPhotos, leavePhotos: deps.leavePhotos },
    completePost: (said, id) => completePost(deps, { said, newsletterId: id }),
    async readPosts(bytes) {
      const all = await readPosts(deps, { ...bytes, pages: mostPages, backTo });
      said = all;
      return all;
    },
  };
  try {
    const summary = await importPosts(importing, { ...read, source: source.url, newsletterId, now: deps.clock() });
    const unfinished = summary.unfinished > 0 || summary.failed.length > 0;
    const { firstPage: guids, lost } = said;
    const validators = { etag: read.etag, lastModified: read.lastModified };
    return { polled: { did: "read", lost, unfinished, guids, feedUrl: read.source, ...validators }, summary };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { polled: { did: "failed", reason: `cannot be understood: ${error.message}` } };
  }
};
