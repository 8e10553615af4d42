import type { Context } from "hono";
import { NotFound } from "../core/errors.ts";
import type { IssueName } from "../digest/issue.ts";
import type { ConsoleEnv } from "./env.ts";

/** The issue that the address names. Throws `NotFound` when it is not one of the newsletter in it. */
export const nameOf = (context: Context<ConsoleEnv>): IssueName => {
  const { newsletterId = "", issueId = "" } = context.req.param() as Record<string, string>;
  if (!issueId.startsWith(`${newsletterId}-`)) throw new NotFound("the newsletter has no such issue");
  return { newsletterId, issueId };
};
