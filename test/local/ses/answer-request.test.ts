import { createHash } from "node:crypto";
import {
  DeleteIdentityCommand,
  GetAccountSendingEnabledCommand,
  GetSendQuotaCommand,
  SendEmailCommand,
} from "@aws-sdk/client-ses";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../local/ses/settings.ts";
import { startSesEndpoint } from "../../../local/ses/start-ses-endpoint.ts";
import { aFolder, aMail, anEndpoint } from "../../support/ses-endpoint.ts";

const failure = async (attempt: Promise<unknown>): Promise<{ name: string; message: string; status: number }> => {
  const error = await attempt.then(
    () => Promise.reject(new Error("it was accepted")),
    (reason) => reason,
  );
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
};

describe("what the endpoint accepts", () => {
  it("answers with an id in SES's shape under which the message is found", async () => {
    const { endpoint, send } = await anEndpoint();
    const id = await send(aMail({ "X-Delivery-Id": "issue_0_1_2_0" }, "Ciao, città.\r\n"), {
      Destinations: ["Ana <ana@reader.example>"],
      ConfigurationSetName: "letters",
    });
    expect(id).toMatch(/^[0-9a-f]{16}-[0-9a-f-]{36}-[0-9a-f]{6}$/);
    expect(endpoint.messages.find(id ?? "")).toMatchObject({
      sequence: 1,
      id,
      acceptedAt: "2026-10-24T08:00:00.000Z",
      source: "week@flashbulb.example",
      from: "Flashbulb <week@flashbulb.example>",
      recipients: ["ana@reader.example"],
      configurationSet: "letters",
      deliveryId: "issue_0_1_2_0",
      subject: "The week",
      bodyHash: createHash("sha256").update("Ciao, città.\r\n").digest("hex"),
    });
  });

  it("delivers the sender's bytes with SES's own Date and Message-ID, without the fields that are only for SES", async () => {
    const { endpoint, send } = await anEndpoint();
    const body = `Ciao, città. \u0001 ${"=".repeat(200)}\r\n`;
    const id = await send(
      aMail(
        {
          Date: "Thu, 01 Jan 1970 00:00:00 +0000",
          "Message-ID": "<mine@flashbulb.example>",
          Bcc: "secret@reader.example",
          "X-SES-CONFIGURATION-SET": "letters",
          "X-SES-MESSAGE-TAGS": "issue=week-43,\r\n delivery=d1",
          "List-Id": "Flashbulb <weekly.flashbulb.example>",
        },
        body,
      ),
    );
    const message = endpoint.messages.find(id ?? "");
    const mail = message && endpoint.messages.mail(message);
    expect(message?.tags).toEqual({ issue: "week-43", delivery: "d1" });
    expect(message?.configurationSet).toBe("letters");
    expect(mail?.subarray(mail.indexOf("\r\n\r\n") + 4).toString()).toBe(body);
    const parsed = await PostalMime.parse(mail ?? "");
    expect(parsed.messageId).toBe(`<${id}@eu-west-1.amazonses.com>`);
    expect(parsed.date).toBe("2026-10-24T08:00:00.000Z");
    expect(parsed.headers.filter(({ key }) => /^(x-ses-.*|bcc)$/.test(key))).toEqual([]);
    expect(parsed.headers.map(({ key }) => key)).toContain("list-id");
  });

  it("takes the API's tags instead of the header's, never both", async () => {
    const { endpoint, send } = await anEndpoint();
    await send(aMail({ "X-SES-MESSAGE-TAGS": "issue=a, delivery=b" }), { Tags: [{ Name: "probe", Value: "1" }] });
    expect(endpoint.messages.at(1)?.tags).toEqual({ probe: "1" });
  });

  it("finds the recipients in To, Cc and Bcc when the call names none", async () => {
    const { endpoint, send } = await anEndpoint();
    await send(aMail({ To: '"Ana, B." <ana@reader.example>', Cc: "bo@reader.example", Bcc: "cy@reader.example" }));
    expect(endpoint.messages.at(1)?.recipients).toEqual([
      "ana@reader.example",
      "bo@reader.example",
      "cy@reader.example",
    ]);
  });

  it("composes a message for SendEmail", async () => {
    const { endpoint, client } = await anEndpoint();
    await client.send(
      new SendEmailCommand({
        Source: "week@flashbulb.example",
        Destination: { ToAddresses: ["ana@reader.example"], BccAddresses: ["bo@reader.example"] },
        Message: {
          Subject: { Data: "Città & più" },
          Body: { Text: { Data: "testo più" }, Html: { Data: "<p>più + 100 %</p>" } },
        },
        Tags: [{ Name: "kind", Value: "confirmation" }],
      }),
    );
    const message = endpoint.messages.at(1);
    expect(message).toMatchObject({
      subject: "Città & più",
      recipients: ["ana@reader.example", "bo@reader.example"],
      tags: { kind: "confirmation" },
    });
    const parsed = await PostalMime.parse((message && endpoint.messages.mail(message)) ?? "");
    expect(parsed.text?.trim()).toBe("testo più");
    expect(parsed.html?.trim()).toBe("<p>più + 100 %</p>");
    expect(parsed.bcc ?? []).toEqual([]);
  });

  it("tells the quota, what of it is used, and whether sending is enabled", async () => {
    const { client, send } = await anEndpoint({ settings: { ratePerSecond: 14, dailyQuota: 200 } });
    await send(aMail({ To: "ana@reader.example, bo@reader.example" }));
    const quota = await client.send(new GetSendQuotaCommand());
    expect(quota).toMatchObject({ Max24HourSend: 200, MaxSendRate: 14, SentLast24Hours: 2 });
    expect((await client.send(new GetAccountSendingEnabledCommand())).Enabled).toBe(true);
  });
});

