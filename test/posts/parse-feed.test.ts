import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../functions/core/errors.ts";
import { derivedId } from "../../functions/core/ids.ts";
import { parseFeed } from "../../functions/posts/parse-feed.ts";
import { photoId } from "../../functions/posts/photo-set.ts";
import { pictureIdentity } from "../../functions/posts/picture-address.ts";
import { incomingPostSchema, postId } from "../../functions/posts/post.ts";

const now = "2020-01-01T00:00:00.000Z";
const parse = (text: string, contentType?: string, url = "https://blog.example/feed/") =>
  parseFeed({ bytes: new TextEncoder().encode(text), contentType, url, newsletterId: "weekly", now });

const namespaces = `xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"`;
const rss = (items: string, head = "") =>
  `<?xml version="1.0"?><rss version="2.0" ${namespaces}><channel><title>Flashbulb</title><link>https://blog.example/</link>${head}${items}</channel></rss>`;
const item = (fields: string) =>
  `<item><title>Rain</title><link>https://blog.example/rain/</link><pubDate>Wed, 31 Jan 2018 20:15:15 GMT</pubDate>${fields}</item>`;
const escaped = (html: string) => html.replace(/&/g, "&amp;").replace(/</g, "&lt;");

describe("every format gives the same post", () => {
  const post = {
    url: "https://blog.example/rain/",
    title: "Rain",
    publishedAt: "2018-01-31T20:15:15.000Z",
    excerpt: "Rain came over the ridge.",
    paragraphs: ["Rain came over the ridge."],
  };
  const html = escaped("<p>Rain came over the ridge.</p>");
  it.each([
    [
      "RSS 0.91 with its DOCTYPE",
      `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>F</title><link>https://blog.example/</link>${item(`<description>${html}</description>`)}</channel></rss>`,
    ],
    ["RSS 2.0", rss(item(`<guid isPermaLink="false">g1</guid><description>${html}</description>`))],
    ["RSS 2.0 with CDATA", rss(item(`<description><![CDATA[<p>Rain came over the ridge.</p>]]></description>`))],
    [
      "RSS 1.0",
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://blog.example/"><title>F</title></channel><item rdf:about="https://blog.example/rain/"><title>Rain</title><link>https://blog.example/rain/</link><description>${html}</description><dc:date>2018-01-31T20:15:15Z</dc:date></item></rdf:RDF>`,
    ],
    [
      "Atom 1.0",
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id><updated>2018-02-01T00:00:00Z</updated><entry><id>g1</id><title>Rain</title><link rel="edit" href="https://blog.example/edit"/><link href="https://blog.example/rain/"/><published>2018-01-31T20:15:15Z</published><content type="html">${html}</content></entry></feed>`,
    ],
    [
      "Atom 1.0 with XHTML",
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id><entry><id>g1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Rain</div></title><link href="https://blog.example/rain/"/><published>2018-01-31T20:15:15Z</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rain came over the ridge.</p></div></content></entry></feed>`,
    ],
    [
      "Atom 0.3",
      `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>F</title><entry><id>g1</id><title>Rain</title><link rel="alternate" type="text/html" href="https://blog.example/rain/"/><issued>2018-01-31T20:15:15Z</issued><content type="text/html" mode="escaped">${html}</content></entry></feed>`,
    ],
    [
      "JSON Feed 1.1",
      JSON.stringify({
        version: "https://jsonfeed.org/version/1.1",
        title: "F",
        items: [
          {
            id: "g1",
            url: "https://blog.example/rain/",
            title: "Rain",
            content_html: "<p>Rain came over the ridge.</p>",
            date_published: "2018-01-31T20:15:15Z",
          },
        ],
      }),
    ],
    [
      "JSON Feed with plain text",
      JSON.stringify({
        version: "https://jsonfeed.org/version/1",
        title: "F",
        items: [
          {
            id: 7,
            url: "/rain/",
            title: "Rain",
            content_text: "Rain came over the ridge.",
            date_published: "2018-01-31T20:15:15Z",
          },
        ],
      }),
    ],
    [
      "WordPress's REST API",
      JSON.stringify([
        {
          id: 7,
          guid: { rendered: "https://blog.example/?p=7" },
          link: "https://blog.example/rain/",
          date_gmt: "2018-01-31T20:15:15",
          date: "2018-01-31T21:15:15",
          title: { rendered: "Rain" },
          content: { rendered: "<p>Rain came over the ridge.</p>" },
        },
      ]),
    ],
  ])("%s", (_, text) => {
    const { posts, refused } = parse(text);
    expect(refused).toEqual([]);
    expect(posts).toEqual([expect.objectContaining(post)]);
  });
});

