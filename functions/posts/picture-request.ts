import * as z from "zod";
import type { Undecodable } from "./decode-photo.ts";
import { photoFileSchema } from "./photo.ts";

/** What `keepSponsorPicture` is asked, as it travels to the function that holds the pictures' library; bytes in base 64. */
export const pictureRequestSchema = z.object({ sponsorId: z.string(), picture: z.base64() });
export type PictureRequest = z.infer<typeof pictureRequestSchema>;

const reasons = [
  ...(["svg", "heic", "unknown-format", "animated", "too-many-pixels", "too-small", "broken"] as const),
  "too-high",
] as const satisfies readonly (Undecodable | "too-high")[];

export const sponsorPictureKeptSchema = z.union([
  z.object({ ok: z.literal(true), file: photoFileSchema }),
  z.object({ ok: z.literal(false), reason: z.enum(reasons) }),
]);
export type SponsorPictureKept = z.infer<typeof sponsorPictureKeptSchema>;
