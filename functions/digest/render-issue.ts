import { NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Rendition } from "../core/rendition.ts";
import type { Clock } from "../core/time.ts";
import { asEdited, type Post } from "../posts/post.ts";
import type { PostStore } from "../posts/store.ts";
import { composeRendition } from "./compose-rendition.ts";
import type { PhotoFileOf } from "./fit-digest.ts";
import { type Issue, type IssueName, isGoing } from "./issue.ts";
import type { RenditionStore } from "./rendition-store.ts";
import { sentinelsFrom } from "./sentinels.ts";
import { namedPostIds } from "./shown-posts.ts";
import type { IssueStore } from "./store.ts";

export type RenderDeps = {
  issues: Pick<IssueStore, "get">;
  newsletters: Pick<NewsletterStore, "get">;
  posts: Pick<PostStore, "getMany">;
  renditions: Pick<RenditionStore, "get" | "put" | "posts" | "putPosts">;
  photoFile: PhotoFileOf;
  /** 32 random bytes. */
  drawSecret: () => Uint8Array;
  clock: Clock;
  links: MailAddresses;
};

/** Absolute addresses of ours that stand in every mail. */
export type MailAddresses = {
  file: (key: string) => string;
  stories: (issue: IssueName) => string;
};

/**
 * The issue as bytes. From its approval on a revision is rendered and stored once: asked for again, by whomever, the
 * answer is what was stored. While an issue is open its rendition is made anew every time, and nothing is stored.
 */
export const renderIssue = async (deps: RenderDeps, name: IssueName): Promise<Rendition> => {
  const { newsletterId, issueId } = name;
  const [stored, settings] = await Promise.all([
    deps.issues.get(newsletterId, issueId),
    deps.newsletters.get(newsletterId),
  ]);
  if (!stored || !settings) throw new NotFound(`no issue ${issueId}`);
  const { issue } = stored;
  const rendered = isGoing(issue) ? await deps.renditions.get(issueId, issue.revision) : undefined;
  if (rendered) return rendered;
  const { window, revision, digest, subject, preheader } = issue;
  const rendition = await composeRendition(deps, {
    ...{ newsletter: settings.newsletter, issueId, window, revision, digest, subject, preheader },
    posts: isGoing(issue) ? await approvedPosts(deps, issue) : await postsOf(deps, newsletterId, namedPostIds(digest)),
    sentinels: sentinelsFrom(deps.drawSecret()),
    links: { file: deps.links.file, allStories: deps.links.stories(name) },
    at: deps.clock(),
  });
  if (!isGoing(issue) || (await deps.renditions.put(rendition))) return rendition;
  // Somebody else rendered the same revision meanwhile: theirs is the one.
  return (await deps.renditions.get(issueId, revision)) ?? rendition;
};

/** All posts of an approved issue as they are when it is rendered first; they are kept, for a withdrawal has it made anew. */
const approvedPosts = async (deps: RenderDeps, issue: Issue): Promise<Map<string, Post>> => {
  const { id, newsletterId, revision, postsOfRevision = revision, digest } = issue;
  const kept = await deps.renditions.posts(id, postsOfRevision);
  if (kept) return new Map(kept.map((post) => [post.id, post]));
  const ids = new Set([...Object.keys(digest.postReasons), ...namedPostIds(digest)]);
  const now = await postsOf(deps, newsletterId, [...ids]);
  if (await deps.renditions.putPosts(id, postsOfRevision, [...now.values()])) return now;
  // Somebody else renders it meanwhile: theirs are kept.
  return approvedPosts(deps, issue);
};

const postsOf = async (
  { posts }: RenderDeps,
  newsletterId: string,
  ids: readonly string[],
): Promise<Map<string, Post>> => {
  const stored = await posts.getMany(newsletterId, ids);
  return new Map([...stored].map(([id, { post }]) => [id, asEdited(post)]));
};
