import fc from "fast-check";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { quotedPrintable } from "../../functions/core/quoted-printable.ts";

const encoded = (text: string): string => quotedPrintable(Buffer.from(text)).toString("latin1");

const mailWith = (body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
    ),
    body,
  ]);

test("what is plain stays plain, and what is not becomes hexadecimal", () => {
  expect(encoded("a b=c é")).toBe("a b=3Dc =C3=A9");
});

test("line breaks become CRLF, whitespace before one and at the end is escaped, and so is a lone CR", () => {
  expect(encoded("a \nb\t\r\nc\rd ")).toBe("a=20\r\nb=09\r\nc=0Dd=20");
});

test("a dot never starts a line, not even one begun by a soft break", () => {
  expect(encoded(`.${"x".repeat(72)}.y`)).toBe(`=2E${"x".repeat(72)}=\r\n=2Ey`);
  expect(encoded("a\n.")).toBe("a\r\n=2E");
});

test("no line is over 76 characters, nothing is over 7 bits, and no line break is bare", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      const text = quotedPrintable(bytes).toString("latin1");
      for (const line of text.split("\r\n")) expect(line).toMatch(/^(?!\.)[\t\x20-\x7e]{0,76}$/);
    }),
  );
});

test("two parsers read back what was written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), async (text) => {
      const mail = mailWith(quotedPrintable(Buffer.from(`<${text}>`)));
      const [one, other] = await Promise.all([simpleParser(mail), PostalMime.parse(mail)]);
      expect(trimmed(one.html || "")).toBe(`<${text}>`);
      expect(trimmed(other.html ?? "")).toBe(`<${text}>`);
    }),
    { numRuns: 50 },
  );
});

test("halves joined by a soft break decode to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), async (a, b) => {
      const halves = [
        quotedPrintable(Buffer.from(`<${a}`)),
        Buffer.from("=\r\n"),
        quotedPrintable(Buffer.from(`${b}>`)),
      ];
      const parsed = await PostalMime.parse(mailWith(Buffer.concat(halves)));
      expect(trimmed(parsed.html ?? "")).toBe(`<${a}${b}>`);
    }),
    { numRuns: 50 },
  );
});

/** Parsers end the last line of a part themselves. */
const trimmed = (text: string): string => text.replace(/\r?\n$/, "");
