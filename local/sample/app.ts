import { Hono } from "hono";
import { type Clock, toInstant } from "../../functions/core/time.ts";
import { sampleFeed } from "./feed.ts";
import { makePhoto } from "./make-photo.ts";
import { frontPage, postPage } from "./page.ts";
import { isSamplePhoto } from "./photos.ts";
import { postsAt, samplePosts } from "./posts.ts";

/**
 * The sample blog: its feed, pages and photographs under `/sample`, as they stand at the clock's time. A photograph is
 * made when it is first asked for and then kept.
 */
export const sampleApp = (deps: { origin: () => string; clock: Clock }): Hono => {
  const made = new Map<string, Promise<Buffer>>();
  const app = new Hono();

  app.get("/sample", (c) => c.redirect("/sample/"));
  app.get("/sample/", (c) => c.html(frontPage(deps.origin(), readable(deps.clock()))));
  app.get("/sample/feed.xml", (c) =>
    c.body(sampleFeed(deps.origin(), deps.clock()), 200, { "content-type": "application/rss+xml; charset=utf-8" }),
  );
  app.get("/sample/posts/:slug", (c) => {
    const post = samplePosts.find((candidate) => candidate.slug === c.req.param("slug"));
    if (post && isWithdrawn(post, deps.clock())) return c.text("This post has been taken back.", 410);
    if (!post || toInstant(post.publishedAt) > deps.clock()) return c.text("There is no such post.", 404);
    return c.html(postPage(deps.origin(), post));
  });
  app.get("/sample/photos/:file{[\\w-]+\\.jpg}", async (c) => {
    const [, name = "", width] = /^(.+?)(?:-(\d{2,4})x\d{2,4})?\.jpg$/.exec(c.req.param("file")) ?? [];
    if (!isSamplePhoto(name)) return c.text("There is no such photo.", 404);
    const key = `${name} ${width}`;
    const bytes = made.get(key) ?? makePhoto(name, width === undefined ? undefined : Number(width));
    made.set(key, bytes);
    return c.body(new Uint8Array(await bytes), 200, {
      "content-type": "image/jpeg",
      "cache-control": "public, max-age=86400",
    });
  });
  return app;
};

const readable = (at: string) =>
  postsAt(at).filter((post) => !isWithdrawn(post, at) && toInstant(post.publishedAt) <= at);

const isWithdrawn = (post: { withdrawnAt?: string }, at: string): boolean =>
  post.withdrawnAt !== undefined && toInstant(post.withdrawnAt) <= at;
