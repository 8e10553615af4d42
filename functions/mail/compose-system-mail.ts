import MailComposer from "nodemailer/lib/mail-composer";
import { InvalidInput } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { tagValue } from "./headers.ts";

export type SystemMail = {
  sender: Newsletter["sender"];
  /** The bare address: a system mail never calls anybody by name. */
  to: string;
  language: string;
  subject: string;
  text: string;
  html: string;
  /** SES reports them back with every event. */
  tags: Readonly<Record<string, string>>;
  at: Instant;
  /** Whose events report on it, where it is not the account's default. */
  configurationSet?: string | undefined;
};

/**
 * The MIME of one mail to one person, text before HTML, 7-bit, that no machine answers (RFC 3834). It is no issue, so it
 * has no list headers. Throws `InvalidInput` for an address or a subject of more than one line.
 */
export const composeSystemMail = (mail: SystemMail): Promise<Buffer> => {
  const { name, address, replyTo } = mail.sender;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if ([mail.to, mail.subject, name, address, replyTo ?? ""].some((value) => /[\r\n\u0000]/.test(value)))
    throw new InvalidInput("a header is one line: it holds CR, LF or NUL");
  const tags = Object.entries(mail.tags).map(([tag, value]) => `${tagValue(tag)}=${tagValue(value)}`);
  return new MailComposer({
    from: { name, address },
    // As objects, so that no parser of addresses reads them again.
    to: { name: "", address: mail.to },
    ...(replyTo && { replyTo: { name: "", address: replyTo } }),
    subject: mail.subject,
    date: new Date(mail.at),
    headers: {
      "Auto-Submitted": "auto-generated",
      "Content-Language": mail.language,
      "X-SES-MESSAGE-TAGS": tags.join(", "),
      ...(mail.configurationSet && { "X-SES-CONFIGURATION-SET": tagValue(mail.configurationSet) }),
    },
    // As SES documents it; the composer would write X-Ses-Message-Tags.
    normalizeHeaderKey: (key) => (/^x-ses-/i.test(key) ? key.toUpperCase() : key),
    text: lines(mail.text),
    html: lines(mail.html),
    textEncoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
};

/** Lines of a mail end in CRLF and nothing else (RFC 5321 §2.3.8). */
const lines = (text: string): string => text.replace(/\r?\n/g, "\r\n");
