import * as z from "zod";
import { variantSchema } from "../core/rendition.ts";
import { instantSchema } from "../core/time.ts";

/** What the subscriber chose: everything or photos only; nothing while paused. */
export const preferencesSchema = z.object({
  variant: variantSchema.default("everything"),
  pausedUntil: instantSchema.optional(),
});

/** Where, when and to which words somebody agreed; with `confirmedAt` the proof that the law asks for (GDPR Art. 7). */
export const consentSchema = z.object({ askedAt: instantSchema, form: z.string(), wording: z.string() });
export type Consent = z.infer<typeof consentSchema>;

/** A person's address that asked for a newsletter. `id` is a keyed hash of the address's normal form. */
export const subscriberSchema = z.object({
  id: z.string(),
  newsletterId: z.string(),
  address: z.string(),
  name: z.string().max(64).optional(),
  state: z.enum(["pending", "confirmed", "unsubscribed"]),
  consent: consentSchema.optional(),
  confirmedAt: instantSchema.optional(),
  unsubscribedAt: instantSchema.optional(),
  preferences: preferencesSchema.prefault({}),
});
export type Subscriber = z.infer<typeof subscriberSchema>;
