import type { Newsletter } from "../core/newsletter.ts";
import { isReady, type ReadyPhoto } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";
import { rightsOf } from "../posts/rights.ts";
import type { PlacedPhoto } from "./digest.ts";
import { isSensitive } from "./eligible-posts.ts";
import type { Issue } from "./issue.ts";
import { placedPhotos } from "./placed-photos.ts";
import { shownPostIds } from "./shown-posts.ts";

/** An issue and the posts of its window by id, with the editors' words over them. */
export type CheckedDraft = {
  newsletter: Newsletter;
  issue: Pick<Issue, "digest" | "subject" | "sendAt" | "window">;
  posts: ReadonlyMap<string, Post>;
};

/** What an open check is about: a part of the issue, one of its posts or one of its photos. */
export type CheckAt =
  | { part: "settings" | "stories" | "inbox" | "source" | "descriptions" | "photographs" }
  | { postId: string }
  | { photoId: string };

/** Something to put right or to know before the issue goes. */
export type DraftCheck = { kind: "fix" | "know"; words: string; at: CheckAt };

/** A photo in its place in the mail, and what it is. */
export type ShownPhoto = { placed: PlacedPhoto; photo: ReadyPhoto; post: Post; place: "lead" | "card" | "highlight" };

/** The photos of the mail in its order. */
export const shownPhotos = ({ issue, posts }: Pick<CheckedDraft, "posts"> & { issue: Pick<Issue, "digest"> }) => {
  const { blocks } = issue.digest;
  return blocks.flatMap((block) => {
    const place = block.kind === "highlights" ? "highlight" : block.kind === "lead" ? "lead" : "card";
    return placedPhotos({ ...issue.digest, blocks: [block] }).flatMap((placed): ShownPhoto[] => {
      const post = posts.get(placed.postId);
      const photo = post?.photos.find(({ id }) => id === placed.photoId);
      return post && photo && isReady(photo) ? [{ placed, photo, post, place }] : [];
    });
  });
};

/** Whether nobody has described the photo: its alt text in the mail is only a suggestion. */
export const lacksAlt = ({ photo }: Pick<ShownPhoto, "photo">): boolean => !photo.alt?.trim();

/** The open checks, those to fix first. */
export const draftChecks = (draft: CheckedDraft): DraftCheck[] => {
  const { newsletter, issue, posts } = draft;
  const fix = (words: string, at: CheckAt): DraftCheck => ({ kind: "fix", words, at });
  const shown = shownPhotos(draft);
  const unnamed = shown.filter(lacksAlt).length;
  const lead = issue.digest.blocks.find(({ kind }) => kind === "lead");
  const leadPost = lead?.kind === "lead" ? posts.get(lead.lead.postId) : undefined;
  return [
    ...(newsletter.postalAddress
      ? []
      : [fix("There is no postal address, and the law asks for one in every mail.", { part: "settings" })]),
    ...(issue.digest.blocks.length === 0 ? [fix("There is nothing in the mail yet.", { part: "stories" })] : []),
    ...(issue.subject ? [] : [fix("The subject is empty.", { part: "inbox" })]),
    ...shownPostIds(issue.digest)
      .flatMap((id) => posts.get(id) ?? [])
      .filter(({ sourceSays }) => sourceSays)
      .map(({ title }) => fix(`The source of “${title}” changed what an editor had written over.`, { part: "source" })),
    ...(unnamed > 0
      ? [
          fix(`${unnamed} ${unnamed === 1 ? "photo has" : "photos have"} only a suggested description.`, {
            part: "descriptions",
          }),
        ]
      : []),
    ...shown
      .filter(({ photo }) => !photo.credit?.trim())
      .map(({ photo, post }) => fix(`A photo of “${post.title}” has no credit.`, { photoId: photo.id })),
    ...shown
      .filter(({ photo }) => rightsOf(photo, newsletter, issue.sendAt ?? issue.window.until) === "none")
      .map(({ photo, post }) =>
        fix(
          photo.takenDownAt === undefined
            ? `The rights of a photo of “${post.title}” end before the mail leaves.`
            : `A photo of “${post.title}” was taken down.`,
          { photoId: photo.id },
        ),
      ),
    ...(leadPost && isSensitive(leadPost, newsletter)
      ? [fix(`The lead, “${leadPost.title}”, is marked as sensitive.`, { postId: leadPost.id })]
      : []),
    ...[...issue.digest.remarks, ...issue.digest.trimmed].map(
      (words): DraftCheck => ({ kind: "know", words, at: { part: "photographs" } }),
    ),
  ];
};
