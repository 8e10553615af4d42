import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddress } from "../../functions/audience/address.ts";
import { refusedAddresses, takenAddresses } from "./address-corpus.ts";

describe("an address", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["Ada.Lovelace+news@Example.COM", "ada.lovelace+news@example.com"],
    ["o'hara!#$%&*/=?^_`{|}~-@example.co.uk", "o'hara!#$%&*/=?^_`{|}~-@example.co.uk"],
    ["a@bücher.example", "a@xn--bcher-kva.example"],
    ["a@BÜCHER.example", "a@xn--bcher-kva.example"],
    ["a@xn--bcher-kva.example", "a@xn--bcher-kva.example"],
    ["a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"],
    ["a@faß.de", "a@xn--fa-hia.de"],
    [`${"l".repeat(64)}@example.com`, `${"l".repeat(64)}@example.com`],
    [`a@${"d".repeat(63)}.com`, `a@${"d".repeat(63)}.com`],
    ["a@1and1.de", "a@1and1.de"],
  ])("%s is taken, as %s", (text, normalForm) => {
    expect(parseAddress(text)).toMatchObject({ ok: true, normalForm });
  });

  it.each([
    "",
    "@",
    "a",
    "a@",
    "@b.c",
    "a@b",
    "a@@b.cc",
    "a b@c.dd",
    " a@b.cc",
    "a@b.cc ",
    "a@b.cc\r\n",
    "a\r\nBcc:x@y.zz",
    "a\0@b.cc",
    ".a@b.cc",
    "a.@b.cc",
    "a..b@c.dd",
    '"a b"@c.dd',
    '"a"@b.cc',
    "a(comment)@b.cc",
    "<a@b.cc>",
    "Ada <a@b.cc>",
    "a@b.cc,d@e.ff",
    "a@b.cc;d@e.ff",
    "a:b@c.dd",
    "a\\@b.cc",
    "a@[127.0.0.1]",
    "a@127.0.0.1",
    "a@127.1",
    "a@0x7f.1",
    "a@b..cc",
    "a@.b.cc",
    "a@b.cc.",
    "a@-b.cc",
    "a@b-.cc",
    "a@b_c.dd",
    "a@b.c",
    "a@b.1c",
    "a@b.cc/d",
    "a@b.cc?d",
    "a@b.cc#d",
    "a@b%2ecc",
    "a@ex%61mple.com",
    "a@b.cc:25",
    "é@b.cc",
    "ада@b.cc",
    "a@b\u00ad.cc",
    "a@b\u200b.cc",
    "a@b\u202e.cc",
    "a@xn--a.cc",
    "a@xn--\u00fc.cc",
    `${"l".repeat(65)}@b.cc`,
    `a@${"d".repeat(64)}.com`,
    `a@${"d.".repeat(130)}com`,
    `a@${"ü".repeat(63)}.com`,
    "a@b\u3000.cc",
    "a@b c.dd",
    "user%b.cc",
    "a@b@c.dd",
  ])("%j is refused", (text) => {
    expect(parseAddress(text)).toMatchObject({ ok: false });
  });

  it("is judged as the written corpus of more than 200 says", () => {
    expect(takenAddresses.length + refusedAddresses.length).toBeGreaterThanOrEqual(200);
    expect(takenAddresses.filter((text) => !parseAddress(text).ok)).toEqual([]);
    expect(refusedAddresses.filter((text) => parseAddress(text).ok)).toEqual([]);
  });

  it("says why it cannot be mailed when only its local part is in another script", () => {
    expect(parseAddress("ада@example.com")).toEqual({ ok: false, reason: "unicode-local-part" });
  });

  it("is never changed silently: what is taken differs from what was typed in the domain's form alone", () => {
    const typed = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.stringMatching(/^[ -~]{0,80}$/),
      fc
        .tuple(fc.stringMatching(/^[a-z."+@ ]{1,20}$/), fc.string({ unit: "grapheme", maxLength: 20 }))
        .map((parts) => parts.join("@")),
      fc.tuple(fc.domain(), fc.domain()).map(([a, b]) => `${a}@${b}`),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseAddress(text);
        if (!parsed.ok) return;
        const at = text.lastIndexOf("@");
        expect(parsed.address.slice(0, parsed.address.lastIndexOf("@"))).toBe(text.slice(0, at));
        if (/^[\0-\x7f]*$/.test(text)) expect(parsed.normalForm).toBe(text.toLowerCase());
        expect(parseAddress(parsed.address)).toEqual(parsed);
        expect(parseAddress(parsed.normalForm)).toMatchObject({ normalForm: parsed.normalForm });
        expect(parsed.address).toMatch(/^[!-~]{3,254}$/);
      }),
      { numRuns: 5_000 },
    );
  });
});
