import { NotFound } from "../core/errors.ts";
import { asEdited } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import { explainDigest } from "./explain-digest.ts";
import type { IssueName } from "./issue.ts";
import type { IssueStore } from "./store.ts";

/** The issue explained in lines of text: what it is, and why each post and photo is in or out. */
export const explainIssue = async (
  deps: { issues: Pick<IssueStore, "get">; posts: Pick<PostStore, "getMany"> },
  { newsletterId, issueId }: IssueName,
): Promise<string[]> => {
  const { issue } = (await deps.issues.get(newsletterId, issueId)) ?? {};
  if (!issue) throw new NotFound(`no issue ${issueId}`);
  const stored = await deps.posts.getMany(newsletterId, Object.keys(issue.digest.postReasons));
  return [
    `Issue ${issue.id}, ${issue.state}, revision ${issue.revision}`,
    `Window ${issue.window.from} to ${issue.window.until}`,
    `Subject ${issue.subject}`,
    `Preheader ${issue.preheader}`,
    "",
    ...explainDigest(issue.digest, new Map([...stored].map(([id, { post }]) => [id, asEdited(post)]))),
  ];
};
