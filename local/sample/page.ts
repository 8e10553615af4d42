import { siteName } from "./feed.ts";
import { sizeOf } from "./make-photo.ts";
import { escapeMarkup, paragraphHtml } from "./markup.ts";
import { photographs } from "./photographs.ts";
import { photos, type SamplePhoto } from "./photos.ts";
import { photoUrl, wordsOf } from "./post-html.ts";
import { canonicalUrl } from "./posts.ts";
import { figuresOf, proseOf, type SampleBlock, type SampleFigure, type SamplePost } from "./sample-post.ts";

const style = `
:root{color-scheme:light dark;--page:#fff;--text:#1c1b1a;--soft:#635e58;--line:#dcd7d0;--accent:#9c2f1b}
@media(prefers-color-scheme:dark){:root{--page:#121417;--text:#e8eaed;--soft:#a9aeb6;--line:#33373e;--accent:#f2a188}}
body{margin:0;background:var(--page);color:var(--text);font:19px/1.6 Georgia,'Times New Roman',serif}
header,main,footer{max-width:680px;margin:0 auto;padding:24px}
header{border-bottom:1px solid var(--line);padding-block:16px}
header a{color:var(--text);text-decoration:none;font-size:22px;font-weight:bold}
header span,.by,figcaption,footer,li span{color:var(--soft);font:15px/1.5 -apple-system,'Segoe UI',Helvetica,Arial,sans-serif}
header span{margin-inline-start:12px}
h1{font-size:38px;line-height:1.15;margin:24px 0 8px}
a{color:var(--accent)}
figure{margin:32px 0}
img{display:block;width:auto;max-width:100%;height:auto;margin:0 auto}
figcaption{margin-top:8px}.credit{display:block;font-size:13px}
.elsewhere{border-inline-start:3px solid var(--accent);padding-inline-start:16px}
ul{list-style:none;padding:0}li{margin:0 0 20px}li span{display:block}
footer{border-top:1px solid var(--line);margin-top:40px}`;

const page = (input: { title: string; origin: string; head: string; lang: string; main: string }): string =>
  `<!doctype html>
<html lang="${input.lang}"${input.lang === "ar" ? ' dir="rtl"' : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(input.title)}</title>
<link rel="alternate" type="application/rss+xml" title="${siteName}" href="${input.origin}/sample/feed.xml">
${input.head}
<style>${style}</style>
</head>
<body>
<header lang="en" dir="ltr"><a href="${input.origin}/sample/">${siteName}</a><span>Pictures that took their time</span></header>
<main>
${input.main}
</main>
<footer lang="en" dir="ltr">A sample. The people in these stories are invented; the photographs are real. Digital images courtesy of the Getty’s Open Content Program.</footer>
</body>
</html>
`;

/** A post as people read it in a browser: its canonical page, without any script. */
export const postPage = (origin: string, post: SamplePost): string => {
  const url = canonicalUrl(origin, post.slug);
  const [first] = figuresOf(post);
  const about = (proseOf(post)[0] ?? "").slice(0, 200);
  const head = [
    `<link rel="canonical" href="${url}">`,
    `<meta property="og:type" content="article">`,
    `<meta property="og:title" content="${escapeMarkup(post.title)}">`,
    `<meta property="og:url" content="${url}">`,
    `<meta name="description" content="${escapeMarkup(about)}">`,
    ...(first ? [`<meta property="og:image" content="${photoUrl(origin, first.photo)}">`] : []),
  ].join("\n");
  const main = `<article>
<h1>${escapeMarkup(post.title)}</h1>
<p class="by">${escapeMarkup(post.author)} · <time datetime="${post.publishedAt}">${dateOf(post)}</time> · ${escapeMarkup(post.tags.join(", "))}</p>
<div class="entry-content">
${post.body.map((block) => blockOf(origin, block)).join("\n")}
</div>
${printsOf(post)}
</article>`;
  return page({ title: `${post.title} | ${siteName}`, origin, head, lang: post.language ?? "en", main });
};

/** The front page: what has been published, newest first. */
export const frontPage = (origin: string, posts: readonly SamplePost[]): string => {
  const entries = posts.map(
    (post) =>
      `<li lang="${post.language ?? "en"}" dir="auto"><a href="${canonicalUrl(origin, post.slug)}">${escapeMarkup(post.title)}</a><span>${escapeMarkup(post.author)} · ${dateOf(post)}</span></li>`,
  );
  const main = `<h1>${siteName}</h1>\n<ul>\n${entries.join("\n")}\n</ul>`;
  return page({ title: siteName, origin, head: "", lang: "en", main });
};

const dateOf = (post: SamplePost): string =>
  new Intl.DateTimeFormat(post.language ?? "en-GB", { dateStyle: "long", timeZone: "Europe/Rome" }).format(
    new Date(post.publishedAt),
  );

const blockOf = (origin: string, block: SampleBlock): string => {
  if (typeof block === "string")
    return `<p>${paragraphHtml(block, (target) => (target.startsWith("post:") ? canonicalUrl(origin, target.slice(5)) : target))}</p>`;
  if ("figure" in block) return figureOf(origin, block.figure);
  if ("set" in block) return block.set.map((figure) => figureOf(origin, figure)).join("\n");
  if ("video" in block)
    return `<p class="elsewhere"><a href="https://www.youtube.com/watch?v=${block.video.id}">${escapeMarkup(block.video.title)}</a>, a film on YouTube</p>`;
  const { url, author, text } = block.instagram;
  return `<blockquote class="elsewhere"><p>${escapeMarkup(text)}</p><a href="${url}">${escapeMarkup(author)} on Instagram</a></blockquote>`;
};

const figureOf = (origin: string, figure: SampleFigure): string => {
  const { width, height } = sizeOf(figure.photo);
  const { caption, alt, credit } = wordsOf(figure);
  const source = credit ? ` <span class="credit">Photo: ${escapeMarkup(credit)}</span>` : "";
  return `<figure><img src="${photoUrl(origin, figure.photo)}" alt="${escapeMarkup(alt)}" width="${width}" height="${height}"><figcaption>${escapeMarkup(caption)}${source}</figcaption></figure>`;
};

/** The museum's own page of every print that a picture of the post is taken from. */
const printsOf = (post: SamplePost): string => {
  const prints = new Set(
    figuresOf(post).flatMap((figure) => {
      const photo: SamplePhoto = photos[figure.photo];
      return "drawing" in photo || photo.uncredited ? [] : [photographs[photo.of]];
    }),
  );
  if (prints.size === 0) return "";
  const links = [...prints].map(({ title, url, made }) => `<a href="${url}">${escapeMarkup(title)}</a> (${made})`);
  return `<p class="by" lang="en" dir="ltr">From ${links.join(", ")}</p>`;
};
