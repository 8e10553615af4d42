import type { Digest } from "./digest.ts";

const onPage = ["page", "trimmed"];
const notInMail = new Set([...onPage, "dropped"]);

/**
 * The posts that have their issue with this digest: those in the mail, those on its page of all stories only, and those
 * that its editor dropped, which the next issue shall not bring back.
 */
export const postsThatRun = ({ postReasons }: Digest): string[] =>
  Object.entries(postReasons)
    .filter(([, reason]) => reason.in || notInMail.has(reason.rule ?? ""))
    .map(([id]) => id);

/** Those of them that somebody will read, in the mail or on its page. */
export const postsToRead = ({ postReasons }: Digest): string[] =>
  Object.entries(postReasons)
    .filter(([, reason]) => reason.in || onPage.includes(reason.rule ?? ""))
    .map(([id]) => id);
