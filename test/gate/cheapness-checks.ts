import type { CheerioAPI } from "cheerio";
import { type Finding, finding, type GateMail } from "./finding.ts";

/** docs/editing.md M9: what makes an automated digest look cheap, as far as a document tells by itself. */
export const cheapnessChecks = ($: CheerioAPI, mail: GateMail): Finding[] => [
  ...chaff($, mail),
  ...titles($, mail),
  ...captions($),
  ...repetition($),
  ...unfinished($),
  ...furniture($),
  ...inboxLine(mail),
];

const textOf = ($: CheerioAPI, selector: string): string[] =>
  $(selector)
    .toArray()
    .map((element) => $(element).text().replace(/\s+/g, " ").trim());

const chaffPatterns: readonly [string, RegExp][] = [
  ["appeared first on", /\bappeared first on\b/i],
  ["continue reading", /\bcontinue reading\b/i],
  ["ellipsis in brackets", /\[\s*(…|\.\.\.)\s*\]/],
  ["shortcode", /\[\/?(?!sic\])[a-z][a-z_-]*(?:\s+\w+=[^\]]*)?\/?\]/i],
  ["visible entity", /&(?:amp|lt|gt|quot|apos|nbsp|hellip|[lr][sd]quo|[mn]dash|#\d{2,5}|#x[\da-f]{2,5});/i],
  ["no items", /\bno (?:items|posts|stories|photos)\b/i],
  ["ISO date", /\b\d{4}-\d{2}-\d{2}(?:T|\b)/],
  ["powered by", /\bpowered by\b/i],
  ["nothing where a word should be", /\b(?:undefined|NaN|\[object Object\])/],
];

const chaff = ($: CheerioAPI, { html, text, content = "" }: GateMail): Finding[] => {
  const lines = [...textOf($, "p, h1, h2"), ...text.split("\n").filter((line) => !/https?:\/\//.test(line))];
  const braces = `${html}${text}`.match(/\{\{.*?\}\}|\[\[.*?\]\]/g) ?? [];
  return [
    ...braces.filter((tag) => !content.includes(tag)).map((tag) => finding("unrendered braces", tag)),
    ...lines.flatMap((line) =>
      chaffPatterns.filter(([, pattern]) => pattern.test(line)).map(([name]) => finding(name, line)),
    ),
  ];
};

const titles = ($: CheerioAPI, { newsletterName }: GateMail): Finding[] => {
  const found: Finding[] = [];
  for (const title of textOf($, "h2")) {
    if (title === "") found.push(finding("empty heading", "a heading without words"));
    if (new RegExp(`\\s[|–—-]\\s*${newsletterName.replace(/\W/g, "\\$&")}$`, "i").test(title))
      found.push(finding("site name in title", title));
    const letters = title.replace(/\P{L}/gu, "");
    if (
      letters.length >= 8 &&
      /\s/.test(title) &&
      letters === letters.toUpperCase() &&
      letters !== letters.toLowerCase()
    )
      found.push(finding("title shouts", title));
    if (title.endsWith("…")) found.push(finding("title cut", title));
  }
  return found;
};

const captions = ($: CheerioAPI): Finding[] => {
  const found: Finding[] = [];
  $("img").each((_, element) => {
    const alt = $(element).attr("alt")?.trim() ?? "";
    const figure = $(element).closest("td");
    const caption = figure.find("p.c").text().trim();
    for (const words of [alt, caption])
      if (/\b(?:IMG|DSC[FN]?|PXL|MG)[_-]?\d{3,}|\.(?:jpe?g|png|gif|webp|heic)\b|^\d[\d_-]+$/i.test(words))
        found.push(finding("file name", words));
    if (caption && bare(alt) === bare(caption)) found.push(finding("alt is the caption", alt));
    const longest = Number($(element).attr("width")) > 300 ? 140 : 90;
    if (caption.length > longest) found.push(finding("caption too long", caption));
    const credits = figure.find("p.k").text();
    if ((credits.match(/\b(?:photos?|images?|credits?|fotos?|bild|crédits?)\s?:/giu)?.length ?? 0) > 1)
      found.push(finding("credit introduced twice", credits));
  });
  return found;
};

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const repetition = ($: CheerioAPI): Finding[] => {
  const found: Finding[] = [];
  const sources = $("img")
    .toArray()
    .map((element) => $(element).attr("src") ?? "");
  for (const [i, src] of sources.entries())
    if (sources.indexOf(src) !== i) found.push(finding("same photo twice", src));
  for (const selector of ["h2", "p.c", "p.e"]) {
    const texts = textOf($, selector);
    for (const [i, text] of texts.entries()) {
      const opening = openingWords(text);
      if (opening && opening === openingWords(texts[i - 1] ?? "")) found.push(finding("same opening words", text));
    }
  }
  const people = textOf($, "p.c").map((caption) => new Set(caption.match(/\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/gu)));
  for (const [i, names] of people.entries()) {
    const again = [...names].find((name) => people[i - 1]?.has(name));
    if (again) found.push(finding("same person twice in a row", again));
  }
  return found;
};

const openingWords = (text: string): string | undefined => {
  const words = bare(text).split(" ");
  return words.length >= 3 ? words.slice(0, 3).join(" ") : undefined;
};

const unfinished = ($: CheerioAPI): Finding[] => {
  const found: Finding[] = [];
  $("h2 ~ p.e").each((_, element) => {
    // The lines of "more" are titles, and end as titles do.
    if ($(element).children("a").length > 0) return;
    const excerpt = $(element).text().trim();
    if (!/[.!?。！？؟।][\p{Pe}\p{Pf}\p{Pi}"'”’]*$/u.test(excerpt)) found.push(finding("excerpt breaks off", excerpt));
  });
  $("p, h2").each((_, element) => {
    if ($(element).text() === "" && $(element).find("img").length === 0)
      found.push(finding("empty section", $.html(element)));
  });
  $("h2.w").each((_, element) => {
    const listed = $(element).nextAll("p").length > 0;
    const shown = $(element).closest("div.bg").nextAll("div.bg").first().find("img").length > 0;
    if (!listed && !shown) found.push(finding("empty section", $(element).text()));
  });
  $(".mj-column-per-50").each((_, element) => {
    const neighbours = $(element)
      .siblings(".mj-column-per-50")
      .filter((_, other) => $(other).find("img").length > 0);
    if ($(element).find("img").length > 0 && neighbours.length === 0)
      found.push(finding("orphan half", $(element).find("img").attr("src") ?? ""));
  });
  return found;
};

const furniture = ($: CheerioAPI): Finding[] => {
  const icons = $("a img").filter((_, element) => Number($(element).attr("width")) <= 64);
  return icons.length >= 3 ? [finding("row of icons", `${icons.length} of them`)] : [];
};

const inboxLine = ({ subject, preheader }: GateMail): Finding[] => {
  const found: Finding[] = [];
  if (subject.trim() === "") found.push(finding("subject", "is empty"));
  if (/#\s?\d+|\b(?:digest|newsletter|issue|edition|no\.?)\s*\d+/i.test(subject))
    found.push(finding("subject", subject));
  if (subject && bare(preheader).includes(bare(subject))) found.push(finding("preheader", "repeats the subject"));
  return found;
};
