import { describe, expect, it } from "vitest";
import { excerptWordsMax } from "../../functions/posts/excerpt.ts";
import type { ParsedFeed } from "../../functions/posts/parse-feed.ts";
import { parseText } from "../../functions/posts/parse-text.ts";
import { hasSharedData, now, readShared, sharedText } from "./shared-data.ts";

/** What a person found who read each file, item by item; nothing here was recorded from the program. */
describe.skipIf(!hasSharedData)("real feeds", () => {
  const post = (feed: ParsedFeed, index: number) => {
    const found = feed.posts[index];
    if (!found) throw new Error(`no post ${index}`);
    return found;
  };
  const photosIn = (feed: ParsedFeed) => feed.posts.flatMap(({ photos }) => photos);
  const named = (feed: ParsedFeed, words: string) => {
    const found = feed.posts.find(({ title }) => title.includes(words));
    if (!found) throw new Error(`no post "${words}"`);
    return found;
  };

  describe("guardian.rss: Media RSS in two widths, standfirst before the body", () => {
    const feed = hasSharedData ? readShared("guardian.rss") : ({} as ParsedFeed);

    it("has 55 posts of one site, none refused", () => {
      expect(feed).toMatchObject({
        title: "The Guardian",
        language: "en-gb",
        refused: [],
        undated: [],
        next: undefined,
      });
      expect(feed.posts).toHaveLength(55);
    });

    it("opens with the State of the Union", () => {
      const first = post(feed, 0);
      expect(first).toMatchObject({
        guid: "https://www.theguardian.com/us-news/2018/jan/31/donald-trump-state-of-the-union-address-unity-discord",
        url: "https://www.theguardian.com/us-news/2018/jan/31/donald-trump-state-of-the-union-address-unity-discord",
        title: "Trump State of the Union address promised unity but emphasized discord",
        publishedAt: "2018-01-31T07:26:05.000Z",
        author: "David Smith in Washington",
        language: "en-GB",
      });
      expect(first.tags).toHaveLength(7);
      expect(first.tags[0]).toBe("Donald Trump");
    });

    it("keeps standfirst and body, without the related link and the invitation to continue", () => {
      const { paragraphs, excerpt } = post(feed, 0);
      expect(paragraphs).toHaveLength(2);
      expect(paragraphs[0]).toMatch(/^The president’s ‘new American moment’ .* contempt$/);
      expect(excerpt).toMatch(/^Donald Trump has promised .* politics\.$/);
      for (const { paragraphs: all } of feed.posts) {
        expect(all.join("\n")).not.toMatch(/Continue reading|^Related:/m);
      }
    });

    it("makes one photo of the two widths of each picture, the 460 px one, with its credit and without its label", () => {
      expect(feed.posts.every(({ photos }) => photos.length === 1)).toBe(true);
      for (const photo of photosIn(feed)) {
        expect(photo.url).toContain("w=460");
        expect(photo.width).toBe(460);
        expect(photo.credit).not.toMatch(/^Photograph/);
      }
      expect(post(feed, 0).photos[0]?.credit).toBe("Networ/Sipa USA/REX/Shutterstock");
      expect(post(feed, 4).photos[0]?.credit).toBe("AP");
    });

    it("says of drawings and montages that they are none of a photographer", () => {
      expect(named(feed, "Raccoons of the Resistance").photos[0]?.credit).toBe("Illustration: First Dog on the Moon");
      expect(named(feed, "Trump-Russia investigation").photos[0]?.credit).toBe("Composite: Sam Morris/Getty/AP/Others");
    });

    it("keeps a columnist's name after the bar, which is no site name", () => {
      expect(named(feed, "The Democrats' response").title).toMatch(/ \| Cas Mudde$/);
    });

    it("does not make an excerpt of the first words of a standfirst", () => {
      expect(named(feed, "Greatest Oscar winners").excerpt).toMatch(/^After announcing the nominees last week, /);
      expect(named(feed, "Porn actor").excerpt).toMatch(/^The allegations that /);
      expect(named(feed, "the key questions answered").excerpt).toMatch(/^Everything you need .* the latest news\.$/);
    });

    it("takes out the space that a link leaves before a comma", () => {
      expect(named(feed, "A family in Missouri").excerpt).toContain("Marvin Gonzalez, a government mail clerk");
    });
  });

  describe("encoding.rss: ISO-8859-1 declared, FeedBurner, no guids", () => {
    const feed = hasSharedData ? readShared("encoding.rss") : ({} as ParsedFeed);

    it("has 40 posts in Portuguese, every accent right", () => {
      expect(feed).toMatchObject({ title: "Jornal de Notícias - Últimas Notícias", language: "pt-pt", refused: [] });
      expect(feed.posts).toHaveLength(40);
      expect(post(feed, 0).title).toBe("Mãe de utente é a nova presidente da Raríssimas");
      expect(JSON.stringify(feed.posts)).not.toMatch(/\ufffd|Ã|â€/);
    });

    it("links to the paper and not to the counter, which is the guid too", () => {
      const first = post(feed, 0);
      expect(first.url).toBe(
        "https://www.jn.pt/nacional/interior/sonia-laig-e-a-nova-presidente-da-rarissimas-9021600.html",
      );
      expect(first.guid).toBe(first.url);
      expect(first.publishedAt).toBe("2018-01-03T13:47:00.000Z");
      expect(feed.posts.every(({ url }) => url.startsWith("https://www.jn.pt/"))).toBe(true);
    });

    it("sees that its only pictures are counters", () => expect(photosIn(feed)).toEqual([]));

    it("has no words where the item has none", () => {
      expect(post(feed, 1)).toMatchObject({
        title: "Reações dos partidos ao veto de Marcelo",
        paragraphs: [],
        excerpt: "",
      });
    });
  });

  describe("uolNoticias.rss: no declaration at all, Portuguese dates", () => {
    const feed = hasSharedData ? readShared("uolNoticias.rss") : ({} as ParsedFeed);

    it("is read as windows-1252", () => {
      expect(post(feed, 0).title).toBe("Ibope: Bolsonaro perde de Haddad, Ciro e Alckmin em simulações de 2º turno");
    });

    it("understands 'Seg, 24 Set 2018 19:42:40 -0300'", () => {
      expect(post(feed, 0).publishedAt).toBe("2018-09-24T22:42:40.000Z");
      expect(feed.undated).toEqual([]);
    });

    it("has 15 items, of which two are the same story by way of a counter: the one with words stays", () => {
      expect(feed.posts).toHaveLength(14);
      const match = named(feed, "Match Eleitoral");
      expect(match.url).toMatch(/^https:\/\/www1\.folha\.uol\.com\.br\/poder\/2018\/09\/match-eleitoral/);
      expect(match.excerpt).toMatch(/^Já são mais de 500 mil testes .* senadores por São Paulo\.$/);
    });

    it("has four pictures, one with its size in its name", () => {
      expect(photosIn(feed)).toHaveLength(4);
      expect(post(feed, 0).photos[0]).toMatchObject({ width: 142, height: 100 });
    });

    it("drops what the source cut off: '[?]', '...', and a byline alone is no excerpt", () => {
      expect(named(feed, "estaciona na liderança").excerpt).toMatch(/quando teve a mesma pontuação\.$/);
      expect(named(feed, "Enfermeira de Chávez").excerpt).toBe("");
      expect(named(feed, "Relatório do governo").excerpt).toBe("");
    });
  });

  describe("feedburner.atom: Blogger, faces beside the bylines", () => {
    const feed = hasSharedData ? readShared("feedburner.atom") : ({} as ParsedFeed);

    it("has 25 posts and a further page", () => {
      expect(feed.title).toBe("Google Ads Developer Blog");
      expect(feed.posts).toHaveLength(25);
      expect(feed.next).toBe(
        "http://www.blogger.com/feeds/7815614485808579332/posts/default/-/adwords_api/-/adwords_api?start-index=26&max-results=25",
      );
    });

    it("opens with the Java client library", () => {
      expect(post(feed, 0)).toMatchObject({
        guid: "tag:blogger.com,1999:blog-7815614485808579332.post-8394866751819460570",
        title: "AdWords and DFP Java client library will soon require Java 7+",
        url: "http://googleadsdeveloper.blogspot.com/2016/06/adwords-and-dfp-java-client-library.html",
        publishedAt: "2016-06-03T14:38:00.000Z",
        tags: ["adwords_api", "client_libraries", "dfp_api"],
        author: "Google Ads Developer Advisor",
      });
    });

    it("takes no face of an author for a photo", () => expect(photosIn(feed)).toEqual([]));

    it("sees paragraphs and headings where the markup has line breaks only", () => {
      expect(post(feed, 0).paragraphs.slice(0, 3)).toEqual([
        expect.stringMatching(/^After November 2016, .* Java 7 \(1\.7\) and higher\.$/),
        "Why this change is happening",
        "The primary reasons for this change are:",
      ]);
      expect(post(feed, 0).excerpt).toMatch(/^After November 2016, .* higher\.$/);
    });
  });

  describe("many-links.rss: Atom under an RSS name, comment counts", () => {
    const feed = hasSharedData ? readShared("many-links.rss") : ({} as ParsedFeed);

    it("has 25 posts with the counts that Blogger gives", () => {
      expect(feed.title).toBe("Google Testing Blog");
      expect(feed.posts.map(({ commentCount }) => commentCount)).toEqual([
        2, 0, 9, 4, 14, 6, 2, 6, 2, 34, 3, 8, 6, 10, 5, 15, 3, 0, 13, 6, 8, 22, 0, 35, 0,
      ]);
      expect(post(feed, 0).url).toBe("http://testing.googleblog.com/2017/09/code-health-providing-context-with.html");
    });

    it("finds 16 pictures, none of them a button, each at the largest size the post links to", () => {
      expect(photosIn(feed)).toHaveLength(16);
      for (const { url } of photosIn(feed)) expect(url).toContain("/s1600/");
    });

    it("reads the caption under a picture in Blogger's table and beside it", () => {
      expect(named(feed, "Pillar 3").photos.map(({ caption }) => caption)).toEqual([
        "Figure 1: “Cheetah chasing its prey” by Marlene Thyssen.",
        "Figure 2: How a Chromium patch is tested.",
        "Figure 3. Test value.",
        "Figure 4: Chromium’s revert button.",
        "Figure 5: A VP8-in-WebRTC regression (bug) and its fix displayed in a Catapult dashboard.",
      ]);
    });

    it("never joins a byline to the sentence after it", () => {
      expect(post(feed, 0).excerpt).not.toContain("Chris Lewis");
      expect(named(feed, "Pillar 2").excerpt).toMatch(/^This is the second article in our series on Hackability/);
    });
  });

  describe("content-encoded.rss: Medium", () => {
    const feed = hasSharedData ? readShared("content-encoded.rss") : ({} as ParsedFeed);

    it("sets a shouted title as a headline and takes the feed's mark off its link", () => {
      expect(feed.posts).toHaveLength(7);
      expect(post(feed, 0)).toMatchObject({
        guid: "https://medium.com/p/125af37d838f",
        title: "The Creative Forager",
        url: "https://medium.com/invironment/the-creative-forager-125af37d838f",
        publishedAt: "2018-04-09T18:55:38.000Z",
        updatedAt: "2018-04-09T19:39:12.675Z",
        author: "Jeremy Puma",
        tags: ["plants", "environment", "nature", "foraging", "food"],
      });
    });

    it("finds 13 pictures in figures, their captions and credits, and no counter", () => {
      expect(photosIn(feed)).toHaveLength(13);
      expect(post(feed, 1).photos).toMatchObject([{ caption: "GROW, you bastards, GROW!", width: 720 }]);
      expect(named(feed, "Picking Fruits").photos).toMatchObject([
        { caption: "On an Abandoned Land", credit: "stadtacker" },
        {},
        { caption: "Whoever Can Grow Their Food", credit: "stadtacker" },
      ]);
      expect(named(feed, "Lamb’s Quarter").photos[0]).toMatchObject({ credit: "Creative Commons" });
      expect(named(feed, "Lamb’s Quarter").photos[0]).not.toHaveProperty("caption");
    });

    it("begins the excerpt with prose and not with the headings", () => {
      expect(post(feed, 0).excerpt).toMatch(/^Food is all around us, /);
      expect(JSON.stringify(feed.posts)).not.toContain("was originally published in");
    });
  });

  describe("customfields.rss: Drupal, pictures in the HTML, relative addresses", () => {
    const feed = hasSharedData ? readShared("customfields.rss") : ({} as ParsedFeed);

    it("has 15 posts, the address serving as guid", () => {
      expect(feed.posts).toHaveLength(15);
      expect(post(feed, 0)).toMatchObject({
        guid: "http://www.varthabharati.in/article/english/74450",
        title: "ISUZU launches the ‘mu-X’ premium full-size 7 seater SUV in Bengaluru",
        publishedAt: "2017-05-19T15:35:02.000Z",
        language: "kn",
      });
      expect(post(feed, 1).author).toBe("Dr. Ananth Prabhu G");
    });

    it("resolves '/sites/…' against the post and not against the feed's misspelt home page", () => {
      expect(post(feed, 0).photos.map(({ url }) => new URL(url).pathname.split("/").at(-1))).toEqual([
        "isuzu.gif",
        "isuzu-3.gif",
        "isuzu-2.gif",
        "isuzu-4.gif",
      ]);
      expect(post(feed, 0).photos.every(({ url }) => url.startsWith("http://www.varthabharati.in/"))).toBe(true);
      expect(post(feed, 0).photos[1]).toMatchObject({ width: 700, height: 467, placement: "prose" });
      expect(post(feed, 1).photos).toHaveLength(8);
    });
  });

  describe("craigslist.rss: RDF, pictures as enc:enclosure, cut descriptions", () => {
    const feed = hasSharedData ? readShared("craigslist.rss") : ({} as ParsedFeed);

    it("has 25 posts whose titles show no entity and no markup", () => {
      expect(feed.posts).toHaveLength(25);
      expect(post(feed, 0)).toMatchObject({
        title: "Bright, Spacious Beautiful Victorian (oakland north / temescal) $4300 3bd 1930ft2",
        url: "http://sfbay.craigslist.org/eby/apa/6186664607.html",
        publishedAt: "2017-06-21T17:33:10.000Z",
        language: "en-US",
      });
    });

    it("has a picture for all but the sixth", () => {
      expect(feed.posts.map(({ photos }) => photos.length)).toEqual(
        Array.from({ length: 25 }, (_, index) => (index === 5 ? 0 : 1)),
      );
      expect(post(feed, 0).photos[0]).toMatchObject({ width: 300, height: 300 });
    });

    it("ends the excerpt before the sentence that was cut", () => {
      expect(post(feed, 0).excerpt).toMatch(/for grilling and entertaining\.$/);
    });
  });

  describe("reddit.rss: counts in the prose, thumbnails in tables", () => {
    const feed = hasSharedData ? readShared("reddit.rss") : ({} as ParsedFeed);

    it("has 24 posts, each with its number of comments", () => {
      expect(feed.posts).toHaveLength(24);
      expect(feed.posts.every(({ commentCount }) => commentCount !== undefined)).toBe(true);
      expect(post(feed, 0)).toMatchObject({
        title: "The water is too deep, so he improvises",
        publishedAt: "2015-11-12T21:16:39.000Z",
        commentCount: 275,
        paragraphs: [],
        tags: ["funny"],
      });
      expect(post(feed, 1).commentCount).toBe(2836);
    });

    it("has 16 thumbnails, each once, none captioned with the title", () => {
      expect(photosIn(feed)).toHaveLength(16);
      expect(photosIn(feed).every(({ caption }) => caption === undefined)).toBe(true);
    });

    it("shows quotation marks that were escaped twice", () => {
      expect(named(feed, "Safe Space").title).toBe(
        '"Safe Space" Students Silence Asian Woman For Saying "Black People Can Be Racist"',
      );
    });
  });

  describe("rss-1.rss: RDF with Dublin Core only", () => {
    const feed = hasSharedData ? readShared("rss-1.rss") : ({} as ParsedFeed);

    it("has 69 titles with author, subjects and date, and nothing to read", () => {
      expect(feed.posts).toHaveLength(69);
      expect(post(feed, 0)).toMatchObject({
        title: "Food for fungi",
        url: "http://science.sciencemag.org/cgi/content/short/356/6343/1134-a?rss=1",
        author: "Hines, P. J.",
        publishedAt: "2017-06-15T17:29:47.000Z",
        tags: ["Botany", "Microbiology"],
        excerpt: "",
        photos: [],
      });
    });
  });

  describe("heise.atom: German, a scaled picture before the text", () => {
    const feed = hasSharedData ? readShared("heise.atom") : ({} as ParsedFeed);

    it("has 15 posts, the campaign taken off their links", () => {
      expect(feed.posts).toHaveLength(15);
      expect(post(feed, 0)).toMatchObject({
        guid: "http://heise.de/-3088438",
        title: "Java-Anwendungsserver: Red Hat gibt WildFly 10 frei",
        url: "http://www.heise.de/developer/meldung/Java-Anwendungsserver-Red-Hat-gibt-WildFly-10-frei-3088438.html",
        publishedAt: "2016-02-01T16:22:00.000Z",
        updatedAt: "2016-02-01T16:54:50.000Z",
        author: "heise online",
      });
    });

    it("has 12 pictures with alternative texts, 264 px wide as their addresses say", () => {
      expect(photosIn(feed)).toHaveLength(12);
      expect(post(feed, 0).photos[0]).toMatchObject({ alt: "WildFly 10", width: 264 });
      expect(post(feed, 0).photos[0]).not.toHaveProperty("caption");
    });
  });

  describe("atom-customfields.atom: a YouTube channel", () => {
    const feed = hasSharedData ? readShared("atom-customfields.atom") : ({} as ParsedFeed);

    it("has 15 videos: a still, an embed, and the words of media:description", () => {
      expect(feed.posts).toHaveLength(15);
      expect(post(feed, 0)).toMatchObject({
        guid: "yt:video:lR-w1h5ONOY",
        title: "Buy Now, Bitches*",
        publishedAt: "2017-09-14T18:03:34.000Z",
        author: "L2inc",
        embeds: [{ service: "youtube", url: "https://www.youtube.com/watch?v=lR-w1h5ONOY", author: "L2inc" }],
        photos: [{ url: "https://i1.ytimg.com/vi/lR-w1h5ONOY/hqdefault.jpg", width: 480, height: 360 }],
      });
      expect(post(feed, 0).paragraphs[2]).toMatch(/^Winner: Square\. /);
    });

    it("quotes no bare address in an excerpt", () => {
      for (const { excerpt } of feed.posts) expect(excerpt).not.toMatch(/https?:/);
    });
  });

  it("heraldsun.rss: RSS 0.92, sound enclosures, no dates but the feed's '03 Apr 02 1500 GMT'", () => {
    const feed = readShared("heraldsun.rss");
    expect(feed.posts.map(({ title }) => title)).toEqual(["The First Item", "The Second Item"]);
    expect(post(feed, 0)).toMatchObject({
      url: "http://www.oreilly.com/example/001.html",
      publishedAt: "2002-04-03T15:00:00.000Z",
      excerpt: "This is the first item.",
      tags: ["Nonfiction"],
      photos: [],
    });
    expect(feed.undated).toEqual(feed.posts.map(({ guid }) => guid));
  });

  it("instant-article.rss: one post on localhost, its one line given a full stop", () => {
    const feed = readShared("instant-article.rss");
    expect(feed.posts).toMatchObject([
      {
        guid: "https://localhost:8000",
        title: "My first Instant Article",
        publishedAt: "2016-05-04T06:53:45.000Z",
        author: "tobi",
        paragraphs: ["Lorem ipsum"],
        excerpt: "Lorem ipsum.",
      },
    ]);
  });

  it("missing-fields.atom: an entry with an id and nothing else is refused, by its id and with the reason", () => {
    expect(readShared("missing-fields.atom")).toMatchObject({
      posts: [],
      refused: [
        {
          guid: "tag:github.com,2008:Repository/11167738/v3.9.0",
          reason: "the post has neither a title nor prose",
        },
      ],
    });
  });

  it("no excerpt of any of them is longer than sixty words or ends in mid-sentence", () => {
    const names = [
      "guardian.rss encoding.rss uolNoticias.rss feedburner.atom many-links.rss content-encoded.rss",
      "customfields.rss craigslist.rss reddit.rss rss-1.rss heise.atom atom-customfields.atom heraldsun.rss",
    ].flatMap((line) => line.split(" "));
    for (const { excerpt, guid } of names.flatMap((name) => readShared(name).posts)) {
      expect(excerpt.split(/\s+/).length, guid).toBeLessThanOrEqual(excerptWordsMax);
      if (excerpt) expect(excerpt, guid).toMatch(/[.!?]["”’)]*$/);
    }
  });

  it("reads nothing of the clock: what is dated stays so whenever it is read", () => {
    expect(readShared("guardian.rss").posts.every(({ publishedAt }) => publishedAt < now)).toBe(true);
  });
});

describe.skipIf(!hasSharedData)("gossip-post.txt", () => {
  const post = hasSharedData ? parseText({ text: sharedText("posts/gossip-post.txt") }) : ({} as never);

  it("is seven paragraphs of prose", () => {
    expect(post.paragraphs).toHaveLength(7);
    expect(post.paragraphs[0]).toMatch(
      /^Tom Cruise and Hayley Atwell continue to work on Mission: Impossible 7 in Rome/,
    );
    expect(post.paragraphs[6]).toMatch(/It’s gonna be a while\.$/);
  });

  it("has the caption of a photo set, introduced by the paragraph that ends with a colon", () => {
    expect(post.captions).toEqual([
      {
        text: "Hayley Atwell and Tom Cruise on the set of Mission: Impossible 7 in Rome",
        introducedBy:
          "To me though the picture that caught my attention is the one where Hayley appears to be smelling Tom’s hand:",
      },
    ]);
    expect(post.paragraphs).not.toContain(post.captions[0]?.text);
  });

  it("keeps the long paragraph after 'on Instagram:' as prose, since it is no caption", () => {
    expect(post.paragraphs[5]).toMatch(/She posted a shot of herself from set on Instagram:$/);
    expect(post.paragraphs[6]).toMatch(/^Like Hayley, Pom will be in both M:I7 and M:I8/);
  });

  it("opens with two sentences: the third would be too long", () => {
    expect(post.excerpt).toMatch(/^Tom Cruise and Hayley Atwell .* getting shot at\.$/);
  });
});
