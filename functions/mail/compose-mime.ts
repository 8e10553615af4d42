import { InvalidInput } from "../core/errors.ts";
import { derivedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { quotedPrintable } from "../core/quoted-printable.ts";
import { type Rendition, type SlotName, slotNames, type Variant } from "../core/rendition.ts";
import type { Instant } from "../core/time.ts";
import { type Literal, literalOf } from "./encoded-mail.ts";
import { dateTime, field, listIdentifier, mailbox, tagValue, unstructured } from "./headers.ts";

/** A personal part of the message, by where it stands: that decides how its value is escaped and encoded. */
export type Slot = { part: "header"; name: HeaderSlot } | { part: "html" | "text"; name: SlotName };

export type HeaderSlot = "to" | "listUnsubscribe" | "deliveryId";

/**
 * A message as finished bytes with gaps: literals, and the index in `slots` of what fills the gap between them.
 * What is equal in every message of an issue and variant was encoded once, here.
 */
export type ComposedMail = {
  pieces: readonly (Literal | number)[];
  slots: readonly Slot[];
  /** The sum of the literals. */
  literalBytes: number;
};

export type MailInput = {
  newsletter: Pick<Newsletter, "id" | "name" | "sender" | "listId">;
  rendition: Rendition;
  variant: Variant;
  /** The `Date` of a home that does not write its own; SES replaces it. */
  at: Instant;
  /** The SES configuration set whose events report on the message; none on one machine. */
  configurationSet?: string | undefined;
};

/**
 * Builds the MIME of an issue once: `multipart/alternative`, text before HTML, quoted-printable, 7-bit, each header
 * once. Every literal before a slot of a body ends at the start of a line, and every one after it begins with a soft
 * break, so a value of any length stands on lines of its own and the rest is never encoded again.
 *
 * Throws `InvalidInput` for a header value with CR, LF or NUL and for a body that offers no way to unsubscribe.
 */
export const composeMime = (input: MailInput): ComposedMail => {
  const { rendition, variant } = input;
  const body = rendition.bodies[variant];
  const boundary = `=_${derivedId(rendition.issueId, String(rendition.revision), variant)}`;
  const parts: Part[] = [
    ...headers(input),
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n`,
    `--${boundary}\r\n${partHeaders("plain")}`,
    ...bodyParts("text", body.text, rendition.sentinels),
    `\r\n--${boundary}\r\n${partHeaders("html")}`,
    ...bodyParts("html", body.html, rendition.sentinels),
    `\r\n--${boundary}--\r\n`,
  ];
  return join(parts);
};

type Part = string | Buffer | Slot;

/** Each of these at most once: SES refuses a message that repeats one. */
const headers = ({ newsletter, rendition, at, configurationSet }: MailInput): Part[] => [
  field("From", (column) => mailbox(newsletter.sender, column)),
  newsletter.sender.replyTo ? `Reply-To: ${mailbox({ address: newsletter.sender.replyTo }, 10)}\r\n` : "",
  "To: ",
  { part: "header", name: "to" },
  "\r\n",
  field("Subject", (column) => unstructured(rendition.subject, column)),
  field("Date", () => dateTime(at)),
  field("List-Id", (column) => listIdentifier(newsletter.name, newsletter.listId, column)),
  "List-Unsubscribe: ",
  { part: "header", name: "listUnsubscribe" },
  // RFC 8058: a POST of exactly this to the https address above unsubscribes.
  "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Delivery-Id: ",
  { part: "header", name: "deliveryId" },
  configurationSet ? `\r\nX-SES-CONFIGURATION-SET: ${tagValue(configurationSet)}` : "",
  // The two ses: tags put issue and newsletter in front of SES's own Feedback-ID; never anything of the recipient's.
  `\r\nX-SES-MESSAGE-TAGS: newsletter=${tagValue(newsletter.id)},\r\n issue=${tagValue(rendition.issueId)},`,
  `\r\n ses:feedback-id-a=${rendition.issueId},\r\n ses:feedback-id-b=${newsletter.id},\r\n delivery=`,
  { part: "header", name: "deliveryId" },
  "\r\nMIME-Version: 1.0\r\n",
];

const partHeaders = (subtype: string): string =>
  `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;

const softBreak = Buffer.from("=\r\n");
const lineFeed = 10;

const bodyParts = (part: "html" | "text", content: string, sentinels: Rendition["sentinels"]): Part[] => {
  const nameOf = new Map(slotNames.map((name) => [sentinels[name], name]));
  const cut = content.split(new RegExp(`(${[...nameOf.keys()].join("|")})`));
  if (!cut.includes(sentinels.unsubscribeUrl)) throw new InvalidInput(`the ${part} part has no link to unsubscribe`);
  return cut.flatMap((piece, index): Part[] => {
    if (index % 2 === 1) return [{ part, name: nameOf.get(piece) as SlotName }];
    const encoded = quotedPrintable(Buffer.from(piece));
    const after = index > 0 ? [softBreak] : [];
    const before = index < cut.length - 1 && encoded.length > 0 && encoded.at(-1) !== lineFeed ? [softBreak] : [];
    return [...after, encoded, ...before];
  });
};

const join = (parts: readonly Part[]): ComposedMail => {
  const pieces: (Literal | number)[] = [];
  const slots: Slot[] = [];
  let literal: Buffer[] = [];
  const endLiteral = () => {
    pieces.push(literalOf(Buffer.concat(literal)));
    literal = [];
  };
  for (const part of parts) {
    if (typeof part === "string") literal.push(Buffer.from(part, "ascii"));
    else if (Buffer.isBuffer(part)) literal.push(part);
    else {
      endLiteral();
      const known = slots.findIndex((slot) => slot.part === part.part && slot.name === part.name);
      pieces.push(known === -1 ? slots.push(part) - 1 : known);
    }
  }
  endLiteral();
  const literalBytes = pieces.reduce<number>(
    (sum, piece) => sum + (typeof piece === "number" ? 0 : piece.bytes.length),
    0,
  );
  return { pieces, slots, literalBytes };
};
