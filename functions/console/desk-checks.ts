import { wordsOf } from "../../templates/words.ts";
import { type CheckAt, draftChecks, type ShownPhoto } from "../digest/draft-checks.ts";
import { photoWords } from "../digest/photo-words.ts";
import type { Desk } from "./desk.ts";
import { photoAnchor, postAnchor } from "./desk-paths.ts";

/** Something to put right or to know before the issue goes; `place` is where in the desk, behind its address. */
export type Check = { kind: "fix" | "know"; words: string; place: string };

/** The description that the mail has for a photo as long as nobody writes one. */
export const suggestedAlt = ({ newsletter }: Pick<Desk, "newsletter">, { photo, post, placed }: ShownPhoto): string =>
  photoWords(photo, post.title, wordsOf(newsletter.language), placed.width > 300 ? 140 : 90).alt;

/** The open checks, those to fix first. */
export const deskChecks = (desk: Desk): Check[] =>
  draftChecks(desk).map(({ kind, words, at }) => ({ kind, words, place: placeOf(at) }));

const parts = {
  settings: "/../../settings",
  stories: "#stories",
  inbox: "#inbox",
  source: "#source",
  descriptions: "/alt",
  photographs: "#photographs",
} as const;

const placeOf = (at: CheckAt): string => {
  if ("part" in at) return parts[at.part];
  return "postId" in at ? `#${postAnchor(at.postId)}` : `#${photoAnchor(at.photoId)}`;
};
