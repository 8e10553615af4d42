import type { Rendition } from "../core/rendition.ts";
import type { Instant } from "../core/time.ts";
import { type FitInput, fitDigest, type PhotoFileOf } from "./fit-digest.ts";
import type { RenditionStore } from "./rendition-store.ts";
import { assertAbsent, type Sentinels } from "./sentinels.ts";

export type RenderInput = Omit<FitInput, "links"> & {
  /** 1, then one more with every correction. */
  revision: number;
  /** Drawn for this rendition, see `sentinelsFrom`. */
  sentinels: Sentinels;
  links: Omit<FitInput["links"], "slots">;
  at: Instant;
};

/**
 * The rendition of a revision of an issue, rendered and stored once: asked for again, the answer is what was stored,
 * whatever the digest has become since.
 */
export const renderIssue = async (
  deps: { photoFile: PhotoFileOf; renditions: Pick<RenditionStore, "get" | "put"> },
  input: RenderInput,
): Promise<Rendition> => {
  const stored = await deps.renditions.get(input.issueId, input.revision);
  if (stored) return stored;
  const { newsletter, digest, posts, subject, preheader, sentinels } = input;
  assertAbsent(sentinels, [newsletter, digest.blocks, [...posts.values()], subject, preheader]);
  const fitted = await fitDigest(deps, { ...input, links: { ...input.links, slots: sentinels } });
  const rendition: Rendition = {
    newsletterId: newsletter.id,
    issueId: input.issueId,
    revision: input.revision,
    subject,
    preheader,
    sentinels,
    bodies: fitted.bodies,
    htmlBytes: fitted.htmlBytes,
    photoBytes: fitted.photoBytes,
    photos: fitted.photos.map(({ placed, url }) => ({
      postId: placed.postId,
      photoId: placed.photoId,
      url,
      width: placed.width,
      height: placed.height,
    })),
    trimmed: [...fitted.digest.trimmed],
    renderedAt: input.at,
  };
  await deps.renditions.put(rendition);
  return rendition;
};
