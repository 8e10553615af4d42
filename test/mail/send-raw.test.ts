import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readQuota } from "../../functions/mail/read-quota.ts";
import { sendRaw } from "../../functions/mail/send-raw.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { aMessage } from "../support/mail.ts";
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
    expect((await send("one@fault.example")).kind).toBe(kind);
    expect(local.endpoint.faults.list()[0]).toMatchObject({ met: 1, struck: 1 });
    expect((await local.accepted()).length - before).toBe("accepted" in fault ? 1 : 0);
    local.endpoint.faults.set([]);
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const ses = sesClient({ region: "eu-west-1", endpoint: "http://127.0.0.1:9", credentials });
    expect(await sendRaw({ ses }, { source, destination: "a@example.com", raw: aMessage() })).toEqual({
      kind: "not-started",
      code: "ECONNREFUSED",
    });
  });

  it("asks SES for the account's rate and what is left of the day", async () => {
    const { ratePerSecond, leftToday } = await readQuota(local);
    expect(ratePerSecond).toBe(100_000);
    expect(leftToday).toBeLessThan(1_000);
    expect(leftToday).toBeGreaterThan(900);
  });
});

describe("the body of a request", () => {
  it.each([0, 1, 2, 3, 1000, 100_003])(
    "is the form that the plain SDK makes, for a message of %d bytes",
    async (length) => {
      const raw = length === 1000 ? aMessage() : Buffer.from(Array.from({ length }, (_, index) => (index * 7) % 256));
      const bodies: string[] = [];
      const lengths: number[] = [];
      const server = createServer(async (request, response) => {
        bodies.push(await text(request));
        lengths.push(Number(request.headers["content-length"]));
        response.writeHead(500).end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const config = {
        region: "eu-west-1",
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        credentials,
      };
      const plain = new SESClient({ ...config, maxAttempts: 1 });
      const input = {
        Source: "a+b@example.com",
        Destinations: ["x&RawMessage.Data=y@example.com"],
        RawMessage: { Data: raw },
      };
      for (const ses of [plain, sesClient(config)]) {
        await ses.send(new SendRawEmailCommand(input)).catch(() => undefined);
        ses.destroy();
      }
      server.close();
      expect(lengths).toEqual(bodies.map((body) => body.length));
      expect(bodies).toHaveLength(2);
      expect(bodies[1]).toBe(bodies[0]);
      const form = new URLSearchParams(bodies[1]);
      expect([...form.keys()].sort()).toEqual([
        "Action",
        "Destinations.member.1",
        "RawMessage.Data",
        "Source",
        "Version",
      ]);
      expect(Buffer.from(form.get("RawMessage.Data") ?? "", "base64").equals(raw)).toBe(true);
      expect(form.get("Destinations.member.1")).toBe(input.Destinations[0]);
    },
  );
});
