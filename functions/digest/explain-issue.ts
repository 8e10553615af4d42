import { NotFound } from "../core/errors.ts";
import { asEdited } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import { explainDigest } from "./explain-digest.ts";
import type { IssueName } from "./issue.ts";
import type { RenditionStore } from "./rendition-store.ts";
import type { IssueStore } from "./store.ts";
import { trimmedAs } from "./trim.ts";

/**
 * The issue explained in lines of text: what it is, and why each post and photo is in or out; of an issue that was
 * rendered, also what made room for bytes.
 */
export const explainIssue = async (
  deps: {
    issues: Pick<IssueStore, "get">;
    posts: Pick<PostStore, "getMany">;
    renditions: Pick<RenditionStore, "get">;
  },
  { newsletterId, issueId }: IssueName,
): Promise<string[]> => {
  const { issue } = (await deps.issues.get(newsletterId, issueId)) ?? {};
  if (!issue) throw new NotFound(`no issue ${issueId}`);
  const [stored, rendition] = await Promise.all([
    deps.posts.getMany(newsletterId, Object.keys(issue.digest.postReasons)),
    deps.renditions.get(issueId, issue.revision),
  ]);
  const digest = trimmedAs(issue.digest, rendition?.trimmed ?? []);
  return [
    `Issue ${issue.id}, ${issue.state}, revision ${issue.revision}`,
    `Window ${issue.window.from} to ${issue.window.until}`,
    `Subject ${issue.subject}`,
    `Preheader ${issue.preheader}`,
    "",
    ...explainDigest(digest, new Map([...stored].map(([id, { post }]) => [id, asEdited(post)]))),
  ];
};
