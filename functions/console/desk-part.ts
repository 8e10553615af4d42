import { withCorrections } from "../digest/with-corrections.ts";
import { deskApi } from "./desk-api.ts";
import { type DeskDeps, deskRoutes } from "./desk-routes.ts";
import { mailApi } from "./mail-api.ts";
import type { ConsolePart } from "./part.ts";
import { postsApi } from "./posts-api.ts";
import { takedownApi } from "./takedown.ts";
import { wayOutApi } from "./way-out-api.ts";

export type { DeskDeps };

/** "This issue", from the filling draft to approved. */
export const deskPart = (deps: DeskDeps): ConsolePart => {
  const working = { ...deps, issues: withCorrections(deps.issues) };
  return {
    pages: deskRoutes(deps),
    api: [...deskApi(working), ...postsApi(working), ...mailApi(working), ...wayOutApi(deps), ...takedownApi(deps)],
  };
};
