import PostalMime from "postal-mime";
import { unsubscribeByMail } from "../functions/audience/unsubscribe-by-mail.ts";
import { unsubscribeByReply } from "../functions/audience/unsubscribe-by-reply.ts";
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
  const mailOf = async (messageId: string) => {
    const message = endpoint.messages.find(messageId);
    const raw = message && endpoint.messages.mail(message);
    return raw && PostalMime.parse(raw);
  };
  const read = async (event: SesEvent): Promise<void> => {
    if (event.eventType !== "Send") return;
    const { messageId, destination } = event.mail;
    if (destination.includes(unsubscribeMailbox)) {
      const outcome = await unsubscribeByMail(parts, { subject: (await mailOf(messageId))?.subject ?? "" });
      if (!outcome.ok) say(`a mail to the unsubscribe mailbox names nobody: message ${messageId}`);
    }
    // Its own mails are the most, and none of them goes to a newsletter.
    if (event.mail.tags?.newsletter) return;
    const newsletters = await parts.newsletters.list();
    const answered = newsletters.find(({ sender }) => destination.includes(sender.replyTo ?? sender.address));
    const mail = answered && (await mailOf(messageId));
    if (!mail) return;
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? "";
    await unsubscribeByReply(parts, {
      newsletter: answered,
      reply: {
        from: mail.from?.address ?? "",
        subject: mail.subject ?? "",
        text: mail.text ?? "",
        html: mail.html,
        isAuthentic: true,
        isAutomatic: !["", "no"].includes(header("auto-submitted")) || /bulk|junk|list/.test(header("precedence")),
      },
    });
  };
  return hearEvents({ endpoint, takeIn: (events) => Promise.allSettled(events.map(read)), say });
};
