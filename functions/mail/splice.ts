import { quotedPrintable } from "../core/quoted-printable.ts";
import type { SlotName } from "../core/rendition.ts";
import type { ComposedMail, HeaderSlot, Slot } from "./compose-mime.ts";
import { mailbox, tagValue, urlList } from "./headers.ts";

/** What makes a message one recipient's own. */
export type Personal = {
  to: { name?: string | undefined; address: string };
  deliveryId: string;
  links: Readonly<Record<SlotName, string>>;
  /** A second way to unsubscribe, `mailto:…`, where somebody reads that mail. */
  unsubscribeMailto?: string | undefined;
};

/**
 * The bytes of one recipient's message: the literals copied, the gaps filled, in one buffer. No template runs and
 * nothing of the content is read. A value is escaped for the place it stands in, and refused (`InvalidInput`) when it
 * would break out of its header.
 */
export const splice = (mail: ComposedMail, personal: Personal): Buffer => {
  const values = mail.slots.map((slot) => fill(slot, personal));
  let length = mail.literalBytes;
  for (const piece of mail.pieces) if (typeof piece === "number") length += (values[piece] as Buffer).length;
  const out = Buffer.allocUnsafe(length);
  let at = 0;
  for (const piece of mail.pieces) {
    const bytes = typeof piece === "number" ? (values[piece] as Buffer) : piece;
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
};

const fill = (slot: Slot, personal: Personal): Buffer => {
  if (slot.part === "header") return Buffer.from(headerValue(slot.name, personal), "ascii");
  const link = personal.links[slot.name];
  return quotedPrintable(Buffer.from(slot.part === "html" ? escapeHtml(link) : link));
};

const headerValue = (name: HeaderSlot, personal: Personal): string => {
  if (name === "to") return mailbox(personal.to, "To: ".length);
  if (name === "deliveryId") return tagValue(personal.deliveryId);
  const urls = [personal.links.unsubscribeUrl, personal.unsubscribeMailto];
  return urlList(urls.filter((url) => url !== undefined));
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe as text and inside a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] as string);
