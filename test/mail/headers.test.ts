import fc from "fast-check";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../functions/core/errors.ts";
import { field, listIdentifier, mailbox, tagValue, unstructured, urlList } from "../../functions/mail/headers.ts";
import { aMessage, aNewsletter, aPersonal, aRendition } from "../support/mail.ts";

const parse = async (headers: string) => {
  const raw = Buffer.from(`${headers}\r\nbody\r\n`, "latin1");
  return { postal: await PostalMime.parse(raw), other: await simpleParser(raw) };
};
const lines = (headers: string) => headers.split("\r\n");

/** What the edge lets through: one line, composed, without control characters or space at its ends. */
const typed = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: "grapheme", maxLength }),
      fc.string({ unit: "grapheme-ascii", maxLength }),
      fc.stringMatching(/^[ -~]*$/, { maxLength }),
      fc
        .array(
          fc.constantFrom("a", " ", '"', "\\", "=?", "?=", "=?UTF-8?B?", "é", "📷", ",", "<", ">", "\u202b", "("),
          { maxLength },
        )
        .map((parts) => parts.join("")),
    )
    .map((text) =>
      text
        .normalize("NFC")
        .replace(/[\p{Cc}]/gu, "")
        .trim(),
    );

describe("header fields", () => {
  it("give back any subject to both parsers, within 78 characters a line", async () => {
    await fc.assert(
      fc.asyncProperty(typed(200), async (subject) => {
        const headers = field("Subject", (column) => unstructured(subject, column));
        const { postal, other } = await parse(headers);
        expect(postal.subject).toBe(subject);
        expect(other.subject ?? "").toBe(subject);
        expect(headers).toMatch(/^[\r\n -~]*$/);
        for (const line of lines(headers)) expect(line.length).toBeLessThanOrEqual(78);
      }),
      {
        numRuns: 300,
        examples: [["a".repeat(200)], ["=?UTF-8?B?eA==?= x"], ["  two  spaces  "]].map(([x]) => [x?.trim() ?? ""]) as [
          string,
        ][],
      },
    );
  });

  it("give back any name beside its address to both parsers, within 78 characters a line", async () => {
    await fc.assert(
      fc.asyncProperty(typed(64), async (name) => {
        const headers = field("To", (column) => mailbox({ name, address: "ada@example.com" }, column));
        const { postal, other } = await parse(headers);
        expect(postal.to).toEqual([{ name, address: "ada@example.com" }]);
        const to = other.to && !Array.isArray(other.to) ? other.to.value : [];
        expect(to).toEqual([{ name, address: "ada@example.com" }]);
        for (const line of lines(headers)) expect(line.length).toBeLessThanOrEqual(78);
      }),
      { numRuns: 300 },
    );
  });

  it("carry a subject of 2,000 emoji in encoded words of at most 75 characters", async () => {
    const subject = "🎬👩‍🎨📷🇮🇹".repeat(400);
    const headers = field("Subject", (column) => unstructured(subject, column));
    expect((await parse(headers)).postal.subject).toBe(subject);
    for (const word of headers.match(/=\?[^ ]*\?=/g) ?? []) expect(word.length).toBeLessThanOrEqual(75);
    for (const line of lines(headers)) expect(line.length).toBeLessThanOrEqual(76);
  });

  it("keep plain text readable, folded at its spaces", () => {
    expect(unstructured("Rome, with the lights on", 9)).toBe("Rome, with the lights on");
    const long = unstructured("word ".repeat(40).trim(), 9);
    expect(long.replaceAll("\r\n", "")).toBe("word ".repeat(40).trim());
    expect(lines(`Subject: ${long}`).every((line) => line.length <= 78)).toBe(true);
  });

  it.each(["\r", "\n", "\0", "\r\nBcc: x@example.com", "\r\n ", "\ud83d"])("refuse %j wherever it stands", (bad) => {
    const values = [
      () => unstructured(`a${bad}b`, 9),
      () => mailbox({ name: `a${bad}b`, address: "a@example.com" }, 4),
      () => mailbox({ address: `a${bad}@example.com` }, 4),
      () => mailbox({ address: `a@example.com${bad}` }, 4),
      () => listIdentifier(`a${bad}`, "a.example", 9),
      () => listIdentifier("a", `a.example${bad}`, 9),
      () => urlList([`https://example.com/${bad}`]),
      () => tagValue(`a${bad}`),
    ];
    for (const value of values) expect(value).toThrow(InvalidInput);
  });

  it("refuse an address or a link that would be read as two", () => {
    for (const address of ["a@b.c, d@e.f", "<a@b.c>", '"a b"@c.d', "a@b.c (x)", "a@@b.c", "é@b.c", ""])
      expect(() => mailbox({ address }, 4)).toThrow(InvalidInput);
    for (const url of ["https://a.b/>,<https://c.d", "https://a.b/,", "javascript:alert(1)", "https://a.b/é"])
      expect(() => urlList([url])).toThrow(InvalidInput);
  });
});

