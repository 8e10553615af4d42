import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { SESClient } from "@aws-sdk/client-ses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeMail } from "../../functions/mail/encoded-mail.ts";
import { type Outcome, outcomeOfError } from "../../functions/mail/outcome.ts";
import { rawForm } from "../../functions/mail/raw-form.ts";
import { type RawMail, sendRaw } from "../../functions/mail/send-raw.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { swapBodies } from "../bench/swap-bodies.ts";
import { aMessage } from "../support/mail.ts";
import { credentials, openSes, type TestSes } from "../support/ses.ts";

type Send = (mail: RawMail) => Promise<Outcome>;

/** The way that mails go, and the one that the bench holds it against: the SDK's own, but for the body. */
const paths: [name: string, open: (ses: SESClient) => Send][] = [
  ["signed by us, through our pool", (ses) => (mail) => sendRaw({ ses }, mail)],
  [
    "the SDK, its body swapped",
    (ses) => {
      const swapped = swapBodies(ses);
      return async ({ raw, ...envelope }) => {
        const form = rawForm({ ...envelope, message: raw instanceof Uint8Array ? encodeMail(raw) : raw });
        try {
          const { MessageId: messageId } = (await swapped.send(form)) as { MessageId?: string };
          return messageId ? { kind: "accepted", messageId } : { kind: "ambiguous", code: "NoMessageId" };
        } catch (error) {
          const { name, cause } = error as { name?: string; cause?: unknown };
          return outcomeOfError(name === "Retryable" ? cause : error);
        }
      };
    },
  ],
];

const source = "digest@news.flashbulb.example";
const mailTo = (destination: string): RawMail => ({
  ...{ source, destination },
  raw: aMessage({}, { to: { address: destination } }),
});

describe.each(paths)("a mail to SES, %s", (_, open) => {
  let local: TestSes;
  let send: Send;
  beforeAll(async () => {
    local = await openSes({}, 300);
    send = open(local.ses);
  });
  afterAll(() => local.close());

  it("is accepted with the message id that SES gave it", async () => {
    const outcome = await send(mailTo("ada@example.com"));
    const [message] = await local.accepted();
    expect(outcome).toEqual({ kind: "accepted", messageId: message?.id });
    expect(message).toMatchObject({ source, recipients: ["ada@example.com"] });
  });

  it.each([
    [{ effect: "throttle" }, "throttled"],
    [{ effect: "daily-quota" }, "quota"],
    [{ effect: "refuse", code: "MessageRejected", message: "Address blacklisted." }, "refused"],
    [{ effect: "refuse", code: "MessageRejected", message: "Email address is not verified." }, "issue-fault"],
    [{ effect: "refuse", code: "ConfigurationSetDoesNotExist" }, "issue-fault"],
    [{ effect: "refuse", code: "AccountSendingPausedException" }, "paused"],
    [{ effect: "internal-failure" }, "ambiguous"],
    [{ effect: "internal-failure", accepted: true }, "ambiguous"],
    [{ effect: "drop" }, "ambiguous"],
    [{ effect: "drop", accepted: true }, "ambiguous"],
    [{ effect: "hang", accepted: true }, "ambiguous"],
    [{ effect: "unreadable", accepted: true }, "ambiguous"],
  ] as const)("makes one request and no more when SES does %j: %s", async (fault, kind) => {
    local.endpoint.faults.set([{ ...fault, recipient: "*@fault.example" }]);
    const before = (await local.accepted()).length;
    expect((await send(mailTo("one@fault.example"))).kind).toBe(kind);
    expect(local.endpoint.faults.list()[0]).toMatchObject({ met: 1, struck: 1 });
    expect((await local.accepted()).length - before).toBe("accepted" in fault ? 1 : 0);
    local.endpoint.faults.set([]);
  });

  it("is known not to be sent when nobody listens", async () => {
    const ses = sesClient({ region: "eu-west-1", endpoint: "http://127.0.0.1:9", credentials });
    expect(await open(ses)(mailTo("a@example.com"))).toEqual({ kind: "not-started", code: "ECONNREFUSED" });
    ses.destroy();
  });

  it.each([
    "",
    "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n<SendRaw",
    "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n",
  ])("is not asked for again when the connection ends after %j", async (answer) => {
    let requests = 0;
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        requests++;
        socket.end(answer);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ses = sesClient({ region: "eu-west-1", endpoint, credentials, requestTimeoutMs: 500 });
    const outcome = await open(ses)(mailTo("a@example.com"));
    expect([outcome.kind, requests]).toEqual(["ambiguous", 1]);
    ses.destroy();
    server.close();
  });
});
