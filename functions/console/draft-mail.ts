import { NotFound } from "../core/errors.ts";
import type { Rendition } from "../core/rendition.ts";
import type { IssueName } from "../digest/issue.ts";
import { ownLink } from "../digest/own-link.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import { namedPostIds } from "../digest/shown-posts.ts";

/** The mail of an issue as it stands, and which post each of its links leads to. */
export type DraftMail = { rendition: Rendition; postsByUrl: ReadonlyMap<string, string> };

export const draftMail = async (deps: RenderDeps, { newsletterId, issueId }: IssueName): Promise<DraftMail> => {
  const [rendition, settings, stored] = await Promise.all([
    renderIssue(deps, { newsletterId, issueId }),
    deps.newsletters.get(newsletterId),
    deps.issues.get(newsletterId, issueId),
  ]);
  if (!settings || !stored) throw new NotFound(`no issue ${issueId}`);
  const { siteUrl, linkParameters } = settings.newsletter;
  const posts = await deps.posts.getMany(newsletterId, namedPostIds(stored.issue.digest));
  const link = (url: string) => ownLink(url, siteUrl, linkParameters, issueId);
  return { rendition, postsByUrl: new Map([...posts.values()].map(({ post }) => [link(post.url), post.id])) };
};