describe("what the endpoint refuses, and with which words", () => {
  const alphabet = "only alphanumeric ASCII characters, '_', and '-' are allowed.";
  it.each<[string, Buffer, { name: string; message: string; settings?: SettingsInput }]>([
    [
      "a second List-Unsubscribe",
      aMail({ "List-Unsubscribe": "<https://a.example>" }, "", ["list-unsubscribe: <https://b.example>"]),
      { name: "InvalidParameterValue", message: "Duplicate header 'list-unsubscribe'." },
    ],
    [
      "a second List-Unsubscribe-Post",
      aMail({ "List-Unsubscribe-Post": "x" }, "", ["List-Unsubscribe-Post: x"]),
      { name: "InvalidParameterValue", message: "Duplicate header 'List-Unsubscribe-Post'." },
    ],
    [
      "a second List-Id",
      aMail({ "List-Id": "<a.b>" }, "", ["List-ID: <a.b>"]),
      { name: "InvalidParameterValue", message: "Duplicate header 'List-ID'." },
    ],
    [
      "a second Date",
      aMail({ Date: "x" }, "", ["Date: x"]),
      { name: "InvalidParameterValue", message: "Duplicate header 'Date'." },
    ],
    [
      "a second Message-ID",
      aMail({ "Message-ID": "<a>" }, "", ["Message-Id: <b>"]),
      { name: "InvalidParameterValue", message: "Duplicate header 'Message-Id'." },
    ],
    [
      "a second Return-Path",
      aMail({ "Return-Path": "<a@b.c>" }, "", ["Return-Path: <a@b.c>"]),
      { name: "InvalidParameterValue", message: "Duplicate header 'Return-Path'." },
    ],
    [
      "a tag with a dot",
      aMail({ "X-SES-MESSAGE-TAGS": "issue=2026.43" }),
      { name: "InvalidParameterValue", message: `Invalid tag value <2026.43>: ${alphabet}` },
    ],
    [
      "a tag name with a colon",
      aMail({ "X-SES-MESSAGE-TAGS": "my:issue=1" }),
      { name: "InvalidParameterValue", message: `Invalid tag name <my:issue>: ${alphabet}` },
    ],
    [
      "a tag without a value",
      aMail({ "X-SES-MESSAGE-TAGS": "issue" }),
      { name: "InvalidParameterValue", message: "The tag value must be specified." },
    ],
    [
      "a message over the size limit",
      aMail({}, "x".repeat(2000)),
      {
        name: "InvalidParameterValue",
        message: "Message length is more than 2000 bytes long: '2147'.",
        settings: { maxMessageBytes: 2000 },
      },
    ],
    [
      "51 recipients",
      aMail({ To: Array.from({ length: 51 }, (_, n) => `r${n}@reader.example`).join(", ") }),
      { name: "InvalidParameterValue", message: "Recipient count exceeds 50." },
    ],
    [
      "an address without a domain",
      aMail({ To: "<ana>" }),
      { name: "InvalidParameterValue", message: "Missing final '@domain'" },
    ],
    [
      "no From",
      aMail({ From: undefined }),
      { name: "InvalidParameterValue", message: "Missing required header 'From'." },
    ],
    [
      "no recipient",
      aMail({ To: undefined }),
      { name: "InvalidParameterValue", message: "Missing required header 'To'." },
    ],
    [
      "a sender that is not verified",
      aMail(),
      {
        name: "MessageRejected",
        message:
          "Email address is not verified. The following identities failed the check in region EU-WEST-1: Flashbulb <week@flashbulb.example>",
        settings: { verifiedIdentities: ["bulb.example", "other@flashbulb.example"] },
      },
    ],
    [
      "a paused account",
      aMail(),
      {
        name: "AccountSendingPausedException",
        message:
          "Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.",
        settings: { sendingEnabled: false },
      },
    ],
    [
      "a configuration set that does not exist",
      aMail({ "X-SES-CONFIGURATION-SET": "typo" }),
      {
        name: "ConfigurationSetDoesNotExistException",
        message: "Configuration set <typo> does not exist.",
        settings: { configurationSets: ["letters"] },
      },
    ],
    [
      "a MAIL FROM domain without its record",
      aMail(),
      {
        name: "MailFromDomainNotVerifiedException",
        message: "Mail FROM domain is not verified.",
        settings: { mailFromVerified: false },
      },
    ],
    [
      "more than the day's quota",
      aMail({ To: "a@b.example, c@d.example" }),
      { name: "Throttling", message: "Daily message quota exceeded.", settings: { dailyQuota: 1 } },
    ],
  ])("%s", async (_, mail, { settings, ...expected }) => {
    const { endpoint, send } = await anEndpoint(settings && { settings });
    expect(await failure(send(mail))).toEqual({ ...expected, status: 400 });
    expect(endpoint.messages.nextSequence).toBe(1);
  });

  it("lets the two feedback tags of SES through its alphabet", async () => {
    const { endpoint, send } = await anEndpoint();
    await send(aMail({ "X-SES-MESSAGE-TAGS": "ses:feedback-id-a=week-43" }));
    expect(endpoint.messages.at(1)?.tags).toEqual({ "ses:feedback-id-a": "week-43" });
  });

  it("takes mail from a verified domain, its subdomains and a verified address", async () => {
    const { send } = await anEndpoint({ settings: { verifiedIdentities: ["flashbulb.example", "me@other.example"] } });
    await send(aMail({ From: "Week <week@flashbulb.example>" }));
    await send(aMail({ From: "week@mail.flashbulb.example" }));
    await send(aMail({ From: "ME@other.example" }));
  });

  it("a message beyond the rate, until time has passed", async () => {
    let now = Date.parse("2026-10-24T08:00:00Z");
    const { send } = await anEndpoint({ now: () => now, settings: { ratePerSecond: 2, signatureLifeSeconds: 300 } });
    await send();
    await send();
    expect(await failure(send())).toMatchObject({ name: "Throttling", message: "Maximum sending rate exceeded." });
    now += 500;
    await send();
    expect(await failure(send())).toMatchObject({ name: "Throttling" });
  });

  it("does not count mail to the simulator against the day's quota", async () => {
    const { client, send } = await anEndpoint({ settings: { dailyQuota: 1 } });
    await send(aMail({ To: "success+probe@simulator.amazonses.com" }));
    await send();
    expect((await client.send(new GetSendQuotaCommand())).SentLast24Hours).toBe(1);
  });

  it("an action that it does not know, by its name", async () => {
    const { client } = await anEndpoint();
    expect(await failure(client.send(new DeleteIdentityCommand({ Identity: "flashbulb.example" })))).toEqual({
      name: "InvalidAction",
      message: "Could not find operation DeleteIdentity for version 2010-12-01",
      status: 400,
    });
  });
});

