import type { Instant } from "../../functions/core/time.ts";
import { sizeOf } from "./make-photo.ts";
import { cdata, escapeMarkup, paragraphHtml } from "./markup.ts";
import { photoUrl, postHtml, wordsOf } from "./post-html.ts";
import { canonicalUrl, guidOf, postsAt } from "./posts.ts";
import { figuresOf, proseOf, type SampleFigure, type SamplePost } from "./sample-post.ts";

export const siteName = "Nobody Blinked";

/** The blog's feed as it stands at `at`: RSS 2.0 as WordPress writes it, newest first, every post in it. */
export const sampleFeed = (origin: string, at: Instant): string => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${siteName}</title>
<atom:link href="${origin}/sample/feed.xml" rel="self" type="application/rss+xml" />
<link>${origin}/sample/</link>
<description>Pictures that took their time</description>
<language>en-GB</language>
<lastBuildDate>${new Date(at).toUTCString()}</lastBuildDate>
${postsAt(at)
  .map((post) => item(origin, post))
  .join("\n")}
</channel>
</rss>
`;

const item = (origin: string, post: SamplePost): string => {
  const url = canonicalUrl(origin, post.slug);
  const has = (kind: NonNullable<SamplePost["chaff"]>[number]) => post.chaff?.includes(kind) ?? false;
  const byline = `<p>The post <a href="${url}">${escapeMarkup(post.title)}</a> appeared first on <a href="${origin}/sample/">${siteName}</a>.</p>`;
  const text = has("teaser") ? teaserHtml(url, post) : postHtml(origin, post);
  const body = post.language === "ar" ? `<div dir="rtl" lang="ar">${text}</div>` : text;
  return `<item>
<title>${escapeMarkup(has("site name") ? `${post.title} | ${siteName}` : post.title)}</title>
<link>${url}</link>
<guid isPermaLink="false">${guidOf(post)}</guid>
<pubDate>${new Date(post.publishedAt).toUTCString()}</pubDate>
<dc:creator>${cdata(post.author)}</dc:creator>
${post.language ? `<dc:language>${post.language}</dc:language>\n` : ""}${post.tags.map((tag) => `<category>${cdata(tag)}</category>`).join("\n")}
<slash:comments>${post.comments}</slash:comments>
<description>${cdata(`<p>${openingWords(post)} […]</p>\n${byline}`)}</description>
<content:encoded>${cdata(`${body}\n${byline}`)}</content:encoded>
${
  has("media") || figuresOf(post).some((figure) => figure.sensitive)
    ? figuresOf(post)
        .map((figure) => mediaContent(origin, figure))
        .join("\n")
    : ""
}
</item>`;
};

const openingWords = (post: SamplePost): string =>
  escapeMarkup(proseOf(post).join(" ").split(" ").slice(0, 45).join(" "));

const teaserHtml = (url: string, post: SamplePost): string => {
  const first = post.body.find((block) => typeof block === "string") ?? "";
  return `<p>${paragraphHtml(first, (target) => target)} […]</p>\n<p><a class="more-link" href="${url}">Continue reading <span class="screen-reader-text">${escapeMarkup(post.title)}</span> →</a></p>`;
};

/** Media RSS 1.5.1, with the credit, and with the rating that says a picture is not for every reader. */
const mediaContent = (origin: string, figure: SampleFigure): string => {
  const { width, height } = sizeOf(figure.photo);
  const { caption, alt, credit } = wordsOf(figure);
  return `<media:content url="${photoUrl(origin, figure.photo)}" medium="image" type="image/jpeg" width="${width}" height="${height}">
<media:title type="plain">${escapeMarkup(alt)}</media:title>
<media:description type="plain">${escapeMarkup(caption)}</media:description>
${credit ? `<media:credit role="photographer">${escapeMarkup(credit)}</media:credit>\n` : ""}<media:rating scheme="urn:simple">${figure.sensitive ? "adult" : "nonadult"}</media:rating>
</media:content>`;
};
