import PostalMime from "postal-mime";
import { unsubscribeByMail } from "../functions/audience/unsubscribe-by-mail.ts";
import { type Hearing, hearEvents } from "./events.ts";
import type { Home } from "./home.ts";
import type { Parts } from "./parts.ts";
import type { SesEvent } from "./ses/ses-event.ts";
import { unsubscribeMailbox } from "./unsubscribe-mailbox.ts";

/** Reads the mail to the unsubscribe mailbox as it is accepted; nothing when SES runs elsewhere. */
export const hearInboundMail = (home: Home, parts: Parts, say: (line: string) => void): Hearing | undefined => {
  const { endpoint } = home;
  if (!endpoint) return undefined;
  const read = async (event: SesEvent): Promise<void> => {
    if (event.eventType !== "Send" || !event.mail.destination.includes(unsubscribeMailbox)) return;
    const message = endpoint.messages.find(event.mail.messageId);
    const raw = message && endpoint.messages.mail(message);
    const { subject = "" } = raw ? await PostalMime.parse(raw) : {};
    const outcome = await unsubscribeByMail(parts, { subject });
    if (!outcome.ok) say(`a mail to the unsubscribe mailbox names nobody: message ${event.mail.messageId}`);
  };
  return hearEvents({ endpoint, takeIn: (events) => Promise.allSettled(events.map(read)), say });
};
