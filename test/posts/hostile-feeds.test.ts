import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../functions/core/errors.ts";
import { type ParsedFeed, parseFeed } from "../../functions/posts/parse-feed.ts";
import { parseHtml } from "../../functions/posts/parse-html.ts";
import { parsePage } from "../../functions/posts/parse-page.ts";
import { arrange } from "../../functions/posts/prose.ts";

const now = "2020-01-01T00:00:00.000Z";
const parse = (text: string | Uint8Array): ParsedFeed =>
  parseFeed({
    bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
    url: "https://blog.example/feed/",
    newsletterId: "weekly",
    now,
  });
const rss = (items: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>https://blog.example/</link>${items}</channel></rss>`;
const item = (guid: string, description: string) =>
  `<item><guid>${guid}</guid><title>Rain ${guid}</title><link>https://blog.example/${guid}</link><description>${description}</description></item>`;

/** CPU time, not the wall clock: other work on the machine does not count. */
const cpuMilliseconds = (run: () => void): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** Refused, for the reason expected, in less than 200 ms; the first run warms the code up. */
const expectRefused = (text: string | Uint8Array, reason: RegExp): void => {
  expect(() => parse(text)).toThrow(InvalidInput);
  expect(() => parse(text)).toThrow(reason);
  expect(cpuMilliseconds(() => expect(() => parse(text)).toThrow(InvalidInput))).toBeLessThan(200);
};

describe("a hostile or broken feed", () => {
  it("with billion laughs is refused", () => {
    const entities = Array.from({ length: 10 }, (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at};`.repeat(10)}">`).join(
      "",
    );
    expectRefused(
      `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">${entities}]>${rss(item("a", "&lol10;"))}`,
      /entities of its own/,
    );
  });

  it("with an external entity is refused", () =>
    expectRefused(
      `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rss(item("a", "&x;"))}`,
      /entities of its own/,
    ));

  it("with a million numeric entities is refused", () =>
    expectRefused(rss(item("a", "&#9;".repeat(1_000_000))), /numeric entities/));

  it("with ten thousand nested tags is refused", () => {
    expectRefused(rss(`${"<a>".repeat(10_000)}${"</a>".repeat(10_000)}`), /nested/);
    expectRefused(rss(`${"<a>".repeat(10_000)}`), /nested/);
  });

  it("with a million tags is refused", () => expectRefused(rss("<a/>".repeat(1_000_000)), /200,000 tags/));

  it("larger than 5 MB is refused", () => expectRefused(new Uint8Array(5_000_001).fill(60), /larger than 5 MB/));

  it.each([
    ["in an element", (text: string) => text.slice(0, text.length - 120)],
    ["in a tag", (text: string) => `${text.slice(0, text.indexOf("<guid>b"))}<guid isPermaLink="fal`],
    ["in CDATA", (text: string) => text.slice(0, text.indexOf("]]>"))],
    ["in a comment", (text: string) => `${text.slice(0, text.indexOf("<guid>b"))}<!-- and`],
    ["before its end", (text: string) => text.slice(0, text.indexOf("</channel>"))],
  ])("that ends %s is refused whole, so that the last good copy stays", (_, cut) => {
    const whole = rss(item("a", "<![CDATA[<p>Rain.</p>]]>") + item("b", "Wind."));
    expect(parse(whole).posts).toHaveLength(2);
    expectRefused(cut(whole), /ends in the middle/);
  });

  it.each([
    ["nothing", ""],
    ["white space", "  \n"],
    ["words", "Service unavailable"],
    ["a web page", "<!DOCTYPE html><html><head><title>404</title></head><body>No.</body></html>"],
    ["an empty root", "<rss></rss>"],
    ["another kind of XML", "<svg xmlns='http://www.w3.org/2000/svg'><path/></svg>"],
    ["JSON of another kind", '{"error":"no"}'],
    ["a list of another kind", "[1,2,3]"],
    ["broken JSON", '{"version":"https://jsonfeed.org/version/1","items":['],
    ["deep JSON", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["zeros", "\0".repeat(1000)],
  ])("that is %s is refused", (_, text) => expectRefused(text, /feed/));

  it("with a picture where the feed should be is refused", () =>
    expectRefused(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...new Array(500).fill(7)]), /feed/));

  it("with unclosed tags in its descriptions is still understood", () => {
    const { posts } = parse(rss(item("a", "One<br>two <p>three") + item("b", "Wind & rain < sun.")));
    expect(posts.map(({ guid }) => guid)).toEqual(["a", "b"]);
  });

  it("in the wrong charset gives posts with no broken characters", () => {
    const bytes = Uint8Array.from(rss(item("a", "Caf\xe9 na\xefve")), (char) => char.charCodeAt(0));
    const declared = Uint8Array.from(rss(item("a", "Caf\xe9 na\xefve")).replace("?>", ' encoding="utf-8"?>'), (char) =>
      char.charCodeAt(0),
    );
    expect(parse(bytes).posts[0]?.paragraphs).toEqual(["Café naïve"]);
    expect(parse(declared).posts[0]?.paragraphs).toEqual(["Café naïve"]);
  });

  it("is quick however odd its text: no field takes time that grows with its square", () => {
    const odd = ["<", "&", "[", "(", " ,", "\n", "Photo: ", ". A", "[caption", "A.", "x".repeat(60)];
    for (const piece of odd) {
      const text = piece.repeat(Math.floor(60_000 / piece.length));
      const quoted = text.replace(/"/g, "");
      const fields = [
        `<title><![CDATA[${text}]]></title>`,
        `<title>t</title><author><![CDATA[${text}]]></author><category><![CDATA[${text}]]></category>`,
        `<title>t</title><pubDate><![CDATA[${text}]]></pubDate><description><![CDATA[${text}]]></description>`,
        `<title>t</title><description><![CDATA[<figure><img src="/rain.jpg" srcset="${quoted}" alt="${quoted}"><figcaption>${text}</figcaption></figure>]]></description>`,
      ];
      for (const [at, field] of fields.entries()) {
        const spent = cpuMilliseconds(() => {
          parse(rss(`<item><guid>g</guid><link>https://blog.example/</link>${field}</item>`));
        });
        expect(spent, `${JSON.stringify(piece)} in field ${at} took ${Math.round(spent)} ms`).toBeLessThan(1500);
      }
    }
  }, 20_000);
});

describe("one bad item among good ones", () => {
  const among = (bad: string) => parse(rss(item("a", "Rain came.") + bad + item("z", "Wind came.")));

  it.each([
    ["larger than 1 MB", item("bad", `<![CDATA[<p>${"rain ".repeat(220_000)}</p>]]>`), "the post is larger than 1 MB"],
    [
      "nested ten thousand deep",
      item("bad", `<![CDATA[${"<div>".repeat(10_000)}rain]]>`),
      "the post is nested more than 256 deep",
    ],
    ["empty", "<item><guid>bad</guid></item>", "the post has neither a title nor prose"],
  ])("that is %s is refused with its reason; the others go on", (_, bad, reason) => {
    const parsed = among(bad);
    expect(parsed.posts.map(({ guid }) => guid)).toEqual(["a", "z"]);
    expect(parsed.refused).toEqual([{ guid: "bad", reason }]);
    expect(cpuMilliseconds(() => among(bad))).toBeLessThan(200);
  });

  it("cuts what is too long and keeps the rest", () => {
    const long = "word ".repeat(3000);
    const { posts, refused } = parse(
      rss(
        `<item><guid>${"g".repeat(3000)}</guid><title>${long}</title><link>https://blog.example/</link><author>${long}</author><category>${long}</category><description>${long}</description></item>`,
      ),
    );
    expect(refused).toEqual([]);
    expect(posts[0]?.title.length).toBeLessThanOrEqual(500);
    expect(posts[0]?.guid).toHaveLength(26);
    expect(posts[0]?.tags[0]?.length).toBeLessThanOrEqual(100);
  });
});

describe("hostile HTML", () => {
  it("nests as deep as it likes in any element, and is refused or read, never a fault", () => {
    const names =
      "a b blockquote center dd div dl dt em figure font h1 i li noscript object ol p picture pre q section small span strong table tbody td tfoot th thead tr u ul video iframe amp-img x-y".split(
        " ",
      );
    for (const name of names) {
      const html = `<${name}>`.repeat(10_000);
      const spent = cpuMilliseconds(() => {
        try {
          parseHtml({ html, baseUrl: "https://blog.example/" });
        } catch (error) {
          expect(error, name).toBeInstanceOf(InvalidInput);
        }
      });
      expect(spent, name).toBeLessThan(1500);
    }
  });

  it("of pictures and as many lines of credit takes no more time than it has lines", () => {
    const photo = (n: number) =>
      ({ kind: "photo", photo: { candidates: [{ url: `https://x.example/${n}.jpg` }] } }) as const;
    const photos = Array.from({ length: 10_000 }, (_, n) => photo(n));
    for (const text of ["Photos: A", "Photo: A"]) {
      const lines = Array.from({ length: 10_000 }, () => ({ kind: "paragraph", text }) as const);
      expect(cpuMilliseconds(() => arrange([...photos, ...lines]))).toBeLessThan(1500);
    }
  });

  it("of a page over 5 MB is refused", () =>
    expect(() => parsePage({ bytes: new Uint8Array(5_000_001), url: "https://blog.example/" })).toThrow(
      /larger than 5 MB/,
    ));
});
