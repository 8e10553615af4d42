import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import type { PlacedPhoto } from "../digest/digest.ts";
import type { Issue } from "../digest/issue.ts";
import { placedPhotos } from "../digest/placed-photos.ts";
import { isReady, type ReadyPhoto } from "../posts/photo.ts";
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

/** A photo in its place in the mail, and what it is. */
export type ShownPhoto = { placed: PlacedPhoto; photo: ReadyPhoto; post: Post; place: "lead" | "card" | "highlight" };

/** The photos of the mail in its order. */
export const shownPhotos = ({ issue, posts }: Pick<Desk, "issue" | "posts">): ShownPhoto[] => {
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
