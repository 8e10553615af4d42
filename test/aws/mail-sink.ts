import { once } from "node:events";
import { SMTPServer } from "smtp-server";

export type SunkMail = { to: string; raw: Buffer };

/** Takes in whatever is handed over by SMTP, and keeps it. */
export const openMailSink = async (port: number) => {
  const mails: SunkMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        for (const { address } of envelope.rcptTo) mails.push({ to: address, raw });
        done();
      });
    },
  });
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  return { mails, close: () => new Promise<void>((done) => server.close(() => done())) };
};
