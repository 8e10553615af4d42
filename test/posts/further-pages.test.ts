import { describe, expect, it } from "vitest";
import { furtherPage, wordpressPosts } from "../../functions/posts/further-pages.ts";
import { parseFeed } from "../../functions/posts/parse-feed.ts";

const parse = (text: string, url: string) =>
  parseFeed({ bytes: new TextEncoder().encode(text), url, newsletterId: "weekly", now: "2020-01-01T00:00:00.000Z" });
const item = (at: number) =>
  `<item><guid>g${at}</guid><title>Rain ${at}</title><link>https://blog.example/${at}/</link></item>`;
const rss = (head: string, items: string) =>
  `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>F</title><link>https://blog.example/</link>${head}${items}</channel></rss>`;
const generator = "<generator>https://wordpress.org/?v=5.5.1</generator>";

describe("furtherPage", () => {
  it.each([
    ["RFC 5005 next", '<atom:link rel="next" href="/feed/?page=2"/>', "https://blog.example/feed/?page=2"],
    [
      "RFC 5005 prev-archive",
      '<atom:link rel="prev-archive" href="https://blog.example/2019.xml"/>',
      "https://blog.example/2019.xml",
    ],
  ])("follows %s", (_, head, next) => {
    const url = "https://blog.example/feed/";
    expect(furtherPage(parse(rss(head, item(1)), url), url)).toBe(next);
  });

  it("follows JSON Feed's next_url", () => {
    const url = "https://blog.example/feed.json";
    const text = JSON.stringify({
      version: "https://jsonfeed.org/version/1.1",
      title: "F",
      next_url: "/feed.json?page=2",
      items: [{ id: "1", url: "/1", title: "Rain" }],
    });
    expect(furtherPage(parse(text, url), url)).toBe("https://blog.example/feed.json?page=2");
  });

  it("counts WordPress's pages on, and knows no further page after one without posts", () => {
    const url = "https://blog.example/feed/?cat=3";
    expect(furtherPage(parse(rss(generator, item(1)), url), url)).toBe("https://blog.example/feed/?cat=3&paged=2");
    expect(furtherPage(parse(rss(generator, item(1)), url), `${url}&paged=2`)).toBe(
      "https://blog.example/feed/?cat=3&paged=3",
    );
    expect(furtherPage(parse(rss(generator, ""), url), url)).toBeUndefined();
  });

  it("knows none for a feed that names none", () => {
    const url = "https://blog.example/feed/";
    expect(furtherPage(parse(rss("", item(1)), url), url)).toBeUndefined();
    expect(furtherPage(parse(rss(`<atom:link rel="next" href="${url}"/>`, item(1)), url), url)).toBeUndefined();
  });

  it("makes eighty posts of a feed that shows its newest ten", () => {
    const pageOf = (url: string): string => {
      const paged = Number(new URL(url).searchParams.get("paged") ?? 1);
      const items = Array.from({ length: 10 }, (_, at) => (paged - 1) * 10 + at).filter((at) => at < 80);
      return rss(generator, items.map(item).join(""));
    };
    const guids = new Set<string>();
    let url: string | undefined = "https://blog.example/feed/";
    for (let pages = 0; url && pages < 20; pages++) {
      const feed = parse(pageOf(url), url);
      for (const { guid } of feed.posts) guids.add(guid);
      url = furtherPage(feed, url);
    }
    expect(guids.size).toBe(80);
    expect(url).toBeUndefined();
  });
});

describe("WordPress's REST API", () => {
  const post = (id: number) => ({
    id,
    guid: { rendered: `https://blog.example/?p=${id}` },
    link: `https://blog.example/rain-${id}/`,
    date: "2020-10-13T12:00:00",
    date_gmt: "2020-10-13T10:00:00",
    modified_gmt: "2020-10-14T10:00:00",
    title: { rendered: "Rain &#038; wind" },
    excerpt: { rendered: "<p>Rain came over the [&hellip;]</p>" },
    content: {
      rendered:
        '<p>Rain came over the ridge.</p><figure><img src="https://blog.example/u/ridge-300x200.jpg"><figcaption>A ridge</figcaption></figure>',
    },
    _embedded: {
      author: [{ name: "Ann Holt" }],
      "wp:term": [
        [{ name: "Rome", taxonomy: "category" }],
        [{ name: "rain", taxonomy: "post_tag" }],
        [{ name: "x", taxonomy: "post_format" }],
      ],
      replies: [[{}, {}, {}]],
      "wp:featuredmedia": [
        {
          source_url: "https://blog.example/u/lead.jpg",
          alt_text: "Wet stones",
          caption: { rendered: "<p>Stones. Photo: Bo Lane</p>" },
          media_details: {
            width: 2000,
            height: 1500,
            sizes: { medium: { source_url: "https://blog.example/u/lead-300x225.jpg", width: 300 } },
          },
        },
      ],
    },
  });
  const url = wordpressPosts("https://blog.example", "2020-10-01T00:00:00.000Z");

  it("is asked for a hundred posts a page with all that belongs to them", () => {
    expect(url).toBe(
      "https://blog.example/wp-json/wp/v2/posts?_embed=1&per_page=100&after=2020-10-01T00%3A00%3A00.000Z",
    );
    expect(wordpressPosts("https://blog.example/sub/")).toBe(
      "https://blog.example/sub/wp-json/wp/v2/posts?_embed=1&per_page=100",
    );
  });

  it("gives the same post as the site's feed, with the featured picture in front", () => {
    const [read] = parse(JSON.stringify([post(7)]), url).posts;
    expect(read).toMatchObject({
      guid: "https://blog.example/?p=7",
      url: "https://blog.example/rain-7/",
      title: "Rain & wind",
      publishedAt: "2020-10-13T10:00:00.000Z",
      updatedAt: "2020-10-14T10:00:00.000Z",
      author: "Ann Holt",
      tags: ["Rome", "rain"],
      commentCount: 3,
      excerpt: "Rain came over the ridge.",
      photos: [
        {
          url: "https://blog.example/u/lead.jpg",
          width: 2000,
          height: 1500,
          alt: "Wet stones",
          caption: "Stones.",
          credit: "Bo Lane",
        },
        { url: "https://blog.example/u/ridge-300x200.jpg", caption: "A ridge" },
      ],
    });
  });

  it("has a further page while pages are full", () => {
    const full = parse(JSON.stringify(Array.from({ length: 100 }, (_, id) => post(id))), url);
    expect(furtherPage(full, url)).toBe(`${url}&page=2`);
    expect(furtherPage(full, `${url}&page=2`)).toBe(`${url}&page=3`);
    expect(furtherPage(parse(JSON.stringify([post(1)]), url), url)).toBeUndefined();
    expect(furtherPage(parse("[]", url), url)).toBeUndefined();
  });

  it("passes over what is no post among posts", () =>
    expect(parse(JSON.stringify([post(1), { code: "x" }, null, 7]), url).posts).toHaveLength(1));
});
