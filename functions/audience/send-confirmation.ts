import { confirmationMail } from "../../templates/mails/confirmation-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Instant } from "../core/time.ts";
import { composeSystemMail } from "../mail/compose-system-mail.ts";
import type { Outcome } from "../mail/outcome.ts";
import { type SendRawDeps, sendRaw } from "../mail/send-raw.ts";
import { confirmToken } from "./confirmation.ts";

export type SendConfirmationDeps = SendRawDeps & { keyring: Keyring; publicUrl: string };

/** Asks the owner of an address, once, whether the newsletter is wanted, and says what became of the mail. */
export const sendConfirmation = async (
  { ses, mailSlot, keyring, publicUrl }: SendConfirmationDeps,
  input: { newsletter: Newsletter; subscriberId: string; address: string; at: Instant },
): Promise<Outcome> => {
  const { newsletter, subscriberId, address, at } = input;
  const token = confirmToken(keyring, { newsletterId: newsletter.id, subscriberId, sentAt: at });
  const raw = await composeSystemMail({
    sender: newsletter.sender,
    to: address,
    ...confirmationMail(newsletter, `${publicUrl}/confirm/${token}`),
    tags: { newsletter: newsletter.id, mail: "confirmation" },
    at,
  });
  return sendRaw({ ses, mailSlot }, { source: newsletter.sender.address, destination: address, raw });
};
