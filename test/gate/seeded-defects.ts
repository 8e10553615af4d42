import type { View } from "./browser-checks.ts";
import type { GateMail } from "./finding.ts";

export type SeededDefect = {
  name: string;
  /** Puts the defect into a clean mail. */
  seed: (mail: GateMail) => GateMail;
  /** The check that is to find it. */
  foundBy: RegExp;
  /** Only seen when the mail is drawn so. */
  drawn?: View;
};

const inHtml = (name: string, find: string | RegExp, put: string, foundBy: RegExp): SeededDefect => ({
  name,
  seed: (mail) => ({ ...mail, html: replaced(name, mail.html, find, put) }),
  foundBy,
});
const whenDrawn = (drawn: View, defect: SeededDefect): SeededDefect => ({ ...defect, drawn });

const replaced = (name: string, text: string, find: string | RegExp, put: string): string => {
  const changed = text.replace(find, put);
  if (changed === text) throw new Error(`the defect “${name}” did not apply`);
  return changed;
};

const atTheEnd = (html: string): [RegExp, string] => [/<\/body>/, `${html}</body>`];
const inExcerpt = (words: string): [RegExp, string] => [/nine days and one broken axle say this one\./, words];

export const seededDefects: readonly SeededDefect[] = [
  inHtml("a picture without alt", / alt="[^"]*"/, "", /^alt$/),
  inHtml("a linked photo with an empty alt", / alt="[^"]*"/, ' alt=""', /^alt$/),
  inHtml("an unclosed cell", "</td>", "", /^unclosed$/),
  inHtml("headings that skip a level", /<h2([^>]*)>(.*?)<\/h2>/, "<h4$1>$2</h4>", /heading/),
  inHtml("a picture over http", 'src="https://photos', 'src="http://photos', /^img src$/),
  inHtml("a javascript: link", /href="https:\/\/flashbulb[^"]*"/, 'href="javascript:alert(1)"', /^href$/),
  inHtml("a token left in", ">The week in pictures<", ">{{words.highlights}}<", /^unrendered braces$/),
  inHtml(
    "a sentinel left in",
    "https://flashbulb.example/unsubscribe/AQEA_token",
    "u7k2m9q4x1v8b3n6c5z0a7s2d4",
    /^sentinel$/,
  ),
  inHtml("a grid", "display:inline-block", "display:grid", /^layout rule$/),
  inHtml("something placed absolutely", "text-align:left", "position:absolute;text-align:left", /^layout rule$/),
  inHtml(
    "a background picture without VML",
    "background:#fefdfc",
    "background:url(https://photos.flashbulb.example/a.jpg)",
    /^background image$/,
  ),
  inHtml("no language", /<html lang="en-GB"/, "<html", /^lang$/),
  inHtml("no direction", / dir="ltr" style="word-spacing/, ' style="word-spacing', /^dir$/),
  inHtml("wider than the mail", "max-width:600px", "width:900px", /^too wide$/),
  inHtml("an Outlook comment never closed", "<![endif]-->", "-->", /^outlook comment$/),
  inHtml("too many bytes", ...atTheEnd(`<p>${"lorem ipsum ".repeat(5000)}</p>`), /^bytes$/),
  inHtml("the same id twice", /<h1([^>]*)>(.*?)<h2/s, '<h1 id="a"$1>$2<h2 id="a"', /no-dup-id/),
  inHtml("a layout table without its role", ' role="presentation"', "", /^role$/),
  inHtml("mojibake", "‘Low Tide’", "â€˜Low Tideâ€™", /^mojibake$/),
  inHtml("no title", /<title>.*?<\/title>/, "<title></title>", /^title$/),
  inHtml("a script", ...atTheEnd("<script>1</script>"), /^forbidden element$/),
  inHtml("a video", ...atTheEnd('<video src="https://flashbulb.example/a.mp4"></video>'), /^forbidden element$/),
  inHtml("an event handler", "<h1", '<h1 onclick="go()"', /^forbidden attribute$/),
  inHtml("a picture without width", /(<img[^>]*?) width="\d+"/, "$1", /^img width$/),
  inHtml("a picture without height", /(<img[^>]*?) height="\d+"/, "$1", /^img height$/),
  inHtml("a link without words", /(<h2[^>]*><a [^>]*>)[^<]*/, "$1", /^link text$/),
  inHtml("WebP, which Outlook does not show", /\.jpg"/, '.webp"', /^img type$/),
  inHtml("a feature that a client lacks", ...atTheEnd('<p style="filter:blur(2px)">x</p>'), /^mail clients$/),
  inHtml("“appeared first on”", ...inExcerpt("The post Canyon appeared first on Flashbulb."), /^appeared first on$/),
  inHtml("“Continue reading”", ...inExcerpt("Continue reading."), /^continue reading$/),
  inHtml("an ellipsis in brackets", ...inExcerpt("nine days and […]."), /^ellipsis in brackets$/),
  inHtml("a shortcode", ...inExcerpt("[gallery ids=1]."), /^shortcode$/),
  inHtml("a visible entity", ...inExcerpt("mules &amp;amp; men."), /^visible entity$/),
  inHtml("an excerpt that breaks off", ...inExcerpt("nine days and one"), /^excerpt breaks off$/),
  inHtml("an excerpt that ends in a colon", ...inExcerpt("nine days, and this:"), /^excerpt breaks off$/),
  inHtml("an ISO date", ...inExcerpt("it was 2026-11-19."), /^ISO date$/),
  inHtml("“No items”", ...inExcerpt("No items."), /^no items$/),
  inHtml("“Powered by”", ...atTheEnd("<p>Powered by Tearsheet</p>"), /^powered by$/),
  inHtml(
    "the site's name in a title",
    ">Second unit, first snow<",
    ">Second unit, first snow | Flashbulb<",
    /^site name in title$/,
  ),
  inHtml("a title that shouts", ">Second unit, first snow<", ">SECOND UNIT, FIRST SNOW<", /^title shouts$/),
  inHtml("a file name as alt", / alt="[^"]*"/, ' alt="IMG_2041.jpg"', /^file name$/),
  inHtml(
    "an alt that is the caption beneath it",
    /alt="A propeller[^"]*"/,
    'alt="Seen from the chase plane: the second unit’s only pass over the salt flats before the wind came up"',
    /^alt is the caption$/,
  ),
  inHtml(
    "the same photo twice",
    /airplane-from-above-0\/[^"]*/,
    "nagasaki-boats-0/0-0-1024-819/1024.jpg",
    /^same photo twice$/,
  ),
  inHtml(
    "an orphan half",
    /<div class="mj-column-per-50(?:(?!mj-column-per-50).)*?locomotion(?:(?!mj-column-per-50).)*?<\/table>\s*<\/div>/s,
    "",
    /^orphan half$/,
  ),
  inHtml("an empty section", /(<h2 class="w"[^>]*>More this week<\/h2>).*?<\/div>/s, "$1</div>", /^empty section$/),
  {
    name: "a numbered subject",
    seed: (mail) => ({ ...mail, subject: "Weekly digest #45" }),
    foundBy: /^subject$/,
  },
  {
    name: "a preheader that repeats the subject",
    seed: (mail) => ({ ...mail, preheader: `${mail.subject} and more` }),
    foundBy: /^preheader$/,
  },
  {
    name: "layout debris in the text part",
    seed: (mail) => ({ ...mail, text: `${mail.text}\n========\n` }),
    foundBy: /^layout debris$/,
  },
  {
    name: "a message that decodes to something else",
    seed: (mail) => ({ ...mail, raw: Buffer.from(String(mail.raw).replace("Second unit", "Third unit")) }),
    foundBy: /^(mailparser|postal-mime)/,
  },
  whenDrawn(
    "700 light",
    inHtml("weak text in light", /color:#5c6066/g, "color:#b8bcc2", /^axe 700 light: color-contrast$/),
  ),
  whenDrawn(
    "700 dark",
    inHtml("weak text in dark alone", /color:#a3a9b1/g, "color:#4a4f55", /^axe 700 dark: color-contrast$/),
  ),
  whenDrawn(
    "700 light",
    inHtml(
      "text that vanishes when a client inverts half",
      '<h1 dir="ltr" style="',
      '<h1 dir="ltr" style="background:#868686;',
      /^contrast 700 light, partly inverted$/,
    ),
  ),
  whenDrawn(
    "700 light",
    inHtml(
      "alt text that nobody can read",
      /background:#[0-9a-f]{6};color:#[0-9a-f]{6}/,
      "background:#808080;color:#8a8a8a",
      /^contrast/,
    ),
  ),
  whenDrawn(
    "375 light",
    inHtml("a phone that scrolls sideways", ...atTheEnd('<div style="width:590px">x</div>'), /^overflow 375/),
  ),
  whenDrawn("700 light", inHtml("an upscaled file", "/1024.jpg", "/300.jpg", /^upscaled$/)),
  whenDrawn("700 light", inHtml("a distorted photo", /height:auto/g, "height:900px", /^distorted/)),
  whenDrawn("700 light", inHtml("a tall masthead", "padding:16px 24px 0", "padding:80px 24px 0", /^masthead/)),
  whenDrawn(
    "700 light",
    inHtml("a long footer", /<p class="e s"([^>]*)>/, `<p class="e s"$1>${"Terms.<br>".repeat(8)}`, /^footer$/),
  ),
  whenDrawn(
    "375 light",
    inHtml(
      "highlights out of sight",
      /<h2 class="w"/,
      '<p style="margin:0 0 1400px">&nbsp;</p><h2 class="w"',
      /^highlights/,
    ),
  ),
];
