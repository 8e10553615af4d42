import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { brand } from "../brand.ts";
import { directionOf } from "../words.ts";

type Markup = ReturnType<typeof html>;

const { font, type, space } = brand;
const { light, dark } = brand.colour;

/** What every mail that is no issue looks like: one column, light and dark. */
export const mailShell = (mail: {
  language: string;
  title: string;
  headline?: string;
  /** Under it, in paragraphs of its own. */
  content: Markup | readonly Markup[];
  /** What a button looks like in the dark, where there is one. */
  darkButton?: string | undefined;
}): string =>
  String(html`<!doctype html>
<html lang="${mail.language}" dir="${directionOf(mail.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${mail.title}</title>
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media(prefers-color-scheme:dark){
body{background:${dark.surface}!important;color:${dark.text}!important}
.quiet,.quiet a{color:${dark.secondary}!important}
${mail.darkButton ? `.button{background:${mail.darkButton}!important;color:${dark.surface}!important}` : ""}
}
</style>
</head>
<body style="margin:0;padding:${space.large} ${space.small};background:${light.surface};color:${light.text};font:${type.body.size}/${type.body.line} ${font.body}">
<div role="main" style="max-width:30rem;margin:0 auto;overflow-wrap:anywhere">
${mail.headline === undefined ? "" : html`<h1 style="margin:0 0 ${space.medium};font:400 ${type.story.size}/${type.story.line} ${font.headline}">${mail.headline}</h1>`}
${mail.content}
</div>
</body>
</html>
`);

/** The style of what stands small below the rest. */
export const quietStyle = `color:${light.secondary};font-size:${type.caption.size};line-height:${type.caption.line}`;

/** What a mail asks its reader to press, in a paragraph of its own. */
export const mailButton = ({ brand: { accentLight } }: Pick<Newsletter, "brand">, url: string, words: string): Markup =>
  html`<p style="margin:0 0 ${space.medium}"><a class="button" href="${url}" style="display:inline-block;padding:12px ${space.medium};background:${accentLight};color:${light.surface};font-weight:600;text-decoration:none">${words}</a></p>`;
