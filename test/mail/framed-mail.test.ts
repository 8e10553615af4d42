import { load } from "cheerio";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { framedMail } from "../../functions/mail/framed-mail.ts";
import { readMail, unsubscribeOffer } from "../../local/mailbox/read-mail.ts";

const dark = "@media (prefers-color-scheme: dark) and (max-width:480px){p{color:red}}";

describe("the copy of a mail for the frame", () => {
  it("settles the mail's own media queries for the asked-for scheme", () => {
    const html = `<!doctype html><html><head><meta name="color-scheme" content="light dark"><style>${dark}</style></head><p>x</p></html>`;
    expect(framedMail(html, "dark")).toContain("@media (min-width:0) and (max-width:480px)");
    expect(framedMail(html, "light")).toContain("@media (max-width:0) and (max-width:480px)");
    expect(framedMail(html, "dark")).toContain(":root{color-scheme:only dark!important}");
    expect(framedMail(html, "light")).toContain(":root{color-scheme:only light!important}");
  });

  it("settles it on style elements and sources with a media attribute, too", () => {
    const html = `<style media="(prefers-color-scheme:light)">p{}</style><source media="(prefers-color-scheme: dark)" srcset="d.jpg">`;
    const framed = load(framedMail(html, "dark"));
    expect(framed("style[media]").attr("media")).toBe("(max-width:0)");
    expect(framed("source").attr("media")).toBe("(min-width:0)");
  });

  it.each([
    '<meta content="light dark" name="color-scheme">',
    "<meta name=color-scheme content=dark>",
    "<style>:root{color-scheme: light dark}</style>",
  ])("darkens the ground of a mail that knows dark by %j", (head) => {
    expect(framedMail(`<head>${head}</head>`, "dark")).toContain("color-scheme:only dark!important");
  });

  it("leaves a mail light that does not know dark, and words that look like CSS alone", () => {
    const framed = framedMail(`<style>${dark}</style><p>(prefers-color-scheme: dark)</p>`, "dark");
    expect(framed).toContain(":root{color-scheme:only light!important}");
    expect(framed).toContain("<p>(prefers-color-scheme: dark)</p>");
  });

  it.each([
    "<!doctype html><html><head></head><body><header>x</header></body></html>",
    "<!DOCTYPE html>\n<html lang=en><body>x</body></html>",
    "<!doctype html><p>x</p>",
    "<p>x</p>",
    "",
  ])("opens links in a tab of their own and keeps its doctype first: %j", (html) => {
    const framed = framedMail(html, "light");
    expect(load(framed)("head > base").attr("target")).toBe("_blank");
    expect(/^<!doctype/i.test(framed)).toBe(/^<!doctype/i.test(html));
    expect(load(framed)("body").text()).toBe(load(html)("body").text());
  });
});

describe("what a mail offers for leaving", () => {
  const offer = (list: string, post?: string) =>
    unsubscribeOffer([
      { name: "List-Unsubscribe", value: list },
      ...(post ? [{ name: "list-unsubscribe-post", value: post }] : []),
    ]);

  it("is one click only where both headers say so", () => {
    const list = "<mailto:a@b.example>, <https://b.example/u?t=1>";
    expect(offer(list, "List-Unsubscribe=One-Click")).toEqual({
      oneClick: "https://b.example/u?t=1",
      mailto: "mailto:a@b.example",
      urls: ["mailto:a@b.example", "https://b.example/u?t=1"],
    });
    expect(offer(list).oneClick).toBeUndefined();
    expect(offer(list, "Yes").oneClick).toBeUndefined();
    expect(offer("<file:///etc/passwd>", "List-Unsubscribe=One-Click").oneClick).toBeUndefined();
  });
});

describe("reading a mail", () => {
  it("puts the pictures it carries in their places", async () => {
    const mail = await readMail(
      Buffer.from(
        [
          'Content-Type: multipart/related; boundary="b"',
          "",
          "--b",
          "Content-Type: text/html",
          "",
          '<img src="cid:boat@x"><img src="cid:none">',
          "--b",
          'Content-Type: image/png; name="boat.png"',
          "Content-ID: <boat@x>",
          "Content-Transfer-Encoding: base64",
          "",
          "iVBORw==",
          "--b--",
          "",
        ].join("\r\n"),
      ),
    );
    expect(mail.html).toContain('<img src="data:image/png;base64,iVBORw=="><img src="cid:none">');
    expect(mail.attachments).toEqual([{ name: "boat.png", type: "image/png", bytes: 4 }]);
  });

  it("gets through any bytes at all", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 600 }),
        fc.constantFrom("text/html", "multipart/mixed; boundary=b", "x"),
        async (bytes, type) => {
          const mail = await readMail(Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), bytes]));
          framedMail(mail.html ?? "", "dark");
          expect(mail.headers.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
