import * as z from "zod";
import { instantSchema } from "../core/time.ts";

/** Who acted: an editor, an API key, whoever has the command line of the machine, or somebody with a preview link. */
const actorSchema = z.object({
  id: z.string(),
  name: z.string(),
  via: z.enum(["console", "key", "command", "link"]),
});
export type Actor = z.infer<typeof actorSchema>;

/** One line of the audit. It is written before the act, so that none is missing, and completed after it. */
export const actSchema = z.object({
  id: z.string(),
  at: instantSchema,
  by: actorSchema,
  /** Noun and verb: `issue.approve`, `key.revoke`. */
  act: z.string(),
  /** The ids of what it was done to, by what they are. */
  on: z.record(z.string(), z.string()),
  /** Without it the act was begun and nobody knows how it ended. */
  outcome: z.enum(["done", "refused", "failed"]).optional(),
});
export type Act = z.infer<typeof actSchema>;

/** What an HTTP answer says of the act that it answers. */
export const outcomeOfStatus = (status: number): NonNullable<Act["outcome"]> => {
  if (status < 400) return "done";
  return status < 500 ? "refused" : "failed";
};
