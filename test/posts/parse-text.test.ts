import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../functions/core/errors.ts";
import { parseText } from "../../functions/posts/parse-text.ts";

describe("parseText", () => {
  it("joins the lines of a paragraph that was wrapped and parts those that were not", () => {
    const { paragraphs } = parseText({
      text: "Rain came over the ridge at five, while we were still packing,\nand by six the path was a stream.\r\n\r\nThen wind.\nThen sun.",
    });
    expect(paragraphs).toEqual([
      "Rain came over the ridge at five, while we were still packing, and by six the path was a stream.",
      "Then wind.",
      "Then sun.",
    ]);
  });

  it("takes the short line after a colon for the caption of pictures that are elsewhere", () => {
    const { captions, paragraphs } = parseText({
      text: "Here is the one I like:\n\nAnn Holt on the ridge in October\n\nIt was cold.",
    });
    expect(captions).toEqual([{ text: "Ann Holt on the ridge in October", introducedBy: "Here is the one I like:" }]);
    expect(paragraphs).toEqual(["Here is the one I like:", "It was cold."]);
  });

  it("takes no sentence, question or further introduction for a caption", () => {
    for (const line of ["It was cold.", "Was it cold?", "And this one:", "word ".repeat(40)]) {
      expect(parseText({ text: `Here is the one I like:\n\n${line}\n\nEnd of it.` }).captions, line).toEqual([]);
    }
  });

  it("takes the address of a picture or of a social post on its own line for just that", () => {
    const { photos, embeds, paragraphs, captions } = parseText({
      text: "Here is the one I like:\n\nhttps://blog.example/rain.jpg\n\nAnn Holt on the ridge\n\nShe posted more:\n\nhttps://www.instagram.com/p/Abc_1/\n\nIt was cold.",
    });
    expect(photos).toMatchObject([{ placement: "introduced", caption: "Ann Holt on the ridge" }]);
    expect(embeds).toMatchObject([{ service: "instagram", url: "https://www.instagram.com/p/Abc_1/" }]);
    expect(paragraphs).toEqual(["Here is the one I like:", "She posted more:", "It was cold."]);
    expect(captions).toEqual([]);
  });

  it("reads markup and braces as the words they are", () =>
    expect(parseText({ text: "A <b>bold</b> {{claim}} & more." }).paragraphs).toEqual([
      "A <b>bold</b> {{claim}} & more.",
    ]));

  it("refuses a text over 1 MB", () =>
    expect(() => parseText({ text: "rain ".repeat(220_000) })).toThrow(InvalidInput));

  it("makes nothing of nothing", () =>
    expect(parseText({ text: " \n\n " })).toEqual({
      paragraphs: [],
      excerpt: "",
      photos: [],
      embeds: [],
      captions: [],
    }));
});
