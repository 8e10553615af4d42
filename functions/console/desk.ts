import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { type Issue, isGoing, isOpen } from "../digest/issue.ts";
import { type Post, standsSince } from "../posts/post.ts";

/** All that the desk shows of an issue, as it stands at `now`. */
export type Desk = {
  newsletter: Newsletter;
  issue: Issue;
  /** The posts of the window by id, with the editors' words over them. */
  posts: ReadonlyMap<string, Post>;
  now: Instant;
  /** When whoever looks has looked before; everything is new without. */
  lookedAt: Instant | undefined;
};

/** Whether the desk may change it still: nothing of it has been handed over or set aside. */
export const isChangeable = (issue: Issue): boolean =>
  isOpen(issue) || (isGoing(issue) && issue.state !== "handed-over");

/** The posts that came since the editor looked last, the newest first. */
export const newPosts = ({ issue, posts, lookedAt }: Desk): Post[] =>
  Object.keys(issue.digest.postReasons)
    .flatMap((id) => posts.get(id) ?? [])
    .filter((post) => lookedAt !== undefined && standsSince(post) > lookedAt)
    .toSorted((a, b) => standsSince(b).localeCompare(standsSince(a)));

/** What waits for a decision: those that came after the issue was arranged, whoever looked meanwhile. */
export const waitingPosts = ({ issue, posts }: Desk): Post[] =>
  Object.entries(issue.digest.postReasons)
    .filter(([, { rule }]) => rule === "tray")
    .flatMap(([id]) => posts.get(id) ?? []);