describe("the headers of a message", () => {
  it("are the ones intended, each once, whatever people typed", async () => {
    await fc.assert(
      fc.asyncProperty(typed(64), typed(64), typed(200), fc.boolean(), async (name, sender, subject, replyTo) => {
        const newsletter = aNewsletter({
          name: sender || "x",
          sender: { name: sender, address: "digest@example.com", ...(replyTo && { replyTo: "reply@example.com" }) },
        });
        const raw = aMessage(
          { newsletter, rendition: aRendition({ subject }), configurationSet: "letters" },
          { to: { name, address: "a+b@example.com" }, unsubscribeMailto: "mailto:leave@example.com?subject=t0k" },
        );
        const mail = await PostalMime.parse(raw);
        const personal = aPersonal();
        expect(mail.headers.map(({ key }) => key)).toEqual(
          [
            "from",
            replyTo ? "reply-to" : "",
            "to",
            "subject",
            "date",
            "list-id",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "x-delivery-id",
            "x-ses-configuration-set",
            "x-ses-message-tags",
            "mime-version",
            "content-type",
          ].filter(Boolean),
        );
        const header = (key: string) => mail.headers.find((each) => each.key === key)?.value;
        expect(mail.from).toEqual({ name: sender, address: "digest@example.com" });
        expect(mail.to).toEqual([{ name, address: "a+b@example.com" }]);
        expect(mail.subject).toBe(subject);
        expect(mail.date).toBe("2026-10-24T06:00:00.000Z");
        expect(header("list-unsubscribe")).toBe(
          `<${personal.links.unsubscribeUrl}>, <mailto:leave@example.com?subject=t0k>`,
        );
        expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
        expect(header("x-delivery-id")).toBe(personal.deliveryId);
        expect(header("x-ses-configuration-set")).toBe("letters");
        expect(header("x-ses-message-tags")).toBe(
          `newsletter=flashbulb, issue=flashbulb-20261024T0600Z, ses:feedback-id-a=flashbulb-20261024T0600Z, ses:feedback-id-b=flashbulb, delivery=${personal.deliveryId}`,
        );
        expect(mail.headers.find(({ key }) => key === "list-id")?.value).toMatch(/<weekly\.flashbulb\.example>$/);
      }),
      { numRuns: 150 },
    );
  });

  it("are understood as a list by a mail program: one click, and a list id", async () => {
    const mail = await simpleParser(aMessage());
    expect(mail.headers.get("list")).toMatchObject({
      unsubscribe: { url: aPersonal().links.unsubscribeUrl },
      "unsubscribe-post": { name: "List-Unsubscribe=One-Click" },
      id: { name: "Flashbulb", id: "weekly.flashbulb.example" },
    });
  });

  it("cannot be begun by a name, a link or a delivery id", () => {
    const attack = "x\r\nBcc: victim@example.com";
    expect(() => aMessage({}, { to: { name: attack, address: "a@example.com" } })).toThrow(InvalidInput);
    expect(() => aMessage({}, { to: { address: `a@example.com\r\nBcc: v@example.com` } })).toThrow(InvalidInput);
    expect(() => aMessage({}, { deliveryId: attack })).toThrow(InvalidInput);
    expect(() => aMessage({}, { unsubscribeMailto: `mailto:${attack}` })).toThrow(InvalidInput);
    expect(() => aMessage({}, { links: { ...aPersonal().links, unsubscribeUrl: attack } })).toThrow(InvalidInput);
    expect(() => aMessage({ rendition: aRendition({ subject: attack }) })).toThrow(InvalidInput);
    expect(() => aMessage({ configurationSet: attack })).toThrow(InvalidInput);
  });
});
