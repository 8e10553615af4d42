import { decodeWords } from "postal-mime";

/** One header field: its name, and its lines as they stand in the message (folded, with their line ends). */
export type HeaderField = { name: string; lines: string };

/** A message taken apart at the blank line; the body is a view on the same bytes. */
export type MailParts = { head: HeaderField[]; body: Buffer };

export const splitMail = (raw: Buffer): MailParts => {
  const { headEnd, bodyStart } = blankLine(raw);
  const head: HeaderField[] = [];
  for (const text of raw.toString("latin1", 0, headEnd).split(/(?<=\n)/)) {
    const line = text.endsWith("\n") ? text : `${text}\r\n`;
    const last = head.at(-1);
    if (/^[ \t]/.test(line) && last) last.lines += line;
    else if (line.trim()) head.push({ name: line.slice(0, Math.max(0, line.indexOf(":"))).trim(), lines: line });
  }
  return { head, body: raw.subarray(bodyStart) };
};

const blankLine = (raw: Buffer): { headEnd: number; bodyStart: number } => {
  const strict = raw.indexOf("\r\n\r\n");
  const bare = raw.indexOf("\n\n");
  if (strict !== -1 && (bare === -1 || strict < bare)) return { headEnd: strict + 2, bodyStart: strict + 4 };
  if (bare !== -1) return { headEnd: bare + 1, bodyStart: bare + 2 };
  return { headEnd: raw.length, bodyStart: raw.length };
};

/** A field's value on one line, as UTF-8, its encoded words left as they are. */
export const rawValue = (field: HeaderField): string =>
  Buffer.from(field.lines.slice(field.lines.indexOf(":") + 1), "latin1")
    .toString()
    .replace(/\r?\n(?=[ \t])/g, "")
    .trim();

/** The first field of that name as a person reads it, encoded words decoded. */
export const headerText = (head: readonly HeaderField[], name: string): string | undefined => {
  const field = head.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return field && decodeWords(rawValue(field));
};

/** The first field of that name as it stands in the message. */
export const headerValue = (head: readonly HeaderField[], name: string): string | undefined => {
  const field = head.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return field && rawValue(field);
};

/** Fields that SES takes at most once (developer guide, "Amazon SES header fields"). */
const singular = new Set(
  `accept-language acceptlanguage archived-at auto-submitted bounces-to comments content-alternative content-base
  content-class content-description content-disposition content-duration content-id content-language content-length
  content-location content-md5 content-transfer-encoding content-type date delivered-to
  disposition-notification-options disposition-notification-to dkim-signature domainkey-signature errors-to from
  importance in-reply-to keywords list-archive list-help list-id list-owner list-post list-subscribe list-unsubscribe
  list-unsubscribe-post message-context message-id mime-version organization original-from original-message-id
  original-recipient original-subject precedence priority references reply-to return-path return-receipt-to sender
  solicitation sensitivity subject thread-index thread-topic user-agent vbr-info`.split(/\s+/),
);

/** The first field that stands twice and may not, in its own spelling. */
export const duplicateField = (head: readonly HeaderField[]): string | undefined => {
  const seen = new Set<string>();
  for (const { name } of head) {
    const key = name.toLowerCase();
    if (singular.has(key) && seen.has(key)) return name;
    seen.add(key);
  }
  return undefined;
};

/**
 * The message as its recipient gets it from SES: Date and Message-ID are SES's own, the bounce address is SES's, Bcc
 * and every X-SES-* field are gone; all other bytes are the sender's.
 */
export const deliveredMail = (
  parts: MailParts,
  delivered: { messageId: string; acceptedAt: string; region: string },
): Buffer => {
  const bounceAddress = `${delivered.messageId}@${delivered.region}.amazonses.com`;
  const kept = parts.head.filter(
    ({ name }) => !/^(date|message-id|return-path|bcc)$/i.test(name) && !/^x-ses-/i.test(name),
  );
  const own = [
    `Message-ID: <${bounceAddress}>\r\n`,
    `Date: ${new Date(delivered.acceptedAt).toUTCString().replace("GMT", "+0000")}\r\n`,
  ];
  const head = [`Return-Path: <${bounceAddress}>\r\n`, ...kept.map((field) => field.lines), ...own].join("");
  return Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), parts.body]);
};
