import { wordsOf } from "../../templates/words.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { draftChecks, shownPhotos } from "../digest/draft-checks.ts";
import type { PhotoFileOf } from "../digest/fit-digest.ts";
import type { Issue } from "../digest/issue.ts";
import { photoWords } from "../digest/photo-words.ts";
import type { MailAddresses } from "../digest/render-issue.ts";
import { shownPostIds } from "../digest/shown-posts.ts";
import { asEdited } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";

export type PictureDeps = {
  posts: Pick<PostStore, "getMany">;
  photoFile: PhotoFileOf;
  links: Pick<MailAddresses, "file">;
};

/** A draft at a glance: the photograph that leads it, its headlines, what is to fix. */
export type DraftPicture = {
  picture: { url: string; width: number; height: number; alt: string } | undefined;
  headlines: readonly string[];
  fixes: readonly string[];
};

const quality = 72;

/** Draws the draft at a glance, as the mail would have it now. A photograph that cannot be had is left out. */
export const draftPicture = async (
  deps: PictureDeps,
  { newsletter, issue }: { newsletter: Newsletter; issue: Issue },
): Promise<DraftPicture> => {
  const stored = await deps.posts.getMany(issue.newsletterId, Object.keys(issue.digest.postReasons));
  const posts = new Map([...stored].map(([id, { post }]) => [id, asEdited(post)]));
  const draft = { newsletter, issue, posts };
  const [first] = shownPhotos(draft);
  const headlines = shownPostIds(issue.digest).flatMap((id) => posts.get(id)?.title.trim() || []);
  const fixes = draftChecks(draft)
    .filter(({ kind }) => kind === "fix")
    .map(({ words }) => words);
  if (!first) return { picture: undefined, headlines, fixes };
  const { placed, photo, post } = first;
  const { crop, fileWidth: width } = placed;
  // The nudge is worth more than its picture.
  const file = await deps.photoFile({ photo, crop, width, quality }).catch(() => undefined);
  const { alt } = photoWords(photo, post.title, wordsOf(newsletter.language), 0);
  const picture = file && { url: deps.links.file(file.key), width: placed.width, height: placed.height, alt };
  return { picture, headlines, fixes };
};
