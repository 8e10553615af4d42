import type { Digest } from "./digest.ts";

const notInMail = new Set(["page", "trimmed", "dropped"]);

/**
 * The posts that have their issue with this digest: those in the mail, those on its page of all stories only, and those
 * that its editor dropped, which the next issue shall not bring back.
 */
export const postsThatRun = ({ postReasons }: Digest): string[] =>
  Object.entries(postReasons)
    .filter(([, reason]) => reason.in || notInMail.has(reason.rule ?? ""))
    .map(([id]) => id);
