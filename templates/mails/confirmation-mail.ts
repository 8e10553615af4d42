import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { brand } from "../brand.ts";
import { pageWords } from "../pages/words.ts";
import { directionOf } from "../words.ts";

export type SystemMailContent = { language: string; subject: string; text: string; html: string };

/** Asks one question. It advertises nothing and names nobody, because whoever typed the address may not be its owner. */
export const confirmationMail = (newsletter: Newsletter, confirmUrl: string): SystemMailContent => {
  const { language, words } = pageWords(newsletter);
  const sender = newsletter.postalAddress ?? newsletter.name;
  const text = [words.mailText, `${words.mailButton}:\n${confirmUrl}`, words.mailIgnore, `-- \n${sender}`].join("\n\n");
  const markup = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${words.mailSubject}</title>
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media(prefers-color-scheme:dark){
body{background:${dark.surface}!important;color:${dark.text}!important}
.quiet,.quiet a{color:${dark.secondary}!important}
.button{background:${newsletter.brand.accentDark}!important;color:${dark.surface}!important}
}
</style>
</head>
<body style="margin:0;padding:${space.large} ${space.small};background:${light.surface};color:${light.text};font:${type.body.size}/${type.body.line} ${font.body}">
<div role="main" style="max-width:30rem;margin:0 auto">
<h1 style="margin:0 0 ${space.medium};font:400 ${type.story.size}/${type.story.line} ${font.headline}">${newsletter.name}</h1>
<p style="margin:0 0 ${space.medium}">${words.mailText}</p>
<p style="margin:0 0 ${space.medium}"><a class="button" href="${confirmUrl}" style="display:inline-block;padding:12px ${space.medium};background:${newsletter.brand.accentLight};color:${light.surface};font-weight:600;text-decoration:none">${words.mailButton}</a></p>
<p class="quiet" style="margin:0 0 ${space.small};color:${light.secondary};font-size:${type.caption.size};line-height:${type.caption.line}">${words.mailIgnore}</p>
<p class="quiet" style="margin:0 0 ${space.small};color:${light.secondary};font-size:${type.caption.size};line-height:${type.caption.line}">${words.mailAddress}<br><a href="${confirmUrl}" dir="ltr" style="color:${light.secondary};word-break:break-all">${confirmUrl}</a></p>
<p class="quiet" style="margin:0;color:${light.secondary};font-size:${type.caption.size};line-height:${type.caption.line}">${sender}</p>
</div>
</body>
</html>`;
  return { language, subject: words.mailSubject, text: `${text}\n`, html: String(markup) };
};

const { font, type, space } = brand;
const { light, dark } = brand.colour;
