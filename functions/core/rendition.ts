import * as z from "zod";
import { instantSchema } from "./time.ts";

/** The two shapes a rendition is made in; which one a subscriber gets is in the preferences. */
export const variants = ["everything", "photos"] as const;
export const variantSchema = z.enum(variants);
export type Variant = (typeof variants)[number];

/** The personal parts of a mail's body: all are addresses of ours, filled in per delivery. */
export const slotNames = ["unsubscribeUrl", "preferencesUrl", "viewUrl"] as const;
export type SlotName = (typeof slotNames)[number];
/** The longest value a slot may take, in bytes: the byte budget is kept with slots as long as this. */
export const longestSlotBytes = 400;

/**
 * An issue as bytes before anything personal. Where a personal part goes stands that slot's sentinel: 26 random
 * letters and digits of this issue, checked absent from the content. What an editor previews is this.
 */
export const renditionSchema = z.object({
  newsletterId: z.string(),
  issueId: z.string(),
  /** 1, then one more with every correction. */
  revision: z.int().positive(),
  subject: z.string(),
  preheader: z.string(),
  sentinels: z.record(z.enum(slotNames), z.string().regex(/^[0-9a-z]{26}$/)),
  bodies: z.record(variantSchema, z.object({ html: z.string(), text: z.string() })),
  /** Bytes of the HTML part as encoded for the wire, of the larger variant, slots at their longest. */
  htmlBytes: z.int(),
  /** Sum of the sizes of the pictures of the larger variant. */
  photoBytes: z.int(),
  /** Which photo stands at which address: the archive page leaves out those that are licensed for the mail only. */
  photos: z
    .array(z.object({ postId: z.string(), photoId: z.string(), url: z.string(), width: z.int(), height: z.int() }))
    .optional(),
  /** What the byte budget took away, in words, in the order it was taken. */
  trimmed: z.array(z.string()).optional(),
  renderedAt: instantSchema,
});
export type Rendition = z.infer<typeof renditionSchema>;

/** One of the bodies for nobody in particular: `url` stands in the place of every personal part. */
export const bodyForNobody = (
  { bodies, sentinels }: Pick<Rendition, "bodies" | "sentinels">,
  { variant, part, url }: { variant: Variant; part: "html" | "text"; url: string },
): string => slotNames.reduce((body, name) => body.replaceAll(sentinels[name], () => url), bodies[variant][part]);
