import { wordsOf } from "../../templates/words.ts";
import { isSensitive } from "../digest/eligible-posts.ts";
import { photoWords } from "../digest/photo-words.ts";
import { rightsOf } from "../posts/rights.ts";
import { type Desk, type ShownPhoto, shownPhotos } from "./desk.ts";
import { photoAnchor, postAnchor } from "./desk-paths.ts";

/** Something to put right or to know before the issue goes; `place` is where in the desk, behind its address. */
export type Check = { kind: "fix" | "know"; words: string; place: string };

/** Whether nobody has described the photo: its alt text in the mail is only a suggestion. */
export const lacksAlt = ({ photo }: Pick<ShownPhoto, "photo">): boolean => !photo.alt?.trim();

/** The description that the mail has for a photo as long as nobody writes one. */
export const suggestedAlt = ({ newsletter }: Pick<Desk, "newsletter">, { photo, post, placed }: ShownPhoto): string =>
  photoWords(photo, post.title, wordsOf(newsletter.language), placed.width > 300 ? 140 : 90).alt;

/** The open checks, those to fix first. */
export const deskChecks = (desk: Desk): Check[] => {
  const { newsletter, issue, posts } = desk;
  const fix = (words: string, place: string): Check => ({ kind: "fix", words, place });
  const shown = shownPhotos(desk);
  const unnamed = shown.filter(lacksAlt).length;
  const lead = issue.digest.blocks.find(({ kind }) => kind === "lead");
  const leadPost = lead?.kind === "lead" ? posts.get(lead.lead.postId) : undefined;
  return [
    ...(newsletter.postalAddress
      ? []
      : [fix("There is no postal address, and the law asks for one in every mail.", "/../../settings")]),
    ...(issue.digest.blocks.length === 0 ? [fix("There is nothing in the mail yet.", "#stories")] : []),
    ...(issue.subject ? [] : [fix("The subject is empty.", "#inbox")]),
    ...(unnamed > 0
      ? [fix(`${unnamed} ${unnamed === 1 ? "photo has" : "photos have"} only a suggested description.`, "/alt")]
      : []),
    ...shown
      .filter(({ photo }) => !photo.credit?.trim())
      .map(({ photo, post }) => fix(`A photo of “${post.title}” has no credit.`, `#${photoAnchor(photo.id)}`)),
    ...shown
      .filter(({ photo }) => rightsOf(photo, newsletter, issue.sendAt ?? issue.window.until) === "none")
      .map(({ photo, post }) =>
        fix(`The rights of a photo of “${post.title}” end before the mail leaves.`, `#${photoAnchor(photo.id)}`),
      ),
    ...(leadPost && isSensitive(leadPost, newsletter)
      ? [fix(`The lead, “${leadPost.title}”, is marked as sensitive.`, `#${postAnchor(leadPost.id)}`)]
      : []),
    ...[...issue.digest.remarks, ...issue.digest.trimmed].map(
      (words): Check => ({ kind: "know", words, place: "#photographs" }),
    ),
  ];
};
