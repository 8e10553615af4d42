import { Hono } from "hono";
import { leavingRoutes } from "./leaving-routes.ts";
import type { AudienceRoutesDeps } from "./linked-pages.ts";
import { moveRoutes } from "./move-routes.ts";
import { preferencesRoutes } from "./preferences-routes.ts";

/**
 * The pages that a mail's personal links lead to. GET and HEAD show and change nothing, because scanners follow every
 * link of a mail; POST acts. The token in the path is all the authority there is: no cookie, no session.
 */
export const audienceRoutes = (deps: AudienceRoutesDeps): Hono => {
  const routes = new Hono();
  for (const some of [leavingRoutes, preferencesRoutes, moveRoutes]) routes.route("/", some(deps));
  return routes;
};
