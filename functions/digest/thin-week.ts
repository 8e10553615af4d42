import type { Newsletter } from "../core/newsletter.ts";
import { counted } from "./reason.ts";

/** What becomes of an issue by the number of its posts: `enough`, or what the newsletter's policy says of a thin week. */
export type ThinWeek = { decision: "enough" | "skip" | "hold" | "ask"; words?: string };

/** An issue without posts is never held for sending: there is nothing to say. */
export const thinWeek = ({ minimumPosts, whenThin }: Newsletter, posts: number): ThinWeek => {
  if (posts >= minimumPosts) return { decision: "enough" };
  const found = `A thin week: ${counted(posts, "post")} of at least ${minimumPosts}`;
  if (posts === 0) return { decision: "skip", words: `${found}; an issue of none is skipped.` };
  if (whenThin === "skip") return { decision: "skip", words: `${found}; the issue is skipped.` };
  if (whenThin === "hold") return { decision: "hold", words: `${found}; the issue is held.` };
  return { decision: "ask", words: `${found}; send it all the same?` };
};
