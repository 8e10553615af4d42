import * as z from "zod";
import { instantSchema } from "../../functions/core/time.ts";

/** What is known of a message that was accepted, whether or not its body is still kept: one line of the log. */
export const acceptedMessageSchema = z.object({
  /** 1 for the first message of the folder, then one more each. */
  sequence: z.int().positive(),
  /** What SES answered: the key of every event. */
  id: z.string(),
  acceptedAt: instantSchema,
  /** The envelope's sender. */
  source: z.string(),
  /** From as the recipient reads it. */
  from: z.string(),
  /** The envelope's recipients, which need not stand in To. */
  recipients: z.array(z.string()),
  configurationSet: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  /** X-Delivery-Id. */
  deliveryId: z.string().optional(),
  subject: z.string(),
  /** Of the message as it was handed in. */
  bytes: z.int(),
  /** SHA-256 of everything after the header, hexadecimal. */
  bodyHash: z.string(),
  /** Where the mail is in its pack; absent when it is kept otherwise, or not at all. */
  packed: z.object({ offset: z.int(), length: z.int() }).optional(),
});
export type AcceptedMessage = z.infer<typeof acceptedMessageSchema>;

/** An id in the shape of SES's (60 characters) whose last part is the sequence, so that no index by id is needed. */
export const sesMessageId = (sequence: number, milliseconds: number, uuid: string): string =>
  `0102${milliseconds.toString(16).padStart(12, "0")}-${uuid}-${sequence.toString(16).padStart(6, "0")}`;

/** The sequence in an id of ours; `undefined` for any other text. */
export const sequenceOf = (id: string): number | undefined => {
  const match = /^[0-9a-f]{16}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-([0-9a-f]{6,12})$/.exec(id);
  return match?.[1] ? Number.parseInt(match[1], 16) : undefined;
};
