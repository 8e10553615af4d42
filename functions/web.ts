import { Hono } from "hono";
import type { AudienceRoutesDeps } from "./audience/linked-pages.ts";
import { audienceRoutes } from "./audience/routes.ts";
import { signUpApi } from "./audience/sign-up-api.ts";
import { type SignUpRoutesDeps, signUpRoutes, subscribePath } from "./audience/sign-up-routes.ts";
import { type DigestRoutesDeps, digestRoutes } from "./digest/routes.ts";
import { photoRoutes } from "./posts/photo-routes.ts";

/** What readers act by, on either home: sign-up, and the pages that the links of their mails lead to. */
export const readerPages = (deps: AudienceRoutesDeps & SignUpRoutesDeps & Parameters<typeof signUpApi>[0]): Hono => {
  const app = new Hono();
  app.route("/", audienceRoutes(deps));
  app.route("/", signUpRoutes(deps));
  app.route("/", signUpApi(deps));
  return app;
};

export type ArchivePagesDeps = Omit<DigestRoutesDeps, "subscribeUrl"> &
  Parameters<typeof photoRoutes>[0] & { publicUrl: string };

/** What anybody may look at, on either home: the archive, the posts of a week, photos. Nothing of it changes anything. */
export const archivePages = (deps: ArchivePagesDeps): Hono => {
  const app = new Hono();
  app.route("/", digestRoutes({ ...deps, subscribeUrl: (id) => deps.publicUrl + subscribePath(id) }));
  app.route("/", photoRoutes(deps));
  return app;
};
