import { InvalidInput } from "../core/errors.ts";
import type { GuardedFetch } from "../core/guarded-fetch.ts";
import { completedFromPage, parsePage } from "./parse-page.ts";
import type { IncomingPost } from "./post.ts";
import type { Completion } from "./take-in-post.ts";
import { whyNotFetched } from "./why-not-fetched.ts";

/** The post with what its own page says beyond its source: its pictures, and words where it has none. */
export const completePost = async (
  deps: { fetch: GuardedFetch },
  { said, newsletterId }: { said: IncomingPost; newsletterId: string },
): Promise<Completion> => {
  const fetched = await deps.fetch({ url: said.url, kind: "page" });
  if (!fetched.ok) return { ok: false, reason: whyNotFetched(fetched) };
  try {
    const page = parsePage({ bytes: fetched.bytes, contentType: fetched.contentType, url: fetched.finalUrl });
    return { ok: true, post: completedFromPage(said, page, newsletterId) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { ok: false, reason: error.message };
  }
};
