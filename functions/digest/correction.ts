import { galleryOf, storyIdsOf } from "./apply-choice.ts";
import { logged } from "./change-log.ts";
import type { Digest } from "./digest.ts";
import type { EditorChoices } from "./editor-choices.ts";
import type { Issue } from "./issue.ts";
import { placedPhotos } from "./placed-photos.ts";
import { postsThatRun } from "./posts-that-run.ts";

/** A correction of an issue that is being sent: a draft of it in which everything is placed by hand where it stands. */
export const correctionOf = (issue: Issue, corrects: number): Issue => {
  const { correction: _, sendAt: __, news: ___, approvedEdit: ____, waitsSince: _____, ...sent } = issue;
  const choices = asPlaced(issue);
  return { ...sent, state: "draft", revision: corrects + 1, corrects, choices, changes: [] };
};

/** So that a change of one thing moves no other. */
const asPlaced = ({ choices, digest }: Issue): EditorChoices => {
  const lead = digest.blocks.find((block) => block.kind === "lead");
  const stories = storyIdsOf(digest);
  const beside: Digest = { ...digest, blocks: digest.blocks.filter(({ kind }) => kind !== "highlights") };
  return {
    ...choices,
    ...(lead && { leadPostId: lead.lead.postId }),
    pinnedPostIds: [...stories, ...choices.pinnedPostIds.filter((id) => !stories.includes(id))],
    gallery: galleryOf(digest),
    storyPhotos: {
      ...choices.storyPhotos,
      ...Object.fromEntries(placedPhotos(beside).map(({ postId, photoId }) => [postId, photoId])),
    },
  };
};

/**
 * An issue with its correction in the place of what it was. What the correction left out stays with the issue: some
 * have it, and no other issue brings it again.
 */
export const corrected = ({ correction, ...sent }: Issue): Issue => {
  if (!correction) return sent;
  const { digest, subject, preheader, choices, edit, prints, madeAt, revision } = correction;
  const { postsOfRevision: _, ...rest } = sent;
  const runs = new Set(postsThatRun(digest));
  const alsoRan = [...new Set([...(sent.alsoRan ?? []), ...postsThatRun(sent.digest)])].filter((id) => !runs.has(id));
  return {
    ...{ ...rest, digest, subject, preheader, choices, edit, prints, madeAt, revision },
    changes: logged(sent.changes, ...correction.changes),
    ...(alsoRan.length > 0 && { alsoRan }),
  };
};

/** An issue without its correction. Changes are counted on, so that nobody takes the next one for this. */
export const uncorrected = ({ correction, ...sent }: Issue): Issue => ({
  ...sent,
  edit: correction?.edit ?? sent.edit,
});

/** Whether a correction is decided, and only to be finished: nobody changes or discards it any more. */
export const isDecided = ({ correction }: Issue): boolean => correction?.state === "handed-over";