describe("requests that no SDK makes", () => {
  const post = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: "AWS4-HMAC-SHA256 Credential=local/20261024/eu-west-1/ses/aws4_request",
        "x-amz-date": "20261024T080000Z",
        ...headers,
      },
    });

  it.each([
    [
      "20261024T075459Z",
      "Signature expired: 20261024T075459Z is now earlier than 20261024T075500Z (20261024T080000Z - 5 min.)",
    ],
    [
      "20261024T080501Z",
      "Signature not yet current: 20261024T080501Z is still later than 20261024T080500Z (20261024T080000Z + 5 min.)",
    ],
  ])("refuses a signature of %s at 08:00:00", async (signedAt, message) => {
    const { url } = await anEndpoint();
    const answer = await post(url, "Action=GetSendQuota", { "x-amz-date": signedAt });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(`<Code>SignatureDoesNotMatch</Code><Message>${message}</Message>`);
  });

  it.each(["20261024T075500Z", "20261024T080500Z"])("takes a signature of %s at 08:00:00", async (signedAt) => {
    const { url } = await anEndpoint();
    expect((await post(url, "Action=GetSendQuota", { "x-amz-date": signedAt })).status).toBe(200);
  });

  it("refuses what is not signed at all", async () => {
    const { url } = await anEndpoint();
    const answer = await post(url, "Action=GetSendQuota", { authorization: "" });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("MissingAuthenticationToken")]);
  });

  it.each([
    ["Action=SendRawEmail", "Value null at 'rawMessage.data'"],
    ["Action=SendRawEmail&RawMessage.Data=Rnw*", "is not base64"],
    ["Action=SendRawEmail&RawMessage.Data=abcde", "is not base64"],
    ["Action=SendEmail&Source=a%40b.example", "Value null at 'message.body'"],
    ["Version=2010-12-01", "must contain the parameter Action"],
    ["Action=%3CSend%3E%ZZ", "Could not find operation"],
    ["", "must contain the parameter Action"],
  ])("answers %j with an error that says why", async (body, text) => {
    const { url } = await anEndpoint();
    const answer = await post(url, body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(text);
  });

  it("does not hold a body that no message can need", async () => {
    const { url } = await anEndpoint({ settings: { maxMessageBytes: 1000 } });
    expect((await post(url, "x".repeat(5000))).status).toBe(413);
  });

  it("serves no page of a browser, whatever it asks", async () => {
    const { url, endpoint } = await anEndpoint();
    expect((await post(url, "Action=GetSendQuota", { origin: "https://evil.example" })).status).toBe(403);
    const attempt = await fetch(`${url}/_faults`, {
      method: "PUT",
      body: "[]",
      headers: { "sec-fetch-site": "cross-site" },
    });
    expect(attempt.status).toBe(403);
    expect(endpoint.faults.list()).toEqual([]);
  });

  it("says so when the port is taken", async () => {
    const { url } = await anEndpoint();
    const second = startSesEndpoint({ folder: await aFolder(), port: Number(new URL(url).port) });
    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