describe("an item of a feed", () => {
  it("is the same post by its guid, else by its address, else by what it says", () => {
    expect(parse(rss(item("<guid>g1</guid>"))).posts[0]?.guid).toBe("g1");
    expect(parse(rss(item(""))).posts[0]?.guid).toBe("https://blog.example/rain/");
    const bare = "<item><title>Rain</title><description>It came.</description></item>";
    expect(parse(rss(bare)).posts[0]?.guid).toBe(derivedId("guid", "Rain", "It came."));
    expect(parse(rss(bare)).posts[0]?.url).toBe("https://blog.example/");
  });

  it("takes its address from a guid that is one", () => {
    const fields = "<title>Rain</title><description>It came.</description>";
    expect(parse(rss(`<item><guid>https://blog.example/rain/</guid>${fields}</item>`)).posts[0]?.url).toBe(
      "https://blog.example/rain/",
    );
    expect(
      parse(rss(`<item><guid isPermaLink="false">https://cdn.example/7</guid>${fields}</item>`)).posts[0]?.url,
    ).toBe("https://blog.example/");
  });

  it("keeps apart two posts that wrongly share a guid, and joins one that is listed twice", () => {
    const other = item("<guid>g</guid>").replaceAll("/rain/", "/wind/");
    const { posts } = parse(
      rss(item("<guid>g</guid>") + other + item("<guid>g</guid><description>Fuller words.</description>")),
    );
    expect(posts.map(({ guid, excerpt }) => [guid, excerpt])).toEqual([
      ["g", "Fuller words."],
      ["https://blog.example/wind/", ""],
    ]);
  });

  it("has photos of its own although another post wrongly shares its guid and its picture", () => {
    const shared = item(
      `<guid>g</guid><description>${escaped('<img src="https://blog.example/rain.jpg">')}</description>`,
    );
    const [one, other] = parse(rss(shared + shared.replace("/rain/</link>", "/wind/</link>"))).posts;
    expect(one?.photos[0]?.id).toBe(photoId(postId("weekly", "g"), "https://blog.example/rain.jpg"));
    expect(other?.photos[0]?.id).toBe(
      photoId(postId("weekly", "https://blog.example/wind/"), "https://blog.example/rain.jpg"),
    );
  });

  it("without a date is listed as undated: the feed's own date stands in, else now", () => {
    const undated = "<item><guid>g</guid><title>Rain</title><link>https://blog.example/rain/</link></item>";
    expect(parse(rss(undated))).toMatchObject({ undated: ["g"], posts: [{ publishedAt: now }] });
    expect(parse(rss(undated, "<lastBuildDate>Wed, 31 Jan 2018 20:15:15 GMT</lastBuildDate>"))).toMatchObject({
      undated: ["g"],
      posts: [{ publishedAt: "2018-01-31T20:15:15.000Z" }],
    });
  });

  it("without a title takes its first sentence for one", () =>
    expect(
      parse(rss(item("<description>Rain came. It went.</description>").replace("<title>Rain</title>", ""))).posts[0]
        ?.title,
    ).toBe("Rain came"));

  it("has its comments counted by slash:comments, else by the prose", () => {
    expect(parse(rss(item("<slash:comments>12</slash:comments>"))).posts[0]?.commentCount).toBe(12);
    expect(parse(rss(item("<slash:comments>-1</slash:comments>"))).posts[0]?.commentCount).toBe(0);
    expect(parse(rss(item("<slash:comments>many</slash:comments>"))).posts[0]).not.toHaveProperty("commentCount");
  });

  it("names people and never addresses, tags once and none that says nothing", () => {
    const [post] = parse(
      rss(
        item(
          "<author>ann@blog.example (Ann Holt)</author><dc:creator>bo@blog.example</dc:creator><category>Rain</category><category>rain</category><category>Uncategorized</category>",
        ),
      ),
    ).posts;
    expect(post).toMatchObject({ author: "Ann Holt", tags: ["Rain"] });
  });

  it("resolves relative addresses against xml:base, else against its own page", () => {
    const content = escaped('<p>Rain.</p><img src="a.jpg">');
    expect(parse(rss(item(`<description>${content}</description>`))).posts[0]?.photos[0]?.url).toBe(
      "https://blog.example/rain/a.jpg",
    );
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/root/"><title>F</title><id>f</id><entry xml:base="2020/"><id>g</id><title>Rain</title><link href="/rain/"/><updated>2018-01-31T20:15:15Z</updated><content type="html">${content}</content></entry></feed>`;
    expect(parse(atom).posts[0]).toMatchObject({
      url: "https://cdn.example/rain/",
      photos: [{ url: "https://cdn.example/root/2020/a.jpg" }],
    });
  });

  it("has no address and no picture but of http(s)", () => {
    const { posts, refused } = parse(
      rss(
        `<item><title>Rain</title><link>javascript:alert(1)</link><enclosure url="file:///etc/passwd" type="image/jpeg"/></item>`,
      ),
    );
    expect(refused).toEqual([]);
    expect(posts[0]).toMatchObject({ url: "https://blog.example/", photos: [] });
  });

  it("keeps braces, and takes control and direction marks out of its title", () => {
    const [post] = parse(
      rss(
        `<item><guid>{{g}}</guid><title>{{#each}}\u202eniaR\u202c {{{x}}}</title><link>https://blog.example/{{x}}</link><dc:creator>{{env}}</dc:creator><category>{{tag}}</category><description>Say {{anything}} you like.</description></item>`,
      ),
    ).posts;
    expect(post).toMatchObject({
      guid: "{{g}}",
      title: "{{#each}}niaR {{{x}}}",
      author: "{{env}}",
      tags: ["{{tag}}"],
      excerpt: "Say {{anything}} you like.",
    });
  });

  it("leaves no script anywhere", () => {
    const evil = escaped('<script>alert(1)</script><img src=x onerror=alert(1)><b onmouseover="x">Rain.</b>');
    const { posts } = parse(
      rss(
        `<item><guid>g</guid><title>${evil}</title><link>https://blog.example/</link><dc:creator>${evil}</dc:creator><category>${evil}</category><description>${evil}</description></item>`,
      ),
    );
    expect(posts).toHaveLength(1);
    expect(JSON.stringify(posts)).not.toMatch(/alert|onerror|onmouseover/);
  });
});

