import { describe, expect, it } from "vitest";
import { parseHtml } from "../../functions/posts/parse-html.ts";
import { photoSet } from "../../functions/posts/photo-set.ts";

const baseUrl = "https://blog.example/2020/10/rain/";
const read = (html: string) => parseHtml({ html, baseUrl });
const photosOf = (html: string) =>
  photoSet(read(html).photos, "post-1").map(({ id: _id, files: _files, position: _position, ...photo }) => photo);

describe("the prose of a post's HTML", () => {
  it("is plain paragraphs in order, inline markup gone, block markup a border", () => {
    const { paragraphs } = read(
      "<h2>Rain</h2><p>The <b>light</b> went at <a href='/x'>five</a>.</p><div>Then<br>rain.<br><br>And wind.</div><ul><li>One</li><li>Two</li></ul><blockquote>Said Ann.</blockquote>",
    );
    expect(paragraphs).toEqual([
      "Rain",
      "The light went at five.",
      "Then rain.",
      "And wind.",
      "One",
      "Two",
      "Said Ann.",
    ]);
  });

  it("holds nothing of scripts, styles, forms, hidden parts and what plug-ins add", () => {
    const { paragraphs } = read(
      `<p onclick="x()">Rain.</p><script>alert(1)</script><style>p{}</style><form><input value="x">Subscribe<button>Go</button></form><p style="display:none">secret</p><p hidden>secret</p><div class="sharedaddy">Share this</div><div class="jp-relatedposts">Related</div><nav>Home</nav><svg><text>x</text></svg><template>x</template>`,
    );
    expect(paragraphs).toEqual(["Rain."]);
  });

  it("keeps braces and what looks like markup as the words they are", () => {
    expect(read("<p>{{constructor}} &lt;script&gt;alert(1)&lt;/script&gt; $[x]</p>").paragraphs).toEqual([
      "{{constructor}} <script>alert(1)</script> $[x]",
    ]);
  });

  it("tells a bold line of its own from the sentence after it", () =>
    expect(read("<p><b>What is new?</b><br>The rain is new.</p>").paragraphs).toEqual([
      "What is new?",
      "The rain is new.",
    ]));
});

