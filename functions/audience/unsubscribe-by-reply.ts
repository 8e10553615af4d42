import { keyedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { parseAddress } from "./address.ts";
import { findLinked } from "./find-linked.ts";
import type { AudienceStore } from "./store.ts";
import { unsubscribe } from "./unsubscribe.ts";

export type Reply = {
  from: string;
  subject: string;
  text: string;
  /** What quotes our mail, links included, where the text does not. */
  html?: string | undefined;
  /** The receiving server found `from` to be true (DMARC pass): a forged sender could let others go. */
  isAuthentic: boolean;
  /** Written by a program (RFC 3834): those mean nothing by their words. */
  isAutomatic: boolean;
};

export type UnsubscribedByReply = { ok: true; changed: boolean } | { ok: false; reason: "not-asked" | "nobody" };

/**
 * Lets go who answers a mail of a newsletter with "unsubscribe", in one of our languages, as its subject or as all that
 * stands above the quotation. Whose token the quotation holds is let go; without one whoever the mail is truly from.
 */
export const unsubscribeByReply = async (
  deps: {
    audience: AudienceStore;
    newsletters: Pick<NewsletterStore, "get">;
    keyring: Keyring;
    idKey: Uint8Array;
    clock: Clock;
  },
  { newsletter, reply }: { newsletter: Pick<Newsletter, "id">; reply: Reply },
): Promise<UnsubscribedByReply> => {
  if (reply.isAutomatic || !asksToLeave(reply)) return { ok: false, reason: "not-asked" };
  const quoted = `${reply.text}\n${reply.html ?? ""}`.slice(0, longestQuotation);
  const tokens = new Set([...quoted.matchAll(/\/unsubscribe\/([\w-]{40,512})/g)].map(([, token]) => token ?? ""));
  for (const token of [...tokens].slice(0, mostTokens)) {
    const found = await findLinked(deps, "unsubscribe", token);
    if (found.ok && found.newsletter.id === newsletter.id) return letGo(deps, newsletter.id, found.subscriber.id);
  }
  const from = reply.isAuthentic ? parseAddress(reply.from) : undefined;
  if (!from?.ok) return { ok: false, reason: "nobody" };
  return letGo(deps, newsletter.id, keyedId(deps.idKey, from.normalForm));
};

const longestQuotation = 500_000;
const mostTokens = 3;

const letGo = async (
  deps: { audience: AudienceStore; clock: Clock },
  newsletterId: string,
  subscriberId: string,
): Promise<UnsubscribedByReply> => {
  const done = await unsubscribe(deps, { newsletterId, subscriberId });
  return done.ok ? { ok: true, changed: done.changed } : { ok: false, reason: "nobody" };
};

const words =
  "unsubscribe|stop|remove me|désabonner|désabonnement|désinscrire|se désabonner|abmelden|abbestellen|baja|darse de baja|cancelar suscripción|إلغاء الاشتراك|الغاء الاشتراك";
const wholeWish = new RegExp(
  `^[\\s"'“”«».!*_-]*(?:please\\s+|bitte\\s+)?(?:${words})(?:\\s+me)?[\\s"'“”«».!*_-]*$`,
  "iu",
);

/** The subject alone, or the first words above a quotation; nothing that merely mentions it. */
const asksToLeave = ({ subject, text }: Reply): boolean => {
  if (wholeWish.test(subject)) return true;
  const own = text.split(/\r?\n/).findIndex((line) => /^\s*>|^\s*(?:-{2,}|_{5,})|:\s*$/.test(line));
  const above = text.split(/\r?\n/).slice(0, own === -1 ? undefined : own);
  const [first = "", ...rest] = above.map((line) => line.trim()).filter(Boolean);
  // A name below is a signature; a paragraph is a letter to be read.
  return wholeWish.test(first) && rest.join(" ").length <= longestSignature;
};

const longestSignature = 120;
