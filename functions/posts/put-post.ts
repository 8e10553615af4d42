import type * as z from "zod";
import { type Arrival, isOlder, mergedPost } from "./arrival.ts";
import { changePost } from "./change-post.ts";
import { type IncomingPost, incomingPostSchema, type Post, postId, postSchema } from "./post.ts";
import { fittedPost, isTooLarge, largestPostBytes, largestSaidBytes } from "./post-size.ts";
import type { PostStore, Seen } from "./store.ts";

export type PutOutcome =
  | {
      ok: true;
      change: "new" | "updated" | "unchanged";
      /** The words that came were older than those we have, which stand. */
      older: boolean;
      /** Prose was left out at the end for the post to fit. */
      cut: boolean;
      post: Post;
    }
  | PutRefusal;

export type PutRefusal = { ok: false; reason: "too-large" | "invalid"; problems: readonly string[] };

/**
 * Brings what a source says of a post into the store, once however often it comes, never over newer words, an
 * editor's edit or another writer's change. `stored` is what the caller has read of the post already, if anything.
 */
export const putPost = async (
  deps: { posts: PostStore },
  arrival: Arrival & { stored?: Seen },
): Promise<PutOutcome> => {
  const { newsletterId, said, stored } = arrival;
  const refusal = refusalOf(said);
  if (refusal) return refusal;
  const target = { newsletterId, postId: postId(newsletterId, said.guid), stored };
  let cut = false;
  const changed = await changePost<PutRefusal>(deps, target, (before) => {
    const merged = mergedPost(before, arrival);
    const fitted = fittedPost(merged);
    cut = fitted !== merged;
    return fitted ? storable(fitted) : tooLarge;
  });
  if (!changed.ok) return changed;
  const change = !changed.written ? "unchanged" : changed.before ? "updated" : "new";
  return {
    ok: true,
    change,
    older: changed.before !== undefined && isOlder(said, changed.before),
    cut,
    post: changed.post,
  };
};

/** Why words can never become a post, whatever is fetched for them; `undefined` when they can. */
export const refusalOf = (said: IncomingPost): PutRefusal | undefined => {
  if (isTooLarge(said))
    return { ok: false, reason: "too-large", problems: [`the post has more than ${largestSaidBytes} bytes`] };
  const parsed = incomingPostSchema.safeParse(said);
  return parsed.success ? undefined : invalid(parsed.error);
};

const tooLarge: PutRefusal = {
  ok: false,
  reason: "too-large",
  problems: [`without its prose the post still takes more than ${largestPostBytes} bytes`],
};

/** Nothing is stored that could not be read again. */
const storable = (post: Post): { ok: true; post: Post } | PutRefusal => {
  const parsed = postSchema.safeParse(post);
  return parsed.success ? { ok: true, post: parsed.data } : invalid(parsed.error);
};

const invalid = ({ issues }: z.ZodError): PutRefusal => ({
  ok: false,
  reason: "invalid",
  problems: issues.map(({ path, message }) => `${path.join(".")}: ${message}`),
});
