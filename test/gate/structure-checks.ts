import type { CheerioAPI } from "cheerio";
import { encodedSize, htmlBudgetBytes } from "../../functions/digest/encoded-size.ts";
import { type Finding, finding, type GateMail } from "./finding.ts";

/** What no validator knows of mail: bytes, pictures, addresses, and what of our own machinery may be left behind. */
export const structureChecks = ($: CheerioAPI, mail: GateMail): Finding[] => [
  ...sizeAndLeftovers(mail),
  ...documentFrame($),
  ...pictures($),
  ...addresses($),
  ...layout(mail.html),
];

const sizeAndLeftovers = ({ html, text, sentinels }: GateMail): Finding[] => {
  const found: Finding[] = [];
  const bytes = encodedSize(html, []);
  if (bytes > htmlBudgetBytes) found.push(finding("bytes", `${bytes} of ${htmlBudgetBytes} as encoded`));
  for (const sentinel of sentinels)
    if (html.includes(sentinel) || text.includes(sentinel)) found.push(finding("sentinel", sentinel));
  // Bytes of UTF-8 that somebody read as Windows-1252, and the character that stands for what could not be read.
  for (const [sign] of `${html}${text}`.matchAll(/Ã[\u0080-\u00bf©¨¼¶¤±]|â€.|Â[\u00a0-\u00bf]|\ufffd/g))
    found.push(finding("mojibake", sign));
  return found;
};

const documentFrame = ($: CheerioAPI): Finding[] => {
  const found: Finding[] = [];
  const article = $('[role="article"]');
  for (const [name, element] of [
    ["html", $("html")],
    ["wrapper", article],
  ] as const) {
    if (!/^[a-z]{2,3}(-\w+)*$/i.test(element.attr("lang") ?? "") || element.attr("lang") === "und")
      found.push(finding("lang", `${name} has no language`));
    if (!/^(ltr|rtl)$/.test(element.attr("dir") ?? "")) found.push(finding("dir", `${name} has no direction`));
  }
  if ($("title").text().trim() === "") found.push(finding("title", "the document has no title"));
  if ($("h1").length !== 1) found.push(finding("h1", `${$("h1").length} of them`));
  if ($('meta[name="color-scheme"]').attr("content") !== "light dark")
    found.push(finding("color-scheme", "both schemes are not declared"));
  $("script, form, input, button, video, audio, iframe, object, embed, link, base, svg, picture, canvas").each(
    (_, element) => void found.push(finding("forbidden element", element.tagName)),
  );
  $("*").each((_, element) => {
    for (const name of Object.keys($(element).attr() ?? {}))
      if (/^on/i.test(name)) found.push(finding("forbidden attribute", name));
  });
  return found;
};

const pictures = ($: CheerioAPI): Finding[] => {
  const found: Finding[] = [];
  $("img").each((_, element) => {
    const image = $(element);
    const src = image.attr("src") ?? "";
    if (!image.attr("alt")?.trim()) found.push(finding("alt", src));
    const width = Number(image.attr("width"));
    const height = Number(image.attr("height"));
    if (!(width > 0 && width <= 600)) found.push(finding("img width", `${image.attr("width")} ${src}`));
    if (!(height > 0 && height < 1700)) found.push(finding("img height", `${image.attr("height")} ${src}`));
    if (!isSecureOrLoopback(src)) found.push(finding("img src", src));
    if (/\.(webp|avif|svg|gif)(\?|$)/i.test(src)) found.push(finding("img type", src));
    if (!/background/.test(image.attr("style") ?? "")) found.push(finding("img plate", src));
  });
  return found;
};

const isSecureOrLoopback = (url: string): boolean =>
  /^https:\/\/[^/]/.test(url) || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\//.test(url);

const addresses = ($: CheerioAPI): Finding[] => {
  const found: Finding[] = [];
  $("[href]").each((_, element) => {
    const href = $(element).attr("href") ?? "";
    if (!/^(https?:\/\/[^/\s]|mailto:[^\s@]+@)/.test(href)) found.push(finding("href", href));
    const words = $(element).text().trim() || $(element).find("img").attr("alt")?.trim();
    if (!words) found.push(finding("link text", `${href} has no words`));
    else if (/^(here|click here|read more|more|link)$/i.test(words)) found.push(finding("link text", words));
  });
  return found;
};

const layout = (html: string): Finding[] => {
  const found: Finding[] = [];
  // In the source, because those for Outlook stand in comments.
  for (const [table] of html.matchAll(/<table\b[^>]*>/g))
    if (!table.includes('role="presentation"')) found.push(finding("role", table));
  // A parser closes what was left open by itself, so only the source tells.
  for (const tag of ["td", "tr", "table", "div", "a"]) {
    const opened = html.match(new RegExp(`<${tag}[\\s>]`, "g"))?.length ?? 0;
    const closed = html.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0;
    if (opened !== closed) found.push(finding("unclosed", `${opened} <${tag}> and ${closed} </${tag}>`));
  }
  const conditions = html.match(/<!--\[if/g)?.length ?? 0;
  if (conditions !== (html.match(/<!\[endif\]-->/g)?.length ?? 0))
    found.push(finding("outlook comment", "opened and not closed"));
  if (/background(-image)?\s*:[^;"}]*url\(|\sbackground=/.test(html) && !html.includes("<v:"))
    found.push(finding("background image", "Outlook shows none without VML"));
  for (const [rule] of html.matchAll(/(?:position\s*:\s*(?:absolute|fixed)|display\s*:\s*(?:grid|flex))/g))
    found.push(finding("layout rule", rule));
  for (const [, pixels] of html.matchAll(/[";]\s*(?:min-)?width:(\d+)px/g))
    if (Number(pixels) > 600) found.push(finding("too wide", `${pixels}px`));
  return found;
};
