import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliveredMail, headerText, headerValue, splitMail } from "../../../local/ses/mail-head.ts";

const split = (text: string) => splitMail(Buffer.from(text));

describe("a message taken apart", () => {
  it("keeps folded fields together and reads them on one line", () => {
    const { head, body } = split(
      "To: a@b.example,\r\n c@d.example\r\nSubject: =?UTF-8?B?Q2l0dMOg?=\r\n\r\nbody\r\n\r\nmore",
    );
    expect(headerValue(head, "to")).toBe("a@b.example, c@d.example");
    expect(headerText(head, "SUBJECT")).toBe("Città");
    expect(body.toString()).toBe("body\r\n\r\nmore");
  });

  it("reads raw UTF-8 in a header as what it is", () => {
    expect(headerText(split("Subject: Città\r\n\r\n").head, "Subject")).toBe("Città");
  });

  it("understands bare line feeds, and a header without a body", () => {
    expect(split("A: 1\nB: 2\n\nbody").body.toString()).toBe("body");
    expect(split("A: 1\r\nB: 2").head.map(({ name }) => name)).toEqual(["A", "B"]);
  });

  it("of any bytes at all is delivered with the same body and a readable head", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 400 }), (head, body) => {
        const raw = Buffer.concat([Buffer.from("From: a@b.example\r\n"), head, Buffer.from("\r\n\r\n"), body]);
        const parts = splitMail(raw);
        const mail = deliveredMail(parts, {
          messageId: "m",
          acceptedAt: "2026-10-24T08:00:00.000Z",
          region: "eu-west-1",
        });
        const again = splitMail(mail);
        expect(again.body.equals(parts.body)).toBe(true);
        expect(headerValue(again.head, "Message-ID")).toBe("<m@eu-west-1.amazonses.com>");
        expect(headerValue(again.head, "Date")).toBe("Sat, 24 Oct 2026 08:00:00 +0000");
      }),
    );
  });
});