describe("the photos of a post's HTML", () => {
  it("take figcaption, alt, credit and declared size", () => {
    expect(
      photosOf(
        '<figure><img src="/a.jpg" alt="A ridge" width="800" height="600"><figcaption>Rain came. <cite>Bo Lane/AP</cite></figcaption></figure>',
      ),
    ).toEqual([
      {
        url: "https://blog.example/a.jpg",
        placement: "prose",
        width: 800,
        height: 600,
        caption: "Rain came.",
        alt: "A ridge",
        credit: "Bo Lane/AP",
      },
    ]);
  });

  it.each([
    [
      "WordPress's box",
      '<div class="wp-caption"><a href="/a.jpg"><img src="/a-300x200.jpg"></a><p class="wp-caption-text">Rain came. Photo: Bo Lane</p></div>',
    ],
    [
      "WordPress's shortcode",
      '[caption id="x" align="left" width="300"]<a href="/a.jpg"><img src="/a-300x200.jpg"></a> Rain came. Photo: Bo Lane[/caption]',
    ],
    [
      "WordPress's older shortcode",
      '[caption caption="Rain came. Photo: Bo Lane"]<a href="/a.jpg"><img src="/a-300x200.jpg"></a>[/caption]',
    ],
    [
      "Blogger's table",
      '<table class="tr-caption-container"><tbody><tr><td><a href="/a.jpg"><img src="/a-300x200.jpg"></a></td></tr><tr><td class="tr-caption">Rain came. Photo: Bo Lane</td></tr></tbody></table>',
    ],
    ["the title attribute", '<p><a href="/a.jpg"><img src="/a-300x200.jpg" title="Rain came. Photo: Bo Lane"></a></p>'],
    [
      "the small line beneath",
      '<p><a href="/a.jpg"><img src="/a-300x200.jpg"></a></p><p><em>Rain came. Photo: Bo Lane</em></p><p>Prose goes on.</p>',
    ],
  ])("take the caption of %s, and the large file behind the link", (_, html) => {
    expect(photosOf(html)).toEqual([
      { url: "https://blog.example/a.jpg", placement: "prose", caption: "Rain came.", credit: "Bo Lane" },
    ]);
    expect(read(html).paragraphs.join()).not.toContain("Rain came");
  });

  it("are introduced by a paragraph that ends with a colon, which is the caption of last resort", () => {
    const html =
      "<p>Noon. Here is the one that I like most of all:</p><p><img src='/a.jpg'></p><p>Prose goes on here. It does.</p>";
    expect(photosOf(html)).toEqual([
      {
        url: "https://blog.example/a.jpg",
        placement: "introduced",
        caption: "Here is the one that I like most of all",
      },
    ]);
    const captioned = html.replace("<p>Prose", "<p>Ann and Bo on the ridge</p><p>Prose");
    expect(photosOf(captioned)).toMatchObject([{ placement: "introduced", caption: "Ann and Bo on the ridge" }]);
    expect(read(captioned).paragraphs).toHaveLength(2);
  });

  it("are a set in a gallery, and when three or more stand with no prose between", () => {
    const gallery =
      '<p>Text.</p><div class="gallery"><figure><img src="/a.jpg"></figure><figure><img src="/b.jpg"></figure></div>';
    expect(photosOf(gallery).map(({ placement }) => placement)).toEqual(["set", "set"]);
    const row =
      "<p>Text.</p><img src='/a.jpg'><br><img src='/b.jpg'><p><img src='/c.jpg'></p><p>Text.</p><img src='/d.jpg'>";
    expect(photosOf(row).map(({ placement }) => placement)).toEqual(["set", "set", "set", "prose"]);
  });

  it("keep their own captions in the galleries of WordPress, old and new", () => {
    const classic = (name: string) =>
      `<dl class="gallery-item"><dt class="gallery-icon"><a href="/x/"><img src="/${name}.jpg"></a></dt><dd class="wp-caption-text gallery-caption">Photo ${name} of rain</dd></dl>`;
    const block = (name: string) =>
      `<figure class="wp-block-image"><img src="/${name}.jpg"><figcaption>Photo ${name} of rain</figcaption></figure>`;
    for (const html of [
      `<div class="gallery gallery-columns-3">${classic("one")}${classic("two")}</div>`,
      `<figure class="wp-block-gallery has-nested-images">${block("one")}${block("two")}</figure>`,
      `<ul class="blocks-gallery-grid"><li class="blocks-gallery-item">${block("one")}</li><li class="blocks-gallery-item">${block("two")}</li></ul>`,
    ]) {
      expect(photosOf(html)).toMatchObject([
        { placement: "set", caption: "Photo one of rain" },
        { placement: "set", caption: "Photo two of rain" },
      ]);
      expect(read(html).paragraphs).toEqual([]);
    }
  });

  it("are all credited by a line that names whose they are, save those that name somebody themselves", () => {
    const set = "<img src='/a.jpg'><img src='/b.jpg'><img src='/c.jpg'>";
    const own = "<figure><img src='/own.jpg'><figcaption>Rain (Photo: Bo Lane)</figcaption></figure>";
    const credits = (html: string) => photosOf(html).map(({ credit = "" }) => credit);
    const all = ["Ann Lee/Getty Images", "Ann Lee/Getty Images", "Ann Lee/Getty Images"];
    for (const html of [
      `<p>It rains on.</p>${set}<p>Photos: Ann Lee/Getty Images</p>`,
      `<p>It rains on.</p>${set}<p>Photo: Ann Lee/Getty Images</p><p>And on.</p>`,
      `${set}<p>It rains on.</p><p>Photo credit: Ann Lee/Getty Images</p>`,
      `<p>Photos by Ann Lee/Getty Images</p><p>It rains on.</p>${set}<p>And on.</p>`,
    ]) {
      expect(credits(html)).toEqual(all);
      expect(read(html).paragraphs.join()).not.toContain("Getty");
    }
    expect(credits(`${own}<p>On.</p>${set}<p>Photos: Ann Lee/Getty Images</p>`)).toEqual(["Bo Lane", ...all]);
    expect(credits("<img src='/a.jpg'><p>On and on.</p><img src='/b.jpg'><p>Photo: Bo Lane</p><p>On.</p>")).toEqual([
      "",
      "Bo Lane",
    ]);
    expect(credits(`${set}<p>And on.</p><p>Photos: see all of them inside</p>`)).toEqual(["", "", ""]);
  });

  it("each stand once, in reading order, at the largest size the page gives", () => {
    expect(
      photosOf(
        `<img src="/a-300x200.jpg" srcset="/a-300x200.jpg 300w, /a-1024x683.jpg 1024w, /a-768x512.jpg 768w" sizes="100vw"><p>Text.</p><img src="/b.jpg?w=400"><p>Text.</p><img src="/a-150x100.jpg" alt="Again">`,
      ),
    ).toEqual([
      { url: "https://blog.example/a-1024x683.jpg", placement: "prose", width: 1024, height: 683, alt: "Again" },
      { url: "https://blog.example/b.jpg?w=400", placement: "prose", width: 400 },
    ]);
  });

  it("understand <picture>, densities and commas in addresses", () => {
    expect(
      photosOf(
        `<picture><source srcset="/a,b.webp 2x, /a,b-s.webp 1x"><source srcset="https://c.example/w_300,c_fill/a.jpg 1200w"><img src="/a.jpg" width="600"></picture>`,
      )[0],
    ).toMatchObject({
      url: "https://c.example/w_300,c_fill/a.jpg",
      width: 1200,
    });
  });

  it.each([
    ['<img src="data:image/gif;base64,R0lGOD" data-src="/a.jpg">'],
    ['<img src="/lazy-placeholder.gif" data-lazy-src="/a.jpg">'],
    ['<img data-srcset="/a.jpg 900w, /a-small.jpg 300w" class="lazyload">'],
    ['<img data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>'],
    ['<figure><img src="data:image/gif;base64,R0" class="lazy"><noscript><img src="/a.jpg"></noscript></figure>'],
    ['<amp-img src="/a.jpg" width="900" height="600"></amp-img>'],
  ])("are found behind lazy loading: %s", (html) =>
    expect(photosOf(html).map(({ url }) => url)).toEqual(["https://blog.example/a.jpg"]),
  );

  it.each([
    '<img src="https://pixel.example/c.gif" width="1" height="1">',
    '<img src="http://feeds.feedburner.com/~r/x/~4/y">',
    '<img src="http://feeds.feedburner.com/~ff/x?d=yIl2AUoC8zA">',
    '<img src="https://pixel.wp.com/b.gif?host=x">',
    '<img src="https://secure.gravatar.com/avatar/abc?s=96">',
    '<img src="/me.jpg" class="avatar photo" width="96" height="96">',
    '<img src="https://s.w.org/images/core/emoji/13/72x72/1f600.png" class="wp-smiley">',
    '<img src="/emoji/smile.png">',
    '<img src="/spacer.gif">',
    '<img src="/icons/facebook.png" width="32" height="32">',
    '<img src="/twitter-icon.png">',
    '<img src="https://ad.doubleclick.net/ad/x.jpg">',
    '<img src="/promo.jpg" width="728" height="90">',
    '<img src="/drawing.svg">',
    '<img src="data:image/png;base64,iVBORw0KGgo=">',
    '<img src="javascript:alert(1)">',
    '<img src="file:///etc/passwd">',
    '<img src="cid:part1">',
    '<img src="http://">',
    "<img>",
  ])("leave out %s", (html) => expect(photosOf(html)).toEqual([]));

  it("have no file name for a caption or an alt, and no alt equal to the caption", () => {
    expect(photosOf('<img src="/a.jpg" title="DSC_0123" alt="IMG_0042.JPG">')).toEqual([
      { url: "https://blog.example/a.jpg", placement: "prose" },
    ]);
    const [photo] = photosOf(
      '<figure><img src="/a.jpg" alt="Rain on the ridge"><figcaption>Rain on the ridge</figcaption></figure>',
    );
    expect(photo).toEqual({ url: "https://blog.example/a.jpg", placement: "prose", caption: "Rain on the ridge" });
  });

  it("are at most two hundred", () =>
    expect(
      photosOf(Array.from({ length: 300 }, (_, at) => `<img src="/photo-of-rain-${at}a.jpg">`).join("")),
    ).toHaveLength(200));
});

