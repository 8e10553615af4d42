import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBytes } from "../../functions/posts/decode-bytes.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf16 = (text: string, littleEndian: boolean, marked: boolean) => {
  const bytes = new DataView(new ArrayBuffer(text.length * 2 + (marked ? 2 : 0)));
  const all = (marked ? "\ufeff" : "") + text;
  for (const [index, char] of [...all].entries()) bytes.setUint16(index * 2, char.charCodeAt(0), littleEndian);
  return new Uint8Array(bytes.buffer);
};

describe("decodeBytes", () => {
  it("believes the byte-order mark before everything", () => {
    const bytes = utf8("\ufeff<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>");
    expect(decodeBytes(bytes, { contentType: "text/xml; charset=koi8-r" })).toMatchObject({ encoding: "utf-8" });
    expect(decodeBytes(utf16("<a>é</a>", true, true)).text).toBe("<a>é</a>");
    expect(decodeBytes(utf16("<a>é</a>", false, true)).text).toBe("<a>é</a>");
  });

  it("knows UTF-16 without a mark by its zero bytes", () => {
    expect(decodeBytes(utf16("<a>é</a>", true, false)).text).toBe("<a>é</a>");
    expect(decodeBytes(utf16("<a>é</a>", false, false)).text).toBe("<a>é</a>");
  });

  it("reads UTF-8 as such although header and declaration claim Latin-1", () => {
    const bytes = utf8('<?xml version="1.0" encoding="ISO-8859-1"?><a>Raríssimas</a>');
    expect(decodeBytes(bytes, { contentType: "text/xml; charset=ISO-8859-1" }).text).toContain("Raríssimas");
  });

  it("believes the HTTP header before the XML declaration", () => {
    const bytes = latin('<?xml version="1.0" encoding="iso-8859-1"?><a>\xd0\xd2\xc9\xd7\xc5\xd4</a>');
    expect(decodeBytes(bytes, { contentType: "text/xml; charset=KOI8-R" }).text).toContain("привет");
  });

  it("believes the XML declaration, and <meta> in a page", () => {
    expect(decodeBytes(latin('<?xml version="1.0" encoding="windows-1251"?><a>\xcf\xf0\xe8</a>')).text).toContain(
      "При",
    );
    expect(decodeBytes(latin('<html><meta charset="iso-8859-2"><p>\xb1</p>')).text).toContain("ą");
    const equivalent = '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">\x83\x65';
    expect(decodeBytes(latin(equivalent)).text).toContain("テ");
  });

  it("reads undeclared bytes that are no UTF-8 as windows-1252, curly quotes included", () => {
    expect(decodeBytes(latin("<a>\x93not\xedcia\x94 \x80</a>"))).toEqual({
      text: "<a>“notícia” €</a>",
      encoding: "windows-1252",
    });
  });

  it("reads undeclared bytes by the usual encoding of the language that the feed names", () => {
    expect(decodeBytes(latin("<rss><language>ru</language>\xcf\xf0\xe8")).text).toContain("При");
  });

  it("mends UTF-8 with a stray byte of windows-1252", () => {
    const bytes = new Uint8Array([...utf8("<a>é ü ñ "), 0x92, ...utf8(" ß — 日本</a>")]);
    expect(decodeBytes(bytes)).toEqual({ text: "<a>é ü ñ ’ ß — 日本</a>", encoding: "utf-8" });
  });

  it("does not believe a charset that nobody knows, nor UTF-16 in a text without zero bytes", () => {
    expect(decodeBytes(utf8("<a>b</a>"), { contentType: "text/xml; charset=x-nonsense" }).text).toBe("<a>b</a>");
    expect(decodeBytes(utf8('<?xml version="1.0" encoding="UTF-16"?><a>b</a>')).text).toContain("<a>b</a>");
  });

  it("gives a text for any bytes, and every UTF-8 text unchanged", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof decodeBytes(bytes).text === "string"));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (text) => {
        expect(decodeBytes(utf8(`<a>é${text}`)).text).toBe(`<a>é${text}`);
      }),
    );
  });
});
