import { inParallel } from "../core/in-parallel.ts";
import type { Instant } from "../core/time.ts";
import { addTaken, emptySummary, type ImportSummary, type Refused } from "./import-summary.ts";
import { type IncomingPost, postId } from "./post.ts";
import { type TakeInDeps, takeInPost } from "./take-in-post.ts";

/** A source as it came, to be understood. */
export type SourceBytes = {
  bytes: Uint8Array<ArrayBuffer>;
  contentType?: string | undefined;
  /** What relative addresses are relative to. */
  url: string;
  /** What posts keep as their source: the address that was asked for, or the file's name. */
  source: string;
};

/** What a source says, further pages included where they were asked for, and what of it cannot be a post. */
export type SourcePosts = {
  posts: readonly IncomingPost[];
  refused: readonly Refused[];
  remarks?: readonly string[] | undefined;
  /** `false` when pages are missing that the reader was asked for. */
  whole?: boolean | undefined;
};

export type ImportDeps = TakeInDeps & {
  /** Throws `InvalidInput` for what is no feed at all. */
  readPosts: (source: SourceBytes & { newsletterId: string; now: Instant }) => Promise<SourcePosts>;
};

export type ImportProgress = { done: number; total: number };

const postsPerRead = 100;
/** Each fetches several photos at a time, and decoding them is the memory that intake needs. */
const postsAtATime = 2;
const postsAtATimeWithoutPhotos = 8;

/**
 * Takes in all posts of a source. The same bytes again change nothing; a post that is refused, or at which something
 * broke (`failed`, with the error), stops no other. Of a post that is in the source twice the newest words count.
 * Throws what `readPosts` throws, and when the store cannot be read; the same import can then be run again.
 */
export const importPosts = async (
  deps: ImportDeps,
  input: SourceBytes & { newsletterId: string; now: Instant; onProgress?: (progress: ImportProgress) => void },
): Promise<ImportSummary> => {
  const { newsletterId, now, source } = input;
  const read = await deps.readPosts(input);
  const { posts, repeated } = newestOfEach(read.posts);
  const summary = emptySummary(source, now);
  summary.refused.push(...read.refused, ...repeated);
  summary.remarks.push(...(read.remarks ?? []));
  summary.gap = read.whole === false;
  let done = 0;
  const taken = async (said: IncomingPost, known: Awaited<ReturnType<typeof deps.posts.getMany>>) => {
    const stored = known.get(postId(newsletterId, said.guid)) ?? null;
    try {
      addTaken(summary, said.guid, await takeInPost(deps, { newsletterId, source, said, now, stored }));
    } catch (error) {
      summary.failed.push({ guid: said.guid, reason: error instanceof Error ? error.message : String(error), error });
    }
    input.onProgress?.({ done: ++done, total: posts.length });
  };
  for (let at = 0; at < posts.length; at += postsPerRead) {
    const some = posts.slice(at, at + postsPerRead);
    const known = await deps.posts.getMany(
      newsletterId,
      some.map(({ guid }) => postId(newsletterId, guid)),
    );
    const atATime = deps.fetchPhotos ? postsAtATime : postsAtATimeWithoutPhotos;
    await inParallel(some, atATime, (said) => taken(said, known));
  }
  return summary;
};

/** Feeds list the newest first, so of equals the first is kept. */
const newestOfEach = (all: readonly IncomingPost[]): { posts: IncomingPost[]; repeated: Refused[] } => {
  const newest = new Map<string, IncomingPost>();
  for (const post of all) {
    const known = newest.get(post.guid);
    if (!known || saidAt(post) > saidAt(known)) newest.set(post.guid, post);
  }
  const repeated = all.filter((post) => newest.get(post.guid) !== post);
  const reason = "is in the source twice, and the newest is taken";
  return { posts: [...newest.values()], repeated: repeated.map(({ guid }) => ({ guid, reason })) };
};

const saidAt = (post: IncomingPost): Instant => post.updatedAt ?? post.publishedAt;
