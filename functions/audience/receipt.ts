import * as z from "zod";

/** Under it SES puts the mails that come in. */
export const inboundPrefix = "inbound";

const noticeSchema = z.object({
  notificationType: z.literal("Received"),
  receipt: z.object({
    recipients: z.array(z.string()),
    dmarcVerdict: z.object({ status: z.string() }).optional(),
    action: z.object({
      type: z.literal("S3"),
      objectKey: z.string().regex(new RegExp(`^${inboundPrefix}/[\\w-]{1,200}$`)),
    }),
  }),
});

/** A mail that SES has received and put under `key`. */
export type Receipt = { key: string; recipients: readonly string[]; isAuthentic: boolean };

/**
 * What SES says of a mail that it received (Amazon SES, "Contents of notifications for email receiving"); nothing when
 * the text is something else, such as the word that it may write to the topic.
 */
export const receiptOf = (text: string): Receipt | undefined => {
  const { receipt } = noticeSchema.safeParse(parsedJson(text)).data ?? {};
  return (
    receipt && {
      key: receipt.action.objectKey,
      recipients: receipt.recipients,
      isAuthentic: receipt.dmarcVerdict?.status === "PASS",
    }
  );
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
