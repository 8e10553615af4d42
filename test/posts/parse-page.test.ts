import { describe, expect, it } from "vitest";
import { parseFeed } from "../../functions/posts/parse-feed.ts";
import { completedFromPage, parsePage } from "../../functions/posts/parse-page.ts";
import { photoSet } from "../../functions/posts/photo-set.ts";

const url = "https://blog.example/rain/";
const page = (head: string, body: string) =>
  parsePage({
    bytes: new TextEncoder().encode(`<!DOCTYPE html><html lang="en"><head>${head}</head><body>${body}</body></html>`),
    contentType: "text/html",
    url,
  });
const photosOf = (head: string, body: string) => photoSet(page(head, body).photos, "post-1", "Rain");

describe("parsePage", () => {
  it("reads the article and not what stands around it", () => {
    const read = page(
      '<title>Rain | Flashbulb</title><meta property="og:title" content="Rain"><link rel="canonical" href="/rain/">',
      '<header><img src="/header-of-site.jpg">Flashbulb</header><nav>Home</nav><article><div class="entry-content"><p>Rain came over the ridge.</p><figure><img src="rain.jpg"><figcaption>Rain</figcaption></figure></div></article><aside><img src="/other.jpg">Other</aside><footer>©</footer>',
    );
    expect(read).toMatchObject({
      title: "Rain",
      canonicalUrl: url,
      paragraphs: ["Rain came over the ridge."],
      excerpt: "Rain came over the ridge.",
    });
    expect(read.photos).toHaveLength(1);
  });

  it("takes the Open Graph picture with its size and alt when the body has none", () => {
    const head =
      '<meta property="og:image" content="/lead.jpg"><meta property="og:image:width" content="1200"><meta property="og:image:height" content="800"><meta property="og:image:alt" content="A ridge">';
    expect(photosOf(head, "<article><p>Rain.</p></article>")).toMatchObject([
      { url: "https://blog.example/lead.jpg", width: 1200, height: 800, alt: "A ridge" },
    ]);
  });

  it("puts it first when the body does not show it, and joins them when it does", () => {
    const head = '<meta property="og:image" content="https://blog.example/rain.jpg">';
    const urls = (body: string) => photosOf(head, `<article><p>Rain.</p>${body}</article>`).map((photo) => photo.url);
    expect(urls('<img src="/wind.jpg">')).toEqual(["https://blog.example/rain.jpg", "https://blog.example/wind.jpg"]);
    expect(urls('<img src="/rain-300x200.jpg">')).toEqual(["https://blog.example/rain.jpg"]);
  });

  it("leaves out pictures that stand for the site", () => {
    for (const name of ["logo.png", "site-logo.jpg", "og-image.png", "default.jpg", "social-share.jpg"]) {
      expect(
        photosOf(`<meta property="og:image" content="/img/${name}">`, "<article><p>Rain.</p></article>"),
        name,
      ).toEqual([]);
    }
  });

  it("reads caption, credit and author from JSON-LD, a graph and references included", () => {
    const json = {
      "@graph": [
        {
          "@type": "ImageObject",
          "@id": "#lead",
          url: "/lead.jpg",
          width: 1600,
          height: "900",
          caption: "Rain on the ridge",
          creditText: "Photo: Bo Lane/AP",
        },
        { "@type": "NewsArticle", image: { "@id": "#lead" }, author: [{ "@type": "Person", name: "Ann Holt" }] },
      ],
    };
    const head = `<script type="application/ld+json">${JSON.stringify(json)}</script><script type="application/ld+json">{broken</script>`;
    expect(photosOf(head, "<article><p>Rain.</p></article>")).toMatchObject([
      {
        url: "https://blog.example/lead.jpg",
        width: 1600,
        height: 900,
        caption: "Rain on the ridge",
        credit: "Bo Lane/AP",
      },
    ]);
    expect(page(head, "<article><p>Rain.</p></article>").author).toBe("Ann Holt");
  });

  it("resolves addresses against <base> and decodes by <meta charset>", () => {
    const bytes = Uint8Array.from(
      '<html><head><meta charset="iso-8859-2"><base href="https://cdn.example/x/"><title>\xb1</title></head><body><article><p>Rain.</p><img src="a.jpg"></article></body></html>',
      (char) => char.charCodeAt(0),
    );
    const read = parsePage({ bytes, url });
    expect(read.title).toBe("ą");
    expect(read.photos[0]?.candidates[0]?.url).toBe("https://cdn.example/x/a.jpg");
  });

  it("names the feeds of a site", () =>
    expect(
      page(
        '<link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="alternate" hreflang="de" href="/de/">',
        "",
      ).feeds,
    ).toEqual(["https://blog.example/feed/"]));
});

describe("completedFromPage", () => {
  const feed = (description: string) =>
    `<rss version="2.0"><channel><title>F</title><link>https://blog.example/</link><item><guid>g</guid><title>Rain</title><link>${url}</link><description><![CDATA[${description}]]></description></item></channel></rss>`;
  const postOf = (description: string) => {
    const { posts } = parseFeed({
      bytes: new TextEncoder().encode(feed(description)),
      url: `${url}feed/`,
      newsletterId: "weekly",
      now: "2020-01-01T00:00:00.000Z",
    });
    const [post] = posts;
    if (!post) throw new Error("no post");
    return post;
  };
  const whole = page(
    "",
    '<article><p>Rain came over the ridge. It stayed.</p><figure><img src="/rain.jpg"><figcaption>Rain</figcaption></figure><figure><img src="/wind.jpg"></figure></article>',
  );

  it("gives a post without pictures its set, with ids as if its feed had named them", () => {
    const completed = completedFromPage(postOf("Rain came."), whole, "weekly");
    expect(completed.photos.map((photo) => photo.url)).toEqual([
      "https://blog.example/rain.jpg",
      "https://blog.example/wind.jpg",
    ]);
    expect(completed.photos[0]?.id).toBe(postOf('<img src="https://blog.example/rain.jpg">').photos[0]?.id);
    expect(completed.excerpt).toBe("Rain came.");
  });

  it("changes nothing of what the feed said", () => {
    const post = postOf('<p>Rain came.</p><img src="/own.jpg">');
    expect(completedFromPage(post, whole, "weekly")).toEqual(post);
  });

  it("gives words to a post that has none", () =>
    expect(completedFromPage(postOf(""), whole, "weekly").excerpt).toBe("Rain came over the ridge. It stayed."));
});
