import type { MiddlewareHandler } from "hono";
import { standingWords } from "../mail/installation.ts";
import type { Installation } from "../mail/open-installation.ts";
import type { ConsoleEnv } from "./env.ts";
import { isApi } from "./refuse.ts";

export type TellStandingDeps = { installation: Pick<Installation, "standing"> };

/** Has every page say so while nothing is sent from these tables; a page is answered all the same. */
export const tellStanding =
  ({ installation }: TellStandingDeps): MiddlewareHandler<ConsoleEnv> =>
  async (context, next) => {
    if (context.req.method === "GET" && !isApi(context))
      context.set("warning", standingWords[await installation.standing()]);
    return next();
  };
