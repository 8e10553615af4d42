import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { buffer } from "node:stream/consumers";
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { sign } from "aws4";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { readQuota } from "../../functions/mail/read-quota.ts";
import { type RawMail, sendRaw } from "../../functions/mail/send-raw.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { signRequest } from "../../functions/mail/sign-request.ts";
import { splice, spliceEncoded } from "../../functions/mail/splice.ts";
import { aMailInput, aMessage, aPersonal } from "../support/mail.ts";
import { credentials, openSes, type TestSes } from "../support/ses.ts";

const source = "digest@news.flashbulb.example";

describe("sending one message to SES", () => {
  let local: TestSes;
  beforeAll(async () => {
    local = await openSes({ dailyQuota: 1_000 }, 300);
  });
  afterAll(() => local.close());
  const send = (destination: string) =>
    sendRaw(local, { source, destination, raw: aMessage({}, { to: { address: destination } }) });

  it("is accepted with a message id, envelope and tags as given, content byte for byte", async () => {
    const outcome = await send("ada@example.com");
    const [message] = (await local.accepted()).filter(({ recipients }) => recipients.includes("ada@example.com"));
    expect(outcome).toEqual({ kind: "accepted", messageId: message?.id });
    expect(message).toMatchObject({
      source,
      recipients: ["ada@example.com"],
      deliveryId: "flashbulb-20261024T0600Z_3_0_17_1",
    });
    expect(message?.tags).toMatchObject({
      newsletter: "flashbulb",
      issue: "flashbulb-20261024T0600Z",
      delivery: "flashbulb-20261024T0600Z_3_0_17_1",
    });
    const kept = await PostalMime.parse(local.endpoint.messages.mail(message as never) as Buffer);
    expect(kept.html).toBe((await PostalMime.parse(aMessage({}, { to: { address: "ada@example.com" } }))).html);
  });

  it("is signed as of the moment it is told, and SES refuses it when that is long ago", async () => {
    const signedAt = (signAt: string) =>
      sendRaw(local, { source, destination: "late@example.com", raw: aMessage() }, { signAt });
    local.endpoint.configure({ signatureLifeSeconds: 300 });
    const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
    expect((await signedAt(ago(240_000))).kind).toBe("accepted");
    expect((await signedAt(ago(360_000))).kind).toBe("not-started");
  });

  it("goes to the endpoint that the environment names, the one for SES before the one for all", async () => {
    for (const [environment, reached] of [
      [{ AWS_ENDPOINT_URL: "http://127.0.0.1:9" }, 9],
      [{ AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ENDPOINT_URL_SES: "http://127.0.0.1:11" }, 11],
      [{}, undefined],
    ] as const) {
      const ses = sesClient({ region: "eu-west-1", credentials, environment });
      const { hostname, port } = await signRequest(ses, Buffer.from("Action=SendRawEmail"), new Date(0).toISOString());
      expect([hostname, port]).toEqual(reached ? ["127.0.0.1", reached] : ["email.eu-west-1.amazonaws.com", undefined]);
      ses.destroy();
    }
  });

  it("knows that nothing was sent when the connection is not made in time, or is no TLS", async () => {
    const silent = createTcpServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const ses = sesClient({
      region: "eu-west-1",
      endpoint: `https://127.0.0.1:${port}`,
      credentials,
      requestTimeoutMs: 200,
    });
    const outcome = await sendRaw({ ses }, { source, destination: "a@example.com", raw: aMessage() });
    expect(outcome.kind).toBe("not-started");
    ses.destroy();
    silent.close();
  });

  it("gives up what still waits for a connection, and never sends it later", async () => {
    const heard: string[] = [];
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (data) => heard.push(...(data.toString("latin1").match(/Destinations.member.1=[^&]*/g) ?? [])));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ses = sesClient({ region: "eu-west-1", endpoint, credentials, requestTimeoutMs: 300 });
    const raw = Buffer.from("To: x\r\n\r\n");
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) => sendRaw({ ses }, { source, destination: `r${n}@example.com`, raw })),
    );
    await new Promise((done) => setTimeout(done, 100));
    const kinds = outcomes.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "ambiguous")).toHaveLength(50);
    expect(kinds.filter((kind) => kind === "not-started")).toHaveLength(10);
    expect(heard).toHaveLength(50);
    ses.destroy();
    server.close();
  });

  it("does not know what became of a request that had started, whatever the system says of it later", async () => {
    const ses = sesClient({ region: "eu-west-1", endpoint: "http://127.0.0.1:9", credentials });
    const send = () => sendRaw({ ses }, { source, destination: "a@example.com", raw: aMessage() });
    expect((await send()).kind).toBe("not-started");
    for (const code of ["EHOSTUNREACH", "ECONNREFUSED", "CERT_HAS_EXPIRED"]) {
      ses.config.requestHandler.handle = () => Promise.reject(Object.assign(new Error("the socket"), { code }));
      expect(await send()).toEqual({ kind: "ambiguous", code });
    }
    ses.destroy();
  });

  it("asks SES for the account's rate and what is left of the day", async () => {
    const { ratePerSecond, leftToday } = await readQuota(local);
    expect(ratePerSecond).toBe(100_000);
    expect(leftToday).toBeLessThan(1_000);
    expect(leftToday).toBeGreaterThan(900);
  });
});

