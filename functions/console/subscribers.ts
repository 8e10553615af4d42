import type { ConsolePart } from "./part.ts";
import { subscribersApi } from "./subscribers-api.ts";
import { type SubscribersDeps, subscribersRoutes } from "./subscribers-routes.ts";

/** Who gets a newsletter: found, suppressed, erased, and lists of them in and out. */
export const subscribersPart = (deps: SubscribersDeps): ConsolePart => ({
  pages: subscribersRoutes(deps),
  api: subscribersApi(deps),
});
