import { describe, expect, it } from "vitest";
import { isFileName, withoutChaff } from "../../functions/posts/chaff.ts";
import { siteNamesOf, titleOf } from "../../functions/posts/title.ts";

describe("withoutChaff", () => {
  it.each([
    "The post Rain on the ridge appeared first on Flashbulb.",
    "Rain on the ridge was originally published in Flashbulb on Medium, where people are continuing the conversation.",
    "Continue reading...",
    "Continue reading Rain on the ridge →",
    "Read more »",
    "Leia mais (09/24/2018 - 19h22)",
    '[gallery ids="1,2,3"]',
    "[gallery]",
    '[vc_row][vc_column width="1/2"][/vc_column][/vc_row]',
    "Related: Ten more ridges",
    "Share this:",
    "Advertisement",
    "submitted by someone to pics [link] [275 comments]",
    "Filed under: Rain, Ridges",
    "* * *",
  ])("leaves nothing of %j", (paragraph) => expect(withoutChaff(paragraph)).toBe(""));

  it.each([
    ['The light went at five. [gallery ids="1,2"]', "The light went at five."],
    ["The light went at five. Continue reading…", "The light went at five."],
    ["Then the rain […]", "Then the rain…"],
    ["It&#8217;s five o&rsquo;clock &amp; raining", "It’s five o’clock & raining"],
    ["He said “it were [sic] raining” [Update: it stopped]", "He said “it were [sic] raining” [Update: it stopped]"],
    [
      "Read more books, says the librarian of the village on the ridge.",
      "Read more books, says the librarian of the village on the ridge.",
    ],
    ["{{braces}} and {{{more}}} stay as they are", "{{braces}} and {{{more}}} stay as they are"],
  ])("makes of %j only what is prose", (paragraph, prose) => expect(withoutChaff(paragraph)).toBe(prose));
});

describe("isFileName", () => {
  it.each([
    "IMG_1234",
    "DSC00012",
    "DSC_0012.JPG",
    "dscf1234",
    "P1010033",
    "hayley-rome-3",
    "photo",
    "Screen Shot 2020-10-13 at 9.12.33",
    "unnamed",
    "image001",
    "20201013_091233",
  ])("knows %s", (text) => expect(isFileName(text)).toBe(true));
  it.each(["Rain", "Rain on the ridge", "Rome, 1960", "A photo of rain", "M:I-7"])("lets %s be a caption", (text) =>
    expect(isFileName(text)).toBe(false),
  );
});

describe("titleOf", () => {
  const siteNames = siteNamesOf("Flashbulb – The photo blog", "https://www.flashbulb.example/");

  it.each([
    ["Rain on the ridge | Flashbulb", "Rain on the ridge"],
    ["Rain on the ridge – Flashbulb", "Rain on the ridge"],
    ["Rain on the ridge | News | Flashbulb", "Rain on the ridge | News"],
    ["Rain on the ridge | Ann Holt", "Rain on the ridge | Ann Holt"],
    ["  Rain &amp;amp; wind\n on&nbsp;the <b>ridge</b> ", "Rain & wind on the ridge"],
    ["<script>alert(1)</script>Rain", "Rain"],
    ["Why 3 < 5 and I <3 rain", "Why 3 < 5 and I <3 rain"],
    ["{{title}} of {{#each}}", "{{title}} of {{#each}}"],
    ["Rain\u202e on\u0000 the\u200b ridge\u0007", "Rain on the ridge"],
    ["Cafe\u0301", "Café"],
  ])("makes %j a headline", (written, title) => expect(titleOf(written, { siteNames })).toBe(title));

  it("sets a shouted title as the prose writes its words", () => {
    const paragraphs = ["On Monday McQuarrie was seen with NASA people. The rain of Rome was heavy."];
    expect(titleOf("MCQUARRIE AND NASA IN THE RAIN OF ROME", { paragraphs })).toBe(
      "McQuarrie and NASA in the Rain of Rome",
    );
    expect(
      titleOf("WAS FÜR EIN REGEN ÜBER ROM", {
        paragraphs: ["Es war, was für ein Wetter, viel Regen über Rom."],
        language: "de",
      }),
    ).toBe("Was für ein Regen über Rom");
  });

  it("leaves acronyms, short cries and scripts without capitals alone", () => {
    expect(titleOf("NBA")).toBe("NBA");
    expect(titleOf("BBC TV")).toBe("BBC TV");
    expect(titleOf("Rain at NASA")).toBe("Rain at NASA");
    expect(titleOf("山の雨について考える")).toBe("山の雨について考える");
  });

  it("takes the first sentence when there is no title, cut at a word", () => {
    expect(titleOf("", { paragraphs: ["The light went at five. Then rain."] })).toBe("The light went at five");
    expect(titleOf("Untitled", { paragraphs: [`${"rain and ".repeat(20)}wind.`] })).toMatch(
      /^rain and rain .*(?:rain|and)…$/,
    );
    expect(titleOf(undefined)).toBe("");
  });

  it("cuts a title of more than 500 characters at a word and never inside a character", () => {
    const title = titleOf("😀".repeat(400));
    expect(title.length).toBeLessThanOrEqual(500);
    expect(title.isWellFormed()).toBe(true);
  });
});
