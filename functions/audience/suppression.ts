import * as z from "zod";
import { instantSchema } from "../core/time.ts";

/** Why no mail may go to an address, from the mildest to the worst. */
export const suppressionReasons = ["manual", "bounce", "complaint"] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export const suppressionReasonSchema = z.enum(suppressionReasons);

export const suppressionSchema = z.object({ reason: suppressionReasonSchema, at: instantSchema });
export type Suppression = z.infer<typeof suppressionSchema>;

export const milderReasons = (reason: SuppressionReason): readonly SuppressionReason[] =>
  suppressionReasons.slice(0, suppressionReasons.indexOf(reason));
