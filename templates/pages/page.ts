import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { brand } from "../brand.ts";
import { directionOf } from "../words.ts";

/** What `html` makes: text in which everything that was put in is escaped. */
export type Markup = ReturnType<typeof html>;

const { light, dark } = brand.colour;

const style = `
:root{color-scheme:light dark;--page:${light.page};--surface:${light.surface};--text:${light.text};--secondary:${light.secondary};--hairline:${light.hairline}}
@media (prefers-color-scheme:dark){:root{--page:${dark.page};--surface:${dark.surface};--text:${dark.text};--secondary:${dark.secondary};--hairline:${dark.hairline}}}
body{margin:0;font:1.0625rem/1.6 ${brand.font.body};background:var(--page);color:var(--text)}
main{box-sizing:border-box;overflow-wrap:anywhere;hyphens:auto;max-width:${brand.width.mail};min-height:100vh;margin:0 auto;padding:0 ${brand.space.medium} ${brand.space.large};background:var(--surface)}
.masthead{margin:0 calc(-1*${brand.space.medium}) ${brand.space.large};padding:${brand.space.medium};border-bottom:1px solid var(--hairline);font:700 1.375rem/1.3 ${brand.font.headline}}
h1,h2{font-family:${brand.font.headline};font-weight:400;line-height:1.25;margin:0 0 ${brand.space.small};text-wrap:balance}
h1{font-size:1.875rem;padding-top:${brand.space.medium}}
.masthead+h1{padding-top:0}
h2{font-size:1.375rem;margin-top:${brand.space.large}}
a{color:inherit;text-underline-offset:.15em}
ul{margin:0;padding:0;list-style:none}
li{padding:.375rem 0}
small{color:var(--secondary);font-size:.875rem}
fieldset{border:0;margin:0 0 1.5rem;padding:0}
legend{padding:0;margin-bottom:.5rem}
label{display:block;padding:.375rem 0}
[type=email],[type=text]{display:block;box-sizing:border-box;width:100%;margin-top:.25rem;padding:.625rem .75rem;font:inherit;border:1px solid var(--secondary);border-radius:2px;background:var(--surface);color:var(--text)}
[type=radio]{accent-color:var(--text)}
[aria-invalid]{border:2px solid var(--text)}
[dir=rtl] h1,[dir=rtl] h2,[dir=rtl] .masthead{letter-spacing:0}
form p{margin:0 0 1rem}
form+form{margin-top:1rem}
select{display:block;box-sizing:border-box;width:100%;margin-top:.25rem;padding:.625rem .75rem;font:inherit;border:1px solid var(--secondary);border-radius:2px;background:var(--surface);color:var(--text)}
section{margin-top:${brand.space.large};padding-top:${brand.space.medium};border-top:1px solid var(--hairline)}
section h2{margin-top:0}
pre{margin:0;padding:1rem;overflow-x:auto;border:1px solid var(--hairline);font-size:.875rem;line-height:1.5;text-align:left}
.quieter{background:none;color:var(--text);box-shadow:inset 0 0 0 1px var(--secondary)}
.typed{font-weight:600}
nav{margin-top:${brand.space.large};padding:${brand.space.small} 0;border-top:1px solid var(--hairline);font-size:.875rem}
nav ul{display:flex;flex-wrap:wrap;gap:0 1.25rem}
nav [aria-current]{color:var(--secondary)}
.people form{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem}
.people button{min-width:11rem;text-align:start}
.people small{flex:1 1 14rem}
[role=alert]{font-weight:600;padding-inline-start:.75rem;border-inline-start:4px solid var(--text)}
.trap{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border:0;border-radius:2px;background:var(--text);color:var(--surface);cursor:pointer}
button:focus-visible,input:focus-visible,select:focus-visible,pre:focus-visible,a:focus-visible{outline:3px solid var(--text);outline-offset:3px}
`;

export type PageInput = {
  language: string;
  name?: string;
  title: string;
  body: Markup;
  /** Leads to the same page in other languages. */
  languages?: Markup;
};

/** One page of ours, under the newsletter's `name` where it has one: no script, no picture, nothing from elsewhere. */
export const page = (input: PageInput): Markup =>
  html`<!doctype html>
<html lang="${input.language}" dir="${directionOf(input.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${input.title}</title>
<style>${raw(style)}</style>
</head>
<body><main>
${input.name ? html`<p class="masthead">${input.name}</p>` : ""}
<h1>${input.title}</h1>
${input.body}
${input.languages ?? ""}
</main></body>
</html>`;

const styleHash = createHash("sha256").update(style).digest("base64");

/**
 * Sent with every page: it may run nothing, load nothing, stand in no frame and post only to us; its address, which
 * holds a token, is passed on to nobody and kept in no cache. `challengeUrl` is the script of a service that asks whether
 * the visitor is a person: its origin alone may then run and be framed.
 */
export const pageHeadersWith = (challengeUrl?: string): Readonly<Record<string, string>> => {
  const origin = challengeUrl && new URL(challengeUrl).origin;
  const exceptions = origin ? ` script-src ${origin}; frame-src ${origin};` : "";
  return {
    "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}';${exceptions} form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    vary: "accept-language",
    "x-content-type-options": "nosniff",
  };
};

export const pageHeaders = pageHeadersWith();
