import type { Files } from "../core/files.ts";
import { receiptOf } from "./receipt.ts";
import { type MailTakenIn, type TakeInMailDeps, takeInMail } from "./take-in-mail.ts";

export type TakeInReceiptDeps = TakeInMailDeps & { inbound: Pick<Files, "get" | "delete"> };

/**
 * Takes in the mail that a notice of SES is about, and deletes it: nothing of what people write is kept. A notice that
 * comes again finds it gone; one that is no notice of a mail is `not-a-receipt`.
 */
export const takeInReceipt = async (
  deps: TakeInReceiptDeps,
  { notice }: { notice: string },
): Promise<MailTakenIn | { ok: false; reason: "not-a-receipt" }> => {
  const receipt = receiptOf(notice);
  if (!receipt) return { ok: false, reason: "not-a-receipt" };
  const { key, recipients, isAuthentic } = receipt;
  const read = async () => (await deps.inbound.get(key))?.bytes;
  const outcome = await takeInMail(deps, { recipients, isAuthentic, read });
  await deps.inbound.delete(key);
  return outcome;
};
