import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { directionOf } from "../words.ts";

/** What `html` makes: text in which everything that was put in is escaped. */
export type Markup = ReturnType<typeof html>;

const style = `
:root{color-scheme:light dark}
body{margin:0;font:1.0625rem/1.6 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:32rem;margin:12vh auto;padding:0 1.25rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
fieldset{border:0;margin:0 0 1.5rem;padding:0}
legend{padding:0;margin-bottom:.5rem}
label{display:block;padding:.375rem 0}
[type=email],[type=text]{display:block;box-sizing:border-box;width:100%;margin-top:.25rem;padding:.625rem .75rem;font:inherit;border:2px solid GrayText;border-radius:.375rem;background:Field;color:FieldText}
[aria-invalid]{border-color:CanvasText}
form p{margin:0 0 1rem}
[role=alert]{font-weight:600;padding-inline-start:.75rem;border-inline-start:4px solid CanvasText}
.trap{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border:2px solid CanvasText;border-radius:.375rem;background:CanvasText;color:Canvas;cursor:pointer}
button:focus-visible,input:focus-visible{outline:3px solid CanvasText;outline-offset:3px}
`;

/** One page of ours: no script, no picture, nothing from elsewhere. */
export const page = (input: { language: string; title: string; body: Markup }): Markup =>
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
<h1>${input.title}</h1>
${input.body}
</main></body>
</html>`;

/**
 * Sent with every page: it may run nothing, load nothing, stand in no frame and post only to us; its address, which
 * holds a token, is passed on to nobody and kept in no cache.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};
