import type { Newsletter } from "../core/newsletter.ts";
import type { SlotName } from "../core/rendition.ts";
import type { Post } from "../posts/post.ts";
import type { Digest, PlacedPhoto } from "./digest.ts";
import type { Window } from "./issue.ts";
import { ownLink } from "./own-link.ts";

/** All that a mail is made from. */
export type MailInput = {
  newsletter: Newsletter;
  issueId: string;
  window: Window;
  digest: Digest;
  /** Every post that a block of the digest names. */
  posts: ReadonlyMap<string, Post>;
  subject: string;
  preheader: string;
  links: MailLinks;
};

/** Addresses of ours, absolute: where the files of photos are, the page of all the week's posts, the personal parts. */
export type MailLinks = {
  photo: (placed: PlacedPhoto) => string;
  file: (key: string) => string;
  allStories: string;
  slots: Readonly<Record<SlotName, string>>;
};

/** The post of a block; that it is not there is a defect of whoever brought the posts. */
export const postOf = (input: MailInput, id: string): Post => {
  const post = input.posts.get(id);
  if (!post) throw new Error(`the digest names post ${id}, which is not among the posts`);
  return post;
};

export const titleOf = (post: Post): string => post.edits.title ?? post.title;

/** An address as it stands in the mail. */
export const linkOf = ({ newsletter, issueId }: MailInput, url: string): string =>
  ownLink(url, newsletter.siteUrl, newsletter.linkParameters, issueId);

export const postUrl = (input: MailInput, post: Post): string => linkOf(input, post.url);
