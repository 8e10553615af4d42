import * as z from "zod";
import { variantSchema } from "../core/rendition.ts";
import { instantSchema } from "../core/time.ts";
import { moveSchema } from "./move.ts";

/** What the subscriber chose: everything or photos only; nothing while paused. */
export const preferencesSchema = z.object({
  variant: variantSchema.default("everything"),
  pausedUntil: instantSchema.optional(),
});

export type Preferences = z.infer<typeof preferencesSchema>;

/** Where, when and to which words somebody agreed; with `confirmedAt` the proof that the law asks for (GDPR Art. 7). */
export const consentSchema = z.object({
  askedAt: instantSchema,
  form: z.string(),
  /** Where a form elsewhere stood, as its newsletter said then. */
  place: z.string().optional(),
  wording: z.string(),
});
export type Consent = z.infer<typeof consentSchema>;

/** Which program wrote a list; `tearsheet` is our own export, `list` any other with a column of addresses. */
const exporters = ["mailchimp", "substack", "ghost", "beehiiv", "tearsheet", "list"] as const;
export type Exporter = (typeof exporters)[number];

/**
 * By which file somebody came, and what it says of the consent given elsewhere. `askedAt` is the proof: when the person
 * asked for it. `joinedAt` is only when the exporter first had the address. The host part of an IP is cut off.
 */
const importedSchema = z.object({
  importedAt: instantSchema,
  file: z.string().max(200),
  exporter: z.enum(exporters),
  askedAt: instantSchema.optional(),
  askedIp: z.string().optional(),
  confirmedAt: instantSchema.optional(),
  confirmedIp: z.string().optional(),
  joinedAt: instantSchema.optional(),
  /** What our own export said of the consent, as it was given there. */
  form: z.string().max(200).optional(),
  place: z.string().max(200).optional(),
  wording: z.string().max(200).optional(),
});
export type Imported = z.infer<typeof importedSchema>;

/** What somebody said of why they left, if anything. */
export const leavingReasons = ["too-many", "not-mine", "never-asked", "other"] as const;
export const leavingReasonSchema = z.enum(leavingReasons);
export type LeavingReason = (typeof leavingReasons)[number];

/** A person's address that asked for a newsletter. `id` is a keyed hash of the address's normal form. */
export const subscriberSchema = z.object({
  id: z.string(),
  newsletterId: z.string(),
  address: z.string(),
  name: z.string().max(64).optional(),
  state: z.enum(["pending", "confirmed", "unsubscribed"]),
  consent: consentSchema.optional(),
  imported: importedSchema.optional(),
  confirmedAt: instantSchema.optional(),
  unsubscribedAt: instantSchema.optional(),
  preferences: preferencesSchema.prefault({}),
  /** The last welcome, and the issue that stood in it: the same is not sent again. */
  welcomed: z.object({ at: instantSchema, issueId: z.string().optional() }).optional(),
  leftBecause: leavingReasonSchema.optional(),
  /** A change of address that was asked for. */
  move: moveSchema.optional(),
  /** The id of the address that the person moved to: links and senders follow it. */
  movedTo: z.string().optional(),
  movedFrom: z.string().optional(),
});
export type Subscriber = z.infer<typeof subscriberSchema>;
