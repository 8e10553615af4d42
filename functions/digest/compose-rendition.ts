import type { Rendition } from "../core/rendition.ts";
import type { Instant } from "../core/time.ts";
import { type FitInput, fitDigest, type PhotoFileOf } from "./fit-digest.ts";
import { assertAbsent, type Sentinels } from "./sentinels.ts";

export type CompositionInput = Omit<FitInput, "links"> & {
  /** 1, then one more with every correction. */
  revision: number;
  /** Drawn for this rendition, see `sentinelsFrom`. */
  sentinels: Sentinels;
  links: Omit<FitInput["links"], "slots">;
  at: Instant;
};

/** The rendition of a digest, within its byte budgets; throws when a sentinel stands in the content. */
export const composeRendition = async (
  deps: { photoFile: PhotoFileOf },
  input: CompositionInput,
): Promise<Rendition> => {
  const { newsletter, digest, posts, subject, preheader, sentinels } = input;
  assertAbsent(sentinels, [newsletter, digest.blocks, [...posts.values()], subject, preheader]);
  const fitted = await fitDigest(deps, { ...input, links: { ...input.links, slots: sentinels } });
  return {
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
};
