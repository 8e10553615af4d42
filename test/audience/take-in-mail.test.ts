import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personalLinks } from "../../functions/audience/links.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { type TakeInReceiptDeps, takeInReceipt } from "../../functions/audience/take-in-receipt.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { composeSystemMail } from "../../functions/mail/compose-system-mail.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, idKey, keyring, subscribe } from "../support/audience.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { openStore } from "../support/store.ts";

const unsubscribeMailbox = "unsubscribe@news.flashbulb.example";
const key = "inbound/o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1";

/** What SES says of a mail that its rule has put into the bucket. */
const aNotice = (recipients: string[], dmarc = "PASS", objectKey = key) =>
  JSON.stringify({
    notificationType: "Received",
    mail: { timestamp: at, source: "ada@example.com", messageId: objectKey.slice(8), destination: recipients },
    receipt: {
      ...{ timestamp: at, processingTimeMillis: 574, recipients },
      ...{ spamVerdict: { status: "PASS" }, virusVerdict: { status: "PASS" } },
      ...{ spfVerdict: { status: "PASS" }, dkimVerdict: { status: "PASS" }, dmarcVerdict: { status: dmarc } },
      action: { type: "S3", topicArn: "arn:aws:sns:eu-west-1:123456789012:t", bucketName: "b", objectKey },
    },
  });

describe("a mail that came in", () => {
  let engine: StoreEngine;
  let deps: TakeInReceiptDeps;
  let unsubscribeMailto: string | undefined;
  let links: { unsubscribeUrl: string };
  let id: string;
  beforeEach(async () => {
    engine = await openStore(audienceTable, newslettersTable);
    const stores = await anAudience(engine);
    deps = { ...stores, keyring, idKey, clock, unsubscribeMailbox, inbound: memoryFiles() };
    id = await subscribe(stores.audience, { address: "ada@example.com" });
    const personal = personalLinks({ keyring, publicUrl: "https://news.flashbulb.example", unsubscribeMailbox });
    ({ links, unsubscribeMailto } = personal({ newsletterId: "flashbulb", issueId: "i" }, id));
  });
  afterEach(() => engine.close());

  const files = () => deps.inbound as ReturnType<typeof memoryFiles>;
  const arrives = async (raw: string | Buffer, notice: string) => {
    await files().put(key, Buffer.from(raw), "message/rfc822");
    const outcome = await takeInReceipt(deps, { notice });
    expect(await files().has(key)).toBe(false);
    return outcome;
  };
  const state = async () => (await deps.audience.get("flashbulb", id))?.state;

  it("to the unsubscribe mailbox lets go whom its subject names, by the mailto that stands in the header", async () => {
    const { pathname, searchParams } = new URL(unsubscribeMailto ?? "");
    const raw = await composeSystemMail({
      ...{ sender: { name: "Ada", address: "somebody@example.com" }, to: pathname, at },
      ...{ subject: searchParams.get("subject") ?? "", text: "", html: "" },
      ...{ language: "en", tags: {} },
    });
    expect(await arrives(raw, aNotice([pathname.toUpperCase()], "FAIL"))).toEqual({ ok: true, changed: true });
    expect(await state()).toBe("unsubscribed");
    expect(await takeInReceipt(deps, { notice: aNotice([pathname]) })).toEqual({ ok: false, reason: "gone" });
  });

  const aReply = (body: string, headers = "") =>
    [
      "From: Ada <ada@example.com>",
      "To: Flashbulb <digest@news.flashbulb.example>",
      "Subject: =?utf-8?q?Re=3A_Rome=2C_with_the_lights_on?=",
      "MIME-Version: 1.0",
      ...(headers ? [headers] : []),
      'Content-Type: multipart/alternative; boundary="b"',
      "",
      "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n",
      Buffer.from(body).toString("base64"),
      "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
      "<p>=C3=A9</p>\r\n--b--\r\n",
    ].join("\r\n");
  const newsletter = ["digest@news.flashbulb.example"];

  it("in reply to a newsletter lets its writer go where SES found the sender true", async () => {
    const reply = aReply("Unsubscribe\r\n\r\n-- \r\nAda");
    expect(await arrives(reply, aNotice(newsletter, "FAIL"))).toEqual({ ok: false, reason: "nobody" });
    expect(await arrives(aReply("stop", "Auto-Submitted: auto-replied"), aNotice(newsletter))).toMatchObject({
      reason: "not-asked",
    });
    expect(await state()).toBe("confirmed");
    expect(await arrives(reply, aNotice(newsletter))).toEqual({ ok: true, changed: true });
    expect(await state()).toBe("unsubscribed");
  });

  it("in reply lets go whom the quoted link is about, whoever wrote it", async () => {
    const reply = aReply(`Abmelden\r\n\r\n> ${links.unsubscribeUrl}`).replace("ada@example.com", "bob@other.example");
    expect(await arrives(reply, aNotice(newsletter, "GRAY"))).toEqual({ ok: true, changed: true });
    expect(await state()).toBe("unsubscribed");
  });

  it.each([
    ["names nobody", "Subject: hello\r\n\r\n", [unsubscribeMailbox], "no-token"],
    ["is for somebody else", "Subject: unsubscribe\r\n\r\n", ["letters@elsewhere.example"], "not-ours"],
    ["is no mail at all", Buffer.alloc(200_000, 0xff), newsletter, "not-asked"],
    ["never ends its header", `X-A: ${"b".repeat(3_000_000)}`, newsletter, "unreadable"],
    ["is nested without end", nested(2000), newsletter, "unreadable"],
  ])("that %s changes nothing, and is not kept", async (_, raw, recipients, reason) => {
    expect(await arrives(raw, aNotice(recipients))).toEqual({ ok: false, reason });
    expect(await state()).toBe("confirmed");
  });

  it.each([
    ["not JSON", "Successfully validated SNS topic for Amazon SES event publishing."],
    ["of another kind", '{"notificationType":"Bounce"}'],
    ["of a key that is not ours", aNotice([unsubscribeMailbox], "PASS", "lists/flashbulb/list.csv")],
    ["of a key that climbs", aNotice([unsubscribeMailbox], "PASS", "inbound/../renditions/x")],
  ])("is nothing where the notice is %s", async (_, notice) => {
    expect(await takeInReceipt(deps, { notice })).toEqual({ ok: false, reason: "not-a-receipt" });
  });
});

function nested(depth: number): string {
  const parts = Array.from({ length: depth }, (_, n) => `Content-Type: multipart/mixed; boundary="${n}"\r\n\r\n--${n}`);
  return `Subject: unsubscribe\r\n${parts.join("\r\n")}\r\n`;
}
