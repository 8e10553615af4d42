import PostalMime, { type Email } from "postal-mime";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import type { AudienceStore } from "./store.ts";
import { type UnsubscribedByMail, unsubscribeByMail } from "./unsubscribe-by-mail.ts";
import { type UnsubscribedByReply, unsubscribeByReply } from "./unsubscribe-by-reply.ts";

export type TakeInMailDeps = {
  audience: AudienceStore;
  newsletters: Pick<NewsletterStore, "get" | "list">;
  keyring: Keyring;
  idKey: Uint8Array;
  clock: Clock;
  /** The address in the `mailto` of List-Unsubscribe, in lower case. */
  unsubscribeMailbox: string;
};

export type InboundMail = {
  /** Whom it was delivered for: the envelope, whatever the headers say. */
  recipients: readonly string[];
  /** The receiving server found its sender to be true (DMARC pass). */
  isAuthentic: boolean;
  /** The message as it came, asked for only when it is for us; nothing when it was taken in before. */
  read: () => Promise<Uint8Array | undefined>;
};

export type MailTakenIn =
  | UnsubscribedByMail
  | UnsubscribedByReply
  | { ok: false; reason: "not-ours" | "gone" | "unreadable" };

/** Quotations of our mail and its pictures fit in; what is beyond is nobody's wish. */
const mostBytes = 4_000_000;

/**
 * Does what a mail that came in asks for: to the unsubscribe mailbox, by the token in its subject; to an address that a
 * newsletter is answered at, by the reply "unsubscribe". Every other mail changes nothing. Taken in twice, it does
 * nothing the second time.
 */
export const takeInMail = async (
  deps: TakeInMailDeps,
  { recipients, isAuthentic, read }: InboundMail,
): Promise<MailTakenIn> => {
  const to = new Set(recipients.map((each) => each.toLowerCase()));
  const isForMailbox = to.has(deps.unsubscribeMailbox);
  const newsletters = isForMailbox ? [] : await deps.newsletters.list();
  const newsletter = newsletters.find(({ sender }) => to.has((sender.replyTo ?? sender.address).toLowerCase()));
  if (!isForMailbox && !newsletter) return { ok: false, reason: "not-ours" };
  const raw = await read();
  if (!raw) return { ok: false, reason: "gone" };
  const mail = await PostalMime.parse(raw.subarray(0, mostBytes)).catch(() => undefined);
  if (!mail) return { ok: false, reason: "unreadable" };
  if (!newsletter) return unsubscribeByMail(deps, { subject: mail.subject ?? "" });
  const { from, subject = "", text = "", html } = mail;
  const reply = { from: from?.address ?? "", subject, text, html, isAuthentic, isAutomatic: isAutomatic(mail) };
  return unsubscribeByReply(deps, { newsletter, reply });
};

/** RFC 3834, and what lists and older programs say of themselves. */
const isAutomatic = ({ headers }: Email): boolean => {
  const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? "";
  return !["", "no"].includes(header("auto-submitted")) || /bulk|junk|list/.test(header("precedence"));
};
