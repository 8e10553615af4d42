import { type Context, Hono } from "hono";
import { pageHeaders } from "../../templates/pages/page.ts";
import { storiesPage } from "../../templates/pages/stories-page.ts";
import { linkNotFoundPage } from "../../templates/pages/subscriber-pages.ts";
import { isNewsletterId, type Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Clock } from "../core/time.ts";
import { gatherWindow } from "../posts/gather-window.ts";
import { asEdited } from "../posts/post.ts";
import { rightsOf } from "../posts/rights.ts";
import type { PostStore } from "../posts/store.ts";
import { archivePage } from "./archive.ts";
import { isIssueId, type Window } from "./issue.ts";
import type { RenditionStore } from "./rendition-store.ts";
import type { IssueStore } from "./store.ts";
import { viewStories } from "./view-stories.ts";

export type DigestRoutesDeps = {
  newsletters: Pick<NewsletterStore, "get">;
  issues: Pick<IssueStore, "get">;
  renditions: Pick<RenditionStore, "get">;
  posts: Pick<PostStore, "calendar" | "getMany">;
  clock: Clock;
  fileUrl: (key: string) => string;
  subscribeUrl: (newsletterId: string) => string;
};

export const issuePath = (newsletterId: string, issueId: string): string =>
  `/newsletters/${newsletterId}/issues/${issueId}`;
export const storiesPath = (newsletterId: string, issueId: string): string =>
  `${issuePath(newsletterId, issueId)}/posts`;

/** The archive page of an issue, and the page of all the week's posts. They hold nothing of any one reader. */
export const digestRoutes = (deps: DigestRoutesDeps): Hono => {
  const routes = new Hono();

  routes.get("/newsletters/:newsletter/issues/:issue", async (context) => {
    const found = await published(deps, context.req.param("newsletter"), context.req.param("issue"));
    const rendition = found && (await deps.renditions.get(found.issueId, found.revision));
    if (!rendition) return notFound(context);
    const { newsletter } = found;
    const posts = await deps.posts.getMany(newsletter.id, new Set(rendition.photos?.map(({ postId }) => postId)));
    const now = deps.clock();
    const photoOf = ({ postId, photoId }: { postId: string; photoId: string }) => {
      const stored = posts.get(postId);
      return stored && asEdited(stored.post).photos.find(({ id }) => id === photoId);
    };
    const html = archivePage({
      rendition,
      language: newsletter.language,
      licensed: (named) => {
        const photo = photoOf(named);
        return photo !== undefined && rightsOf(photo, newsletter, now) === "mail+archive";
      },
      takenDown: (named) => photoOf(named)?.takenDownAt !== undefined,
      subscribeUrl: deps.subscribeUrl(newsletter.id),
    });
    return context.html(html, 200, { ...archiveHeaders });
  });

  routes.get("/newsletters/:newsletter/issues/:issue/posts", async (context) => {
    const found = await published(deps, context.req.param("newsletter"), context.req.param("issue"));
    if (!found) return notFound(context);
    const { newsletter, issueId, window } = found;
    const posts = await gatherWindow(deps, { newsletterId: newsletter.id, ...window });
    const issueUrl = issuePath(newsletter.id, issueId);
    const page = storiesPage(
      viewStories({ newsletter, issueId, window, posts, issueUrl, fileUrl: deps.fileUrl, now: deps.clock() }),
    );
    return context.html(page.markup, 200, { ...page.headers });
  });

  return routes;
};

type Published = { newsletter: Newsletter; issueId: string; window: Window; revision: number };

const published = async (
  deps: DigestRoutesDeps,
  newsletterId: string,
  issueId: string,
): Promise<Published | undefined> => {
  if (!isNewsletterId(newsletterId) || !isIssueId(issueId)) return undefined;
  const [stored, issue] = await Promise.all([
    deps.newsletters.get(newsletterId),
    deps.issues.get(newsletterId, issueId),
  ]);
  // A draft is nobody's but the editors'; what was handed over is in people's mailboxes.
  if (!stored || issue?.issue.state !== "handed-over") return undefined;
  const { window, revision } = issue.issue;
  return { newsletter: stored.newsletter, issueId, window, revision };
};

const notFound = (context: Context) => context.html(linkNotFoundPage(), 404, { ...pageHeaders });

/** The mail carries its style at its elements; beside that and pictures it may do nothing. Ten minutes for a takedown. */
const archiveHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; img-src 'self' https:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cache-control": "public, max-age=300",
  "x-content-type-options": "nosniff",
};
