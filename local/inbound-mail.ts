import { takeInMail } from "../functions/audience/take-in-mail.ts";
import { type Hearing, hearEvents } from "./events.ts";
import type { Home } from "./home.ts";
import type { Parts } from "./parts.ts";
import type { SesEvent } from "./ses/ses-event.ts";
import { unsubscribeMailbox } from "./unsubscribe-mailbox.ts";

/**
 * Reads the mail to the unsubscribe mailbox, and replies to newsletters, as they are accepted; nothing when SES runs
 * elsewhere. What reaches the endpoint comes from this machine, so its senders are taken for true.
 */
export const hearInboundMail = (
  home: Pick<Home, "endpoint">,
  parts: Pick<Parts, "audience" | "newsletters" | "keyring" | "idKey" | "clock">,
  say: (line: string) => void,
): Hearing | undefined => {
  const { endpoint } = home;
  if (!endpoint) return undefined;
  const read = async ({ eventType, mail }: SesEvent): Promise<void> => {
    // Its own mails are the most, and none of them comes in.
    if (eventType !== "Send" || mail.tags?.newsletter) return;
    const outcome = await takeInMail(
      { ...parts, unsubscribeMailbox },
      {
        recipients: mail.destination,
        isAuthentic: true,
        read: async () => {
          const found = endpoint.messages.find(mail.messageId);
          return found && endpoint.messages.mail(found);
        },
      },
    );
    if (!outcome.ok && outcome.reason === "no-token")
      say(`a mail to the unsubscribe mailbox names nobody: message ${mail.messageId}`);
  };
  return hearEvents({ endpoint, takeIn: (events) => Promise.allSettled(events.map(read)), say });
};
