import * as z from "zod";
import { day, instantSchema } from "../core/time.ts";
import { consentSchema } from "./subscriber.ts";

const about = { newsletterId: z.string(), subscriberId: z.string(), at: instantSchema };

/** A mail that was promised and is not sent yet. One of a kind for each person and newsletter. */
export const jobSchema = z.discriminatedUnion("kind", [
  /** Somebody sent the form with this address: whether it is mailed is decided when the job is worked on. */
  z.object({
    ...about,
    kind: z.literal("ask"),
    address: z.string(),
    name: z.string().optional(),
    consent: consentSchema,
  }),
  /** Somebody has confirmed. */
  z.object({ ...about, kind: z.literal("welcome") }),
  /** `fromId` asks for this address, by their preferences: both ends are to be mailed. */
  z.object({ ...about, kind: z.literal("move"), address: z.string(), fromId: z.string() }),
  /** Both ends were asked: the new address waits here until they have agreed, or their time is over. */
  z.object({ ...about, kind: z.literal("moving"), address: z.string(), fromId: z.string() }),
]);
export type Job = z.infer<typeof jobSchema>;

/** A mail that could not be sent for so long would surprise whoever gets it. */
export const longestWaitMilliseconds = day;

/** Whether a promise is about somebody, at either end of it. */
export const isAbout = (job: Job, newsletterId: string, id: string): boolean =>
  job.newsletterId === newsletterId && (job.subscriberId === id || ("fromId" in job && job.fromId === id));
