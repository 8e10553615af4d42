import * as z from "zod";
import { instantSchema } from "../core/time.ts";

/** Why sending stopped before everybody was done. Nobody is lost by it: send again and it goes on. */
export const stopCauses = ["throttled", "quota", "reputation", "errors", "unreachable"] as const;
export type StopCause = (typeof stopCauses)[number];

/** The sending of one issue. `audience` is counted once, when planning is over. */
export const runSchema = z.object({
  issueId: z.string(),
  newsletterId: z.string(),
  state: z.enum(["planning", "sending", "paused", "done", "done-with-unknown"]),
  frozenAt: instantSchema,
  audience: z.int().optional(),
  cause: z.enum(stopCauses).optional(),
});
export type Run = z.infer<typeof runSchema>;
