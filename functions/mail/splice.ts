import { quotedPrintable } from "../core/quoted-printable.ts";
import type { SlotName } from "../core/rendition.ts";
import type { ComposedMail, HeaderSlot, Slot } from "./compose-mime.ts";
import { type EncodedMail, formBase64 } from "./encoded-mail.ts";
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
  return Buffer.concat(
    mail.pieces.map((piece) => (typeof piece === "number" ? (values[piece] as Buffer) : piece.bytes)),
  );
};

/**
 * The same message as `splice` gives, as it stands in SES's form. Literals were encoded once, for each of the three
 * places in a group of base64 where they can begin; a value is encoded with the one or two bytes around it that complete
 * its groups.
 */
export const spliceEncoded = (mail: ComposedMail, personal: Personal): EncodedMail => {
  const values = mail.slots.map((slot) => fill(slot, personal));
  const pieces: Buffer[] = [];
  let open: Buffer[] = [];
  let openBytes = 0;
  const add = (bytes: Buffer) => {
    open.push(bytes);
    openBytes += bytes.length;
  };
  for (const piece of mail.pieces) {
    if (typeof piece === "number") {
      add(values[piece] as Buffer);
      continue;
    }
    const skipped = (3 - (openBytes % 3)) % 3;
    if (piece.bytes.length < skipped) {
      add(piece.bytes);
      continue;
    }
    add(piece.bytes.subarray(0, skipped));
    const { encoded, rest } = piece.after(skipped);
    pieces.push(formBase64(Buffer.concat(open)), encoded);
    [open, openBytes] = [[rest], rest.length];
  }
  pieces.push(formBase64(Buffer.concat(open)));
  return { pieces };
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
