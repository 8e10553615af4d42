import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { escapeHtml, type Personal, splice } from "../../functions/mail/splice.ts";
import { aNewsletter } from "../support/mail.ts";
import { aReader, aWeeksRendition, filled } from "./week-mail.ts";

const htmlBytes = 71_000;
const milliseconds = 2_000;

/** The same rendition and recipients for all three, in one run; what is equal for everybody is prepared before. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  const newsletter = aNewsletter();
  const rendition = aWeeksRendition(htmlBytes);
  const { html, text } = rendition.bodies.everything;
  const people = Array.from({ length: 256 }, (_, n) => aReader(n));
  const mail = composeMime({ newsletter, rendition, variant: "everything", at: rendition.renderedAt });
  const bytes = splice(mail, aReader(0)).length;
  print(`HTML ${Buffer.byteLength(html)} bytes, text ${Buffer.byteLength(text)}, MIME ${bytes}`);

  const copied = Buffer.alloc(bytes);
  const floor = await measure(() => Buffer.allocUnsafe(bytes).set(copied));
  const spliced = await measure((n) => splice(mail, people[n % 256] as Personal));
  print(line("floor: as many bytes copied into a fresh buffer", floor, spliced));
  print(line("splice", spliced, spliced));
  for (const textEncoding of [undefined, "quoted-printable"] as const) {
    const composed = await measure((n) => {
      const reader = people[n % 256] as Personal;
      const message = {
        from: newsletter.sender,
        to: { name: reader.to.name ?? "", address: reader.to.address },
        subject: rendition.subject,
        html: filled(html, rendition, reader, escapeHtml),
        text: filled(text, rendition, reader, String),
        headers: { "List-Unsubscribe": `<${reader.links.unsubscribeUrl}>`, "X-Delivery-Id": reader.deliveryId },
        ...(textEncoding && { textEncoding }),
      };
      return new MailComposer(message).compile().build();
    });
    print(line(`nodemailer per recipient, ${textEncoding ?? "default encoding"}`, composed, spliced));
  }
};

type Measured = { perSecond: number; cpuMs: number };

/** After a tenth of the time to warm up. */
const measure = async (work: (n: number) => unknown): Promise<Measured> => {
  const runFor = async (span: number) => {
    const from = performance.now();
    let n = 0;
    // Looking at the clock is not free beside 16 µs.
    while (performance.now() - from < span) for (let k = 0; k < 16; k++) await work(n++);
    return { n, seconds: (performance.now() - from) / 1000 };
  };
  await runFor(milliseconds / 10);
  const before = process.cpuUsage();
  const { n, seconds } = await runFor(milliseconds);
  const { user, system } = process.cpuUsage(before);
  return { perSecond: n / seconds, cpuMs: (user + system) / 1000 / n };
};

const line = (name: string, { perSecond, cpuMs }: Measured, least: Measured): string =>
  `${name}: ${Math.round(perSecond)} messages/s, ${cpuMs.toFixed(4)} ms CPU a message (× ${(cpuMs / least.cpuMs).toFixed(1)})`;
