import { readFileSync } from "node:fs";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { SMTPServer } from "smtp-server";

/**
 * The other side of the send benchmark, in a process of its own: takes any number of messages over HTTP, HTTPS and SMTP
 * (TLS), reads them to the end, keeps none, and answers as SES does. Tells its ports in a line of JSON.
 */
const [keyPath = "", certPath = ""] = process.argv.slice(2);
const tls = { key: readFileSync(keyPath), cert: readFileSync(certPath) };

const messageId = "0100018f00000000-aaaaaaaa-bbbb-cccc-dddd-0123456789ab-000000";
const answerOf = (type: string, body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const version1 = answerOf(
  "text/xml",
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
    `<MessageId>${messageId}</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>1</RequestId>` +
    "</ResponseMetadata></SendRawEmailResponse>",
);
const version2 = answerOf("application/json", `{"MessageId":"${messageId}"}`);

const answering = (socket: Socket): void => {
  let head = "";
  let left = 0;
  let answer = version1;
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("data", (data) => {
    let bytes = data;
    while (bytes.length > 0) {
      if (left === 0) {
        const end = bytes.indexOf("\r\n\r\n");
        head += bytes.toString("latin1", 0, end === -1 ? bytes.length : end);
        if (end === -1) return;
        left = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        answer = head.includes(" /v2/") ? version2 : version1;
        head = "";
        bytes = bytes.subarray(end + 4);
      }
      const taken = Math.min(left, bytes.length);
      left -= taken;
      bytes = bytes.subarray(taken);
      if (left === 0) socket.write(answer);
    }
  });
};

const smtp = new SMTPServer({
  ...tls,
  secure: true,
  authOptional: true,
  disableReverseLookup: true,
  onData(stream, _session, done) {
    stream.on("end", () => done());
    stream.resume();
  },
});
const listening = (server: Pick<Server, "listen" | "address">) =>
  new Promise<number>((done) => {
    server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port));
  });
const ports = {
  http: await listening(createTcpServer(answering)),
  https: await listening(createTlsServer(tls, answering)),
  smtp: await listening(smtp.server as unknown as Server),
};
console.log(JSON.stringify(ports));
