import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { brand } from "../brand.ts";
import { pageWords } from "../pages/words.ts";
import { directionOf } from "../words.ts";

export type SystemMailContent = { language: string; subject: string; text: string; html: string };

/** Asks one question. It advertises nothing and names nobody, because whoever typed the address may not be its owner. */
export const confirmationMail = (newsletter: Newsletter, confirmUrl: string): SystemMailContent => {
  const { words } = pageWords(newsletter);
  return questionMail(newsletter, confirmUrl, {
    subject: words.mailSubject,
    question: words.mailText,
    button: words.mailButton,
    ignore: words.mailIgnore,
  });
};

type Question = { subject: string; question: string; button: string; ignore: string };

/** A mail that asks one thing, with a button that leads to the page where it is answered. */
export const questionMail = (newsletter: Newsletter, url: string, asked: Question): SystemMailContent => {
  const { language, words } = pageWords(newsletter);
  const sender = newsletter.postalAddress ?? newsletter.name;
  const text = [asked.question, `${asked.button}:\n${url}`, asked.ignore, `-- \n${sender}`].join("\n\n");
  const markup = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${asked.subject}</title>
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
<p style="margin:0 0 ${space.medium}">${asked.question}</p>
<p style="margin:0 0 ${space.medium}"><a class="button" href="${url}" style="display:inline-block;padding:12px ${space.medium};background:${newsletter.brand.accentLight};color:${light.surface};font-weight:600;text-decoration:none">${asked.button}</a></p>
<p class="quiet" style="margin:0 0 ${space.small};color:${light.secondary};font-size:${type.caption.size};line-height:${type.caption.line}">${asked.ignore}</p>
<p class="quiet" style="margin:0 0 ${space.small};color:${light.secondary};font-size:${type.caption.size};line-height:${type.caption.line}">${words.mailAddress}<br><a href="${url}" dir="ltr" style="color:${light.secondary};word-break:break-all">${url}</a></p>
<p class="quiet" style="margin:0;color:${light.secondary};font-size:${type.caption.size};line-height:${type.caption.line}">${sender}</p>
</div>
</body>
</html>`;
  return { language, subject: asked.subject, text: `${text}\n`, html: String(markup) };
};

const { font, type, space } = brand;
const { light, dark } = brand.colour;
