import { newsletterPath } from "./console-page.ts";

/** The address of "This issue", and of what hangs on it. */
export const deskPath = (
  { newsletterId, issueId }: { newsletterId: string; issueId: string },
  ...rest: readonly string[]
): string => newsletterPath(newsletterId, "issues", issueId, ...rest);

/** Where in the page a post or a photo stands. */
export const postAnchor = (postId: string): string => `post-${postId}`;
export const photoAnchor = (photoId: string): string => `photo-${photoId}`;
