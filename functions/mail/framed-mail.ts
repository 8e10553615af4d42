export type FrameScheme = "light" | "dark";
export type FrameImages = "on" | "off";

/**
 * The copy of a mail's HTML that stands in the frame. Its links open in a tab of their own, and the scheme is the
 * asked-for one whatever the viewer's system prefers: the mail's own `prefers-color-scheme` rules are made to hold or
 * not to hold, because the colour scheme of a frame does not reach the media queries in it. A mail that does not say
 * that it knows dark stays light, as a mail program would leave it.
 */
export const framedMail = (html: string, scheme: FrameScheme): string => {
  const head = `<base target="_blank"><meta name="referrer" content="no-referrer"><style>:root{color-scheme:only ${knowsDark(html) ? scheme : "light"}!important}</style>`;
  const own = html
    .replace(/(<style\b[^>]*>)([\s\S]*?)(<\/style)/gi, (_, open: string, css: string, close: string) =>
      [settled(open, scheme), settled(css, scheme), close].join(""),
    )
    .replace(/<(?:link|source)\b[^>]*>/gi, (tag) => settled(tag, scheme));
  const place = /<head\b[^>]*>/i.exec(own) ?? /<html\b[^>]*>/i.exec(own) ?? /<!doctype[^>]*>/i.exec(own);
  const at = place ? place.index + place[0].length : 0;
  return own.slice(0, at) + head + own.slice(at);
};

/** It says so in a `color-scheme` property or the meta element of that name. */
const knowsDark = (html: string): boolean =>
  /<meta\b(?=[^>]*\bcolor-scheme\b)[^>]*\bdark\b/i.test(html) ||
  [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style/gi)].some(([, css = ""]) =>
    /(?<!prefers-)color-scheme\s*:[^;}]*\bdark\b/i.test(css),
  );

/** A media feature that always holds and one that never does, in the place of the one that asks for the scheme. */
const settled = (css: string, scheme: FrameScheme): string =>
  css.replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_, asked: string) =>
    asked.toLowerCase() === scheme ? "(min-width:0)" : "(max-width:0)",
  );

/** What the framed document may do: show its own style, and pictures unless they are off. No script, ever. */
export const frameHeaders = (images: FrameImages): Record<string, string> => ({
  "content-security-policy": [
    "sandbox allow-popups allow-popups-to-escape-sandbox",
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src ${images === "on" ? "http: https: data:" : "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
});
