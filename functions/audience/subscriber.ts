import * as z from "zod";
import { variantSchema } from "../core/rendition.ts";
import { instantSchema } from "../core/time.ts";

/** What the subscriber chose: everything or photos only; nothing while paused. */
export const preferencesSchema = z.object({
  variant: variantSchema.default("everything"),
  pausedUntil: instantSchema.optional(),
});

/** A person's address that asked for a newsletter. `id` is a keyed hash of the address's normal form. */
export const subscriberSchema = z.object({
  id: z.string(),
  newsletterId: z.string(),
  address: z.string(),
  name: z.string().max(64).optional(),
  state: z.enum(["pending", "confirmed", "unsubscribed"]),
  confirmedAt: instantSchema.optional(),
  unsubscribedAt: instantSchema.optional(),
  preferences: preferencesSchema.prefault({}),
});
export type Subscriber = z.infer<typeof subscriberSchema>;