describe("the pictures beside an item's HTML", () => {
  it("are one photo for all widths in Media RSS, with description, credits and title", () => {
    const widths = [140, 460, 300].map(
      (width) =>
        `<media:content url="https://cdn.example/rain.jpg?width=${width}" width="${width}" medium="image"><media:title>A ridge</media:title><media:description>Rain on the ridge.</media:description><media:credit role="photographer">Bo Lane</media:credit><media:credit role="agency">AP</media:credit></media:content>`,
    );
    expect(parse(rss(item(`<media:group>${widths.join("")}</media:group>`))).posts[0]?.photos).toMatchObject([
      {
        url: "https://cdn.example/rain.jpg?width=460",
        width: 460,
        caption: "Rain on the ridge.",
        alt: "A ridge",
        credit: "Bo Lane/AP",
      },
    ]);
  });

  it("complete the one in the HTML when they are the same, and lead when they are not", () => {
    const content = (url: string) =>
      `<media:content url="${url}" type="image/jpeg"><media:credit>Bo Lane</media:credit></media:content><content:encoded>${escaped('<p>Rain.</p><img src="https://blog.example/rain-300x200.jpg">')}</content:encoded>`;
    expect(parse(rss(item(content("https://blog.example/rain.jpg")))).posts[0]?.photos).toMatchObject([
      { url: "https://blog.example/rain.jpg", credit: "Bo Lane" },
    ]);
    expect(parse(rss(item(content("https://blog.example/wind.jpg")))).posts[0]?.photos).toMatchObject([
      { url: "https://blog.example/wind.jpg", credit: "Bo Lane", position: 0 },
      { url: "https://blog.example/rain-300x200.jpg", position: 1 },
    ]);
  });

  it("are enclosures of pictures only, and covers when there is nothing else", () => {
    const sound =
      '<enclosure url="https://cdn.example/a.mp3" type="audio/mpeg" length="1"/><itunes:image href="https://cdn.example/cover.jpg"/>';
    expect(parse(rss(item(sound))).posts[0]?.photos).toMatchObject([{ url: "https://cdn.example/cover.jpg" }]);
    const picture = '<enclosure url="https://cdn.example/a.jpg" type="image/jpeg" length="1"/>';
    expect(parse(rss(item(sound + picture))).posts[0]?.photos).toMatchObject([{ url: "https://cdn.example/a.jpg" }]);
  });

  it("are sensitive when Media RSS rates them, or what is nearest around them, as not for everybody", () => {
    const content = (name: string, rating = "") =>
      `<media:content url="https://cdn.example/${name}.jpg" medium="image">${rating}</media:content>`;
    const rating = (value: string, scheme = "urn:simple") => `<media:rating scheme="${scheme}">${value}</media:rating>`;
    const sensitive = (fields: string) => {
      const [post] = parse(rss(item(fields))).posts;
      return { post: post?.sensitive, photos: post?.photos.map((photo) => photo.sensitive) };
    };
    expect(sensitive(content("a", rating("adult")) + content("b", rating("nonadult")) + content("c"))).toEqual({
      photos: [true, undefined, undefined],
    });
    expect(sensitive(content("a", "<media:adult>true</media:adult>"))).toEqual({ photos: [true] });
    expect(sensitive(content("a", rating(" NSFW ", "urn:example")))).toEqual({ photos: [true] });
    expect(sensitive(content("a", rating("pg-13", "urn:mpaa")))).toEqual({ photos: [undefined] });
    const group = `<media:group>${rating("adult")}${content("a")}${content("b", rating("nonadult"))}</media:group>`;
    expect(sensitive(group)).toEqual({ photos: [true, undefined] });
    const film = `<media:content url="https://cdn.example/a.mp4" type="video/mp4">${rating("adult")}<media:thumbnail url="https://cdn.example/a.jpg"/></media:content>`;
    expect(sensitive(film)).toEqual({ photos: [true] });
  });

  it("make a sensitive post where the rating is of the item or of the feed", () => {
    const adult = '<media:rating scheme="urn:simple">adult</media:rating>';
    const picture = escaped('<img src="https://blog.example/rain.jpg">');
    const [said] = parse(rss(item(`${adult}<description>${picture}</description>`))).posts;
    expect(said).toMatchObject({ sensitive: true, photos: [{}] });
    expect(parse(rss(item("<itunes:explicit>yes</itunes:explicit>"))).posts[0]?.sensitive).toBe(true);
    expect(parse(rss(item("<itunes:explicit>no</itunes:explicit>"))).posts[0]).not.toHaveProperty("sensitive");
    expect(parse(rss(item(""), adult)).posts[0]?.sensitive).toBe(true);
    const entry = `<entry><id>g</id><title>Rain</title><link href="https://blog.example/rain/"/><updated>2018-01-31T20:15:15Z</updated>${adult}</entry>`;
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><id>f</id><title>F</title>${entry}</feed>`;
    expect(parse(atom).posts[0]?.sensitive).toBe(true);
  });

  it("leave out the author's face that WordPress.com adds", () => {
    const face =
      '<media:content url="https://0.gravatar.com/avatar/abc?s=96" medium="image"><media:title type="html">ann</media:title></media:content>';
    expect(parse(rss(item(face))).posts[0]?.photos).toEqual([]);
  });

  it("have an id from the post and the address without its size", () => {
    const [post] = parse(
      rss(
        item(
          `<guid>g</guid><description>${escaped('<img src="https://blog.example/rain-300x200.jpg">')}</description>`,
        ),
      ),
    ).posts;
    expect(post?.photos[0]?.id).toBe(
      derivedId("photo", postId("weekly", "g"), pictureIdentity("https://blog.example/rain.jpg")),
    );
  });

  it("are a set when there are several", () => {
    const many = ["a", "c", "d"]
      .map((name) => `<media:content url="https://cdn.example/${name}.jpg" medium="image"/>`)
      .join("");
    expect(parse(rss(item(many))).posts[0]?.photos.map(({ placement }) => placement)).toEqual(["set", "set", "set"]);
  });
});

describe("whatever comes", () => {
  it("nothing but InvalidInput is thrown, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => parseFeed({ bytes, url: "https://blog.example/feed", newsletterId: "n", now })).toThrow(
          InvalidInput,
        );
      }),
    );
  });

  it("a feed with anything in its fields gives posts that the schema takes, or reasons", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom(
        "<p>",
        "</div>",
        "<img src='/a.jpg' srcset='x 1w, , y'>",
        "]]>",
        "<![CDATA[",
        "&amp;lt;",
        "[gallery]",
        "\u0000",
        "<a href='//x'>",
        "http://[",
        "<figure><img src=//a/b.png>",
        "[caption]",
        "{{x}}",
        "…",
        ":",
      ),
    );
    const field = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(field, field, field, field, fc.boolean(), (title, link, description, date, raw) => {
        const put = raw ? (text: string) => text : escaped;
        const text = rss(
          `<item><title>${put(title)}</title><link>${put(link)}</link><description>${put(description)}</description><pubDate>${put(date)}</pubDate></item>`,
        );
        try {
          for (const post of parse(text).posts) {
            expect(incomingPostSchema.safeParse(post).success).toBe(true);
            for (const { url } of post.photos) expect(url).toMatch(/^https?:\/\//);
            expect(post.excerpt.split(/\s+/).length).toBeLessThanOrEqual(60);
            expect(post.title.isWellFormed()).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });
});
