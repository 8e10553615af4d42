import { createCipheriv, hash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { createTransport } from "nodemailer";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { rawForm } from "../../functions/mail/raw-form.ts";
import { sendRaw } from "../../functions/mail/send-raw.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { escapeHtml, type Personal, splice, spliceEncoded } from "../../functions/mail/splice.ts";
import { aNewsletter } from "../support/mail.ts";
import { swapBodies } from "./swap-bodies.ts";
import { aReader, aWeeksRendition, filled } from "./week-mail.ts";

/** One path of the send benchmark, in a process of its own, so that its time and its memory are its own. */
const [path = "", portsJson = "{}", inFlightText = "", secondsText = ""] = process.argv.slice(2);
const ports = JSON.parse(portsJson) as { http: number; https: number; smtp: number };
const [inFlight, seconds] = [Number(inFlightText), Number(secondsText)];

const newsletter = aNewsletter();
/** A week's mail of 87 KB. */
const week = aWeeksRendition(58_000);
const more = "<p>Thirty photographs, and the words that go with them.</p>\n".repeat(112);
const everything = {
  ...week.bodies.everything,
  html: week.bodies.everything.html.replace("</body>", `${more}</body>`),
};
const rendition = { ...week, bodies: { ...week.bodies, everything } };
const people = Array.from({ length: 256 }, (_, n) => aReader(n));
const mail = composeMime({ newsletter, rendition, variant: "everything", at: rendition.renderedAt });
const source = newsletter.sender.address;
const reader = (n: number) => people[n % 256] as Personal;
const config = {
  region: "eu-west-1",
  endpoint: `https://127.0.0.1:${ports.https}`,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
};

const { html, text } = rendition.bodies.everything;
/** As nodemailer wants it: the same content, composed for each. */
const composed = (n: number) => ({
  from: newsletter.sender,
  to: { name: reader(n).to.name ?? "", address: reader(n).to.address },
  subject: rendition.subject,
  html: filled(html, rendition, reader(n), escapeHtml),
  text: filled(text, rendition, reader(n), String),
  headers: { "List-Unsubscribe": `<${reader(n).links.unsubscribeUrl}>`, "X-Delivery-Id": reader(n).deliveryId },
});

const accepted = (kind: string | undefined) => {
  if (kind !== "accepted") throw new Error(`the sink did not accept: ${kind}`);
};

/** SHA-256, AES-GCM and the kernel, for as many bytes: nothing that a signed request over TLS can leave out. */
const floor = async () => {
  const form = rawForm({ source, destination: reader(0).to.address, message: spliceEncoded(mail, reader(0)) });
  const head = Buffer.from(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${form.length}\r\n\r\n`);
  const [key, iv] = [randomBytes(16), randomBytes(12)];
  const idle = await Promise.all(
    Array.from({ length: inFlight }, async () => {
      const socket = connect(ports.http, "127.0.0.1");
      await once(socket, "connect");
      return socket.setNoDelay(true);
    }),
  );
  return async () => {
    const socket = idle.pop();
    if (!socket) throw new Error("more in flight than sockets");
    hash("sha256", form);
    const cipher = createCipheriv("aes-128-gcm", key, iv);
    const encrypted = cipher.update(form);
    cipher.final();
    socket.cork();
    socket.write(head);
    socket.write(encrypted);
    socket.uncork();
    await once(socket, "data");
    idle.push(socket);
  };
};

const paths: Record<string, () => Promise<(n: number) => Promise<unknown>>> = {
  floor,
  async ours() {
    const ses = sesClient(config);
    return async (n) =>
      accepted(
        (await sendRaw({ ses }, { source, destination: reader(n).to.address, raw: spliceEncoded(mail, reader(n)) }))
          .kind,
      );
  },
  async swapped() {
    const ses = swapBodies(new SESClient({ ...config, maxAttempts: 1 }));
    return (n) =>
      ses.send(rawForm({ source, destination: reader(n).to.address, message: spliceEncoded(mail, reader(n)) }));
  },
  async sdk() {
    const ses = new SESClient(config);
    return (n) => {
      const input = {
        Source: source,
        Destinations: [reader(n).to.address],
        RawMessage: { Data: splice(mail, reader(n)) },
      };
      return ses.send(new SendRawEmailCommand(input));
    };
  },
  async "nodemailer-ses"() {
    const transport = createTransport({ SES: { sesClient: new SESv2Client(config), SendEmailCommand } });
    return (n) => transport.sendMail(composed(n));
  },
  async "nodemailer-smtp"() {
    const pool = { pool: true, maxConnections: inFlight, maxMessages: Infinity } as const;
    const transport = createTransport({ ...pool, host: "127.0.0.1", port: ports.smtp, secure: true });
    return (n) => transport.sendMail(composed(n));
  },
};

const send = await (paths[path] as () => Promise<(n: number) => Promise<unknown>>)();
let sent = 0;
let stopped = false;
const lanes = Array.from({ length: inFlight }, async () => {
  while (!stopped) await send(sent++);
});
const span = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const megabytes = () => Math.round(process.memoryUsage.rss() / 1e6);
await span(1_500);
const [before, from, usage, warmMegabytes] = [sent, performance.now(), process.cpuUsage(), megabytes()];
await span(seconds * 1000);
const messages = sent - before;
const elapsed = (performance.now() - from) / 1000;
const { user, system } = process.cpuUsage(usage);
const result = {
  bytes: splice(mail, reader(0)).length,
  perSecond: messages / elapsed,
  cpuMs: (user + system) / 1000 / messages,
  warmMegabytes,
  megabytes: megabytes(),
};
stopped = true;
await Promise.all(lanes);
console.log(JSON.stringify(result));
process.exit(0);