describe("a request to SES", () => {
  /** What goes over the wire, to a server that answers nothing useful. */
  const captured = async (
    send: (config: { region: string; endpoint: string; credentials: typeof credentials }) => Promise<unknown>,
  ) => {
    const requests: { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
    const server = createServer(async (request, response) => {
      const { method = "", url: path = "", headers } = request;
      requests.push({ method, path, headers, body: await buffer(request) });
      response.writeHead(500).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await send({ region: "eu-west-1", endpoint, credentials });
    server.close();
    const [request] = requests;
    if (!request || requests.length !== 1) throw new Error(`${requests.length} requests`);
    return request;
  };
  const ours = (mail: RawMail, signAt?: string) =>
    captured(async (config) => {
      const ses = sesClient(config);
      await sendRaw({ ses }, mail, signAt ? { signAt } : {});
      ses.destroy();
    });

  it.each([0, 1, 2, 3, 1000, 100_003])(
    "has the body that the plain SDK makes, for a message of %d bytes",
    async (length) => {
      const raw = length === 1000 ? aMessage() : Buffer.from(Array.from({ length }, (_, index) => (index * 7) % 256));
      const envelope = { source: "a+b!'()*@example.com", destination: "x&RawMessage.Data=y@example.com" };
      const theirs = await captured(async (config) => {
        const ses = new SESClient({ ...config, maxAttempts: 1 });
        const input = { Source: envelope.source, Destinations: [envelope.destination], RawMessage: { Data: raw } };
        await ses.send(new SendRawEmailCommand(input)).catch(() => undefined);
        ses.destroy();
      });
      const request = await ours({ ...envelope, raw });
      expect(request.body.equals(theirs.body)).toBe(true);
      expect(request.headers["content-type"]).toBe(theirs.headers["content-type"]);
      expect(Number(request.headers["content-length"])).toBe(request.body.length);
      expect([request.method, request.path]).toEqual([theirs.method, theirs.path]);
      const form = new URLSearchParams(request.body.toString());
      expect(Buffer.from(form.get("RawMessage.Data") ?? "", "base64").equals(raw)).toBe(true);
    },
  );

  it("carries the signature that another signer makes of it", async () => {
    const { method, path, headers, body } = await ours(
      { source, destination: "ada@example.com", raw: aMessage() },
      "2026-10-24T06:00:00.000Z",
    );
    const signed = sign(
      {
        ...{ service: "ses", region: "eu-west-1", method, path, body },
        headers: {
          host: headers.host,
          "content-type": headers["content-type"],
          "content-length": headers["content-length"],
          "x-amz-date": "20261024T060000Z",
          "x-amz-content-sha256": createHash("sha256").update(body).digest("hex"),
        },
      },
      credentials,
    );
    expect(headers["x-amz-date"]).toBe("20261024T060000Z");
    expect(headers["x-amz-content-sha256"]).toBe(createHash("sha256").update(body).digest("hex"));
    expect(String(headers.authorization).replaceAll(", ", ",")).toBe(
      String(signed.headers?.Authorization).replaceAll(", ", ","),
    );
  });

  it("brings the same mail whether or not it was encoded ahead, to two parsers", async () => {
    const mail = composeMime(aMailInput());
    const personal = aPersonal({ to: { name: "Zoë Ångström", address: "zoe@example.com" } });
    const { body } = await ours({ source, destination: "zoe@example.com", raw: spliceEncoded(mail, personal) });
    const raw = Buffer.from(new URLSearchParams(body.toString()).get("RawMessage.Data") ?? "", "base64");
    expect(raw.equals(splice(mail, personal))).toBe(true);
    const [postal, other] = [await PostalMime.parse(raw), await simpleParser(raw)];
    expect(postal.to).toEqual([{ name: "Zoë Ångström", address: "zoe@example.com" }]);
    expect(other.to).toMatchObject({ value: postal.to });
    expect(String(other.html).trim()).toBe(postal.html?.trim());
    expect(postal.html).toContain(personal.links.unsubscribeUrl);
  });
});
