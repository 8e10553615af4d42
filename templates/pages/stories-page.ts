import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { brand } from "../brand.ts";
import { directionOf } from "../words.ts";
import type { Markup } from "./page.ts";

export type StoriesPage = {
  language: string;
  title: string;
  newsletterName: string;
  dates: string;
  accents: { light: string; dark: string };
  /** The issue they are the stories of. */
  back: { url: string; words: string };
  days: readonly { day: string; stories: readonly StoryLine[] }[];
};

export type StoryLine = {
  url: string;
  title: string;
  direction: "ltr" | "rtl";
  photo?: { src: string; width: number; height: number } | undefined;
};

/** Every story of the week by day, as a page that runs nothing; `headers` hold the policy that allows no more. */
export const storiesPage = (view: StoriesPage): { markup: Markup; headers: Readonly<Record<string, string>> } => {
  const style = styleWith(view.accents);
  return { markup: markupOf(view, style), headers: headersFor(style) };
};

const markupOf = (view: StoriesPage, style: string): Markup => html`<!doctype html>
<html lang="${view.language}" dir="${directionOf(view.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${view.title} · ${view.newsletterName}, ${view.dates}</title>
<style>${raw(style)}</style>
</head>
<body>
<header><p class="name">${view.newsletterName}</p><p class="quiet">${view.dates}</p></header>
<main>
<h1>${view.title}</h1>
<p><a href="${view.back.url}">${view.back.words}</a></p>
${view.days.map(
  ({ day, stories }) => html`<section><h2>${day}</h2>
<ul>${stories.map(storyLine)}</ul></section>
`,
)}</main>
</body>
</html>`;

const storyLine = ({ url, title, direction, photo }: StoryLine): Markup => html`<li>${
  photo && html`<img src="${photo.src}" alt="" width="${photo.width}" height="${photo.height}" loading="lazy">`
}<a href="${url}" dir="${direction}">${title}</a></li>
`;

const { colour, font, type, space } = brand;

const styleWith = (accents: StoriesPage["accents"]): string => `
:root{color-scheme:light dark;--surface:${colour.light.surface};--text:${colour.light.text};--quiet:${colour.light.secondary};--line:${colour.light.hairline};--accent:${accents.light}}
@media(prefers-color-scheme:dark){:root{--surface:${colour.dark.surface};--text:${colour.dark.text};--quiet:${colour.dark.secondary};--line:${colour.dark.hairline};--accent:${accents.dark}}}
body{margin:0 auto;max-width:40rem;padding:0 ${space.small} ${space.large};background:var(--surface);color:var(--text);font:${type.body.size}/${type.body.line} ${font.body}}
header{padding:${space.small} 0;border-bottom:1px solid var(--line)}
header p{margin:0}
.name{font:700 ${type.wordmark.size}/${type.wordmark.line} ${font.headline}}
.quiet{color:var(--quiet);font-size:${type.caption.size};line-height:${type.caption.line}}
h1{margin:${space.large} 0 ${space.hair};font:400 ${type.lead.size}/${type.lead.line} ${font.headline}}
h2{margin:${space.large} 0 ${space.small};font:italic 400 ${type.story.size}/${type.story.line} ${font.headline}}
[dir=rtl] h2{font-style:normal}
ul{margin:0;padding:0;list-style:none}
li{display:flex;gap:${space.small};align-items:flex-start;padding:${space.hair} 0}
li a{color:inherit;text-decoration:none}
li a:hover{text-decoration:underline}
img{flex:none;width:96px;height:64px;object-fit:cover;object-position:50% 20%;background:var(--line)}
a{color:var(--accent)}
a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
`;

const headersFor = (style: string): Readonly<Record<string, string>> => ({
  "content-security-policy":
    `default-src 'none'; img-src 'self' https:; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; ` +
    `form-action 'none'; base-uri 'none'; frame-ancestors 'self'`,
  "referrer-policy": "strict-origin-when-cross-origin",
  "cache-control": "public, max-age=300",
  "x-content-type-options": "nosniff",
});
