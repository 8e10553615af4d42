import { html, raw } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import type { Rendition } from "../core/rendition.ts";
import { htmlBudgetBytes, photoBudgetBytes } from "../digest/encoded-size.ts";
import { consoleStyle } from "./console-style.ts";

const style = `body{padding:.5rem 1rem;background:var(--surface)}p{margin:0}meter{width:7rem;max-width:28vw}.bar{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}`;

/** The bytes of the mail and of its pictures beside what they may be, and what was taken away for them. */
export const sizesPage = ({ htmlBytes, photoBytes, trimmed = [] }: Rendition, nonce: string): Markup =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sizes of the mail</title><style nonce="${nonce}">${raw(consoleStyle)}${raw(style)}</style></head>
<body><div class="bar">${meter("Mail", htmlBytes, htmlBudgetBytes)}${meter("Pictures", photoBytes, photoBudgetBytes)}</div>
<p><small>${trimmed.length > 0 ? trimmed.join(" ") : "Nothing had to be left out for them."}</small></p></body></html>`;

const meter = (name: string, bytes: number, budget: number): Markup => {
  const kilobytes = (value: number) => Math.round(value / 1000).toLocaleString("en-GB");
  const words = `${kilobytes(bytes)} of ${kilobytes(budget)} kB`;
  return html`<p>${name} <meter min="0" max="${budget}" high="${Math.round(budget * 0.95)}" value="${bytes}" aria-label="${name}: ${words}">${words}</meter> <small>${words}</small></p>`;
};
