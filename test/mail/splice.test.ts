import fc from "fast-check";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../functions/core/errors.ts";
import { type Rendition, slotNames } from "../../functions/core/rendition.ts";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { escapeHtml, type Personal, splice, spliceEncoded } from "../../functions/mail/splice.ts";
import { aMailInput, aMessage, aPersonal, aRendition, sentinels } from "../support/mail.ts";

/** The rendition filled in as text: what the spliced bytes must decode to. */
const rendered = (rendition: Rendition, { links }: Personal) => {
  const fill = (content: string, escaped: (value: string) => string) =>
    slotNames.reduce((filled, name) => filled.replaceAll(sentinels[name], () => escaped(links[name])), content);
  const { html, text } = rendition.bodies.everything;
  return { html: fill(html, escapeHtml), text: fill(text, (value) => value) };
};

/** Line breaks of the transport, and the empty last line that a MIME part may gain, are no content. */
const content = (text: string | false | undefined) => (text || "").replace(/\r\n/g, "\n").replace(/\n+$/, "");

const expectLegal = (raw: Buffer) => {
  const wire = raw.toString("latin1");
  expect(wire).toMatch(/^[\t\r\n -~]*$/);
  expect(wire).not.toMatch(/[^\r]\n|\r[^\n]/);
  expect(wire).not.toMatch(/[ \t]\r\n/);
  const [head = "", ...body] = wire.split("\r\n\r\n");
  for (const line of head.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
  for (const line of body.join("\r\n\r\n").split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
};

const names = [
  "Zoë Ångström",
  'Ann "The Lens" O\'Hara',
  "<script>alert(1)</script>",
  "{{name}} {{#each x}}",
  "محمد العربي",
  "שלום",
  "📷👩‍🎨",
  "=?UTF-8?B?eA==?=",
  "=cmd|' /C calc'!A0",
  "Smith, John",
  "a\\b",
  "山田 太郎",
  "x".repeat(64),
  "é".repeat(64),
  "(comment)",
  "group: a@example.com;",
  "tab\there",
  undefined,
];

describe("the splice", () => {
  it("decodes to the plain rendering for 1,000 recipients, by two parsers", async () => {
    const rendition = aRendition();
    const mail = composeMime(aMailInput({ rendition }));
    for (let index = 0; index < 1000; index++) {
      const name = names[index % names.length];
      const personal = aPersonal({
        to: {
          name: name && (index < names.length ? name : `${name.slice(0, 55)} ${index}`),
          address: `r${index}@example.com`,
        },
        deliveryId: `flashbulb-20261024T0600Z_${(index % 16).toString(16)}_0_${index}_1`,
        links: {
          unsubscribeUrl: `https://flashbulb.example/unsubscribe/${"u".repeat(index % 150)}${index}`,
          preferencesUrl: `https://flashbulb.example/preferences/${index}?a=1&b='${"é"}"<`,
          viewUrl: `https://flashbulb.example/view/${"=.".repeat(index % 80)}`,
        },
      });
      const raw = splice(mail, personal);
      const expected = rendered(rendition, personal);
      const postal = await PostalMime.parse(raw);
      expect(content(postal.html)).toBe(content(expected.html));
      expect(content(postal.text)).toBe(content(expected.text));
      expect(postal.to).toEqual([{ name: personal.to.name ?? "", address: personal.to.address }]);
      const other = await simpleParser(raw, {
        skipTextToHtml: true,
        skipHtmlToText: true,
        skipTextLinks: true,
        skipImageLinks: true,
      });
      expect(content(other.html)).toBe(content(expected.html));
      expect(content(other.text)).toBe(content(expected.text));
      expect(other.to).toMatchObject({ value: [{ name: personal.to.name ?? "", address: personal.to.address }] });
      expectLegal(raw);
    }
  });

  it("decodes to the plain rendering for slots of any length among content of any kind", async () => {
    const link = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 500 }),
      fc.string({ unit: "grapheme-ascii", maxLength: 200 }),
    );
    const body = fc.string({
      unit: fc.constantFrom("a", " ", ".", "=", "\n", "\t", "é", "📷", "{{", sentinels.viewUrl),
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(body, link, link, async (text, viewUrl, preferencesUrl) => {
        const rendition = aRendition({ body: text });
        const oneLine = (value: string) => value.normalize("NFC").replace(/\p{Cc}/gu, "");
        const links = { ...aPersonal().links, viewUrl: oneLine(viewUrl), preferencesUrl: oneLine(preferencesUrl) };
        const raw = aMessage({ rendition }, { links });
        const parsed = await PostalMime.parse(raw);
        const expected = rendered(rendition, aPersonal({ links }));
        expect(content(parsed.html)).toBe(content(expected.html));
        expect(content(parsed.text)).toBe(content(expected.text));
        expectLegal(raw);
      }),
      { numRuns: 300 },
    );
  });

  it("is the same message when its literals were encoded ahead, wherever the slots stand", () => {
    const short = fc.string({
      unit: fc.constantFrom("a", "=", "é", sentinels.viewUrl, sentinels.preferencesUrl),
      maxLength: 12,
    });
    const length = fc.nat(12);
    fc.assert(
      fc.property(short, length, length, length, (body, one, two, three) => {
        const mail = composeMime(aMailInput({ rendition: aRendition({ body }) }));
        const personal = aPersonal({
          deliveryId: "d".repeat(one + 1),
          links: { ...aPersonal().links, viewUrl: "v".repeat(two), preferencesUrl: "+/=".repeat(three) },
        });
        const form = Buffer.concat(spliceEncoded(mail, personal).pieces).toString();
        expect(decodeURIComponent(form)).toBe(splice(mail, personal).toString("base64"));
      }),
      { numRuns: 500 },
    );
  });

  it("never lets content be read as structure: boundaries, dots, sentinels of another issue", async () => {
    const rendition = aRendition({ body: "\n--=_abc\n\n.\n.\nFrom x\n--\nu7k2m9q4x1v8b3n6c5z0a7s2d5\n" });
    const parsed = await PostalMime.parse(aMessage({ rendition }));
    expect(content(parsed.text)).toBe(content(rendered(rendition, aPersonal()).text));
    expect(parsed.attachments).toEqual([]);
  });

  it("is text before HTML, so that a reader that can show both shows the HTML", () => {
    const wire = aMessage().toString("latin1");
    expect(wire.match(/^Content-Type: .*$/gm)).toEqual([
      "Content-Type: multipart/alternative;",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Type: text/html; charset=utf-8",
    ]);
  });

  it("gives equal bytes for equal input, and the variant that was asked for", async () => {
    expect(aMessage().equals(aMessage())).toBe(true);
    const rendition = aRendition();
    const photos = {
      html: rendition.bodies.photos.html.replace("<body>", "<body>photos"),
      text: rendition.bodies.photos.text,
    };
    const both = { ...rendition, bodies: { ...rendition.bodies, photos } };
    expect((await PostalMime.parse(aMessage({ rendition: both, variant: "photos" }))).html).toContain("photos");
    expect((await PostalMime.parse(aMessage({ rendition: both, variant: "everything" }))).html).not.toContain(
      "<body>photos",
    );
  });

  it("is refused for a body that offers no way to unsubscribe", () => {
    const rendition = aRendition();
    const { html, text } = rendition.bodies.everything;
    for (const everything of [
      { html: html.replace(sentinels.unsubscribeUrl, ""), text },
      { html, text: "no link" },
    ])
      expect(() =>
        composeMime(aMailInput({ rendition: { ...rendition, bodies: { ...rendition.bodies, everything } } })),
      ).toThrow(InvalidInput);
  });
});