describe("the embeds of a post's HTML", () => {
  it.each([
    [
      '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Abc_1/?utm_source=ig_embed"><a href="x">A post shared by Ann Holt (@ann.holt)</a></blockquote>',
      { service: "instagram", url: "https://www.instagram.com/p/Abc_1/", author: "Ann Holt" },
    ],
    [
      '<blockquote class="twitter-tweet"><p lang="en">Rain <a href="https://t.co/x">pic</a></p>&mdash; Ann Holt (@annholt) <a href="https://twitter.com/annholt/status/123?ref_src=x">October 13, 2020</a></blockquote>',
      { service: "x", url: "https://twitter.com/annholt/status/123", author: "Ann Holt", text: "Rain pic" },
    ],
    [
      '<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe>',
      { service: "youtube", url: "https://www.youtube.com/watch?v=dQw4w9WgXcQ" },
    ],
    [
      '<iframe data-src="https://player.vimeo.com/video/12345?dnt=1"></iframe>',
      { service: "vimeo", url: "https://vimeo.com/12345" },
    ],
    [
      '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@annholt/video/678"><section>Rain</section></blockquote>',
      { service: "tiktok", url: "https://www.tiktok.com/@annholt/video/678", author: "@annholt" },
    ],
    [
      '<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fann%2Fposts%2F1"></iframe>',
      { service: "facebook", url: "https://www.facebook.com/ann/posts/1" },
    ],
    [
      '<iframe src="https://open.spotify.com/embed/track/abc123?si=x"></iframe>',
      { service: "spotify", url: "https://open.spotify.com/track/abc123" },
    ],
    [
      '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc/app.bsky.feed.post/3k"><p>Rain</p></blockquote>',
      { service: "bluesky", url: "https://bsky.app/profile/did:plc:abc/post/3k" },
    ],
    [
      '<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@annholt/post/Cx"></blockquote>',
      { service: "threads", url: "https://www.threads.net/@annholt/post/Cx", author: "@annholt" },
    ],
    ["<p>https://www.instagram.com/p/Abc_1/</p>", { service: "instagram", url: "https://www.instagram.com/p/Abc_1/" }],
    [
      "[embed]https://youtu.be/dQw4w9WgXcQ[/embed]",
      { service: "youtube", url: "https://www.youtube.com/watch?v=dQw4w9WgXcQ" },
    ],
  ])("know %s", (html, embed) => {
    const { embeds, paragraphs } = read(`<p>Text.</p>${html}<p>More.</p>`);
    expect(embeds).toEqual([expect.objectContaining(embed)]);
    expect(paragraphs).toEqual(["Text.", "More."]);
  });

  it("are nothing for players and links that are no such service's", () => {
    expect(
      read('<iframe src="https://ads.example/x"></iframe><iframe src="javascript:alert(1)"></iframe>').embeds,
    ).toEqual([]);
    expect(read('<p>See <a href="https://twitter.com/ann/status/1">this</a>.</p>').embeds).toEqual([]);
  });

  it("leave an ordinary quotation in the prose", () =>
    expect(read("<blockquote><p>Rain came.</p></blockquote>").paragraphs).toEqual(["Rain came."]));
});
