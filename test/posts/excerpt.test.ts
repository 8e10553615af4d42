import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf } from "../../functions/posts/excerpt.ts";
import { countWords, sentencesOf } from "../../functions/posts/sentences.ts";

describe("sentencesOf", () => {
  it.each([
    [["Mr. Lane met Dr. A. B. Vale in St. Ives.", "They left at 5 p.m. on Jan. 3 with J. R. Holt Jr. in tow."]],
    [["He flew to the U.S. Army base.", "He stayed in the U.S.", "The weather was fine."]],
    [["“Why now?” she asked.", "“Because!” he said. “It is time.”"]],
    [["Well… maybe not.", "It was No. 5 on the list."]],
    [["これは写真です。", "彼は笑った。"]],
    [["यह एक तस्वीर है।", "वह हँसा।"]],
    [["هل رأيت الصورة؟", "نعم."]],
  ])("keeps together what belongs together: %j", (sentences) =>
    expect(sentencesOf(sentences.join(" ")).map((each) => each.trim())).toEqual(
      sentences.flatMap((each) => (each.startsWith("“Because") ? ["“Because!” he said.", "“It is time.”"] : [each])),
    ),
  );
});

describe("excerptOf", () => {
  const long = `${Array.from({ length: 70 }, (_, index) => `word${index}`).join(" ")}.`;

  it("ends where a sentence ends, within sixty words", () => {
    const first = `Again ${Array.from({ length: 39 }, () => "word").join(" ")}.`;
    expect(excerptOf([`${first} ${first}`])).toBe(first);
  });

  it("goes on into the next paragraph only while it says little", () => {
    expect(excerptOf(["The light went at five.", "Then the rain came over the ridge."])).toBe(
      "The light went at five. Then the rain came over the ridge.",
    );
  });

  it("never ends with a colon, nor with what was cut off", () => {
    expect(excerptOf(["We went up again on Sunday. Look what we found:"])).toBe("We went up again on Sunday.");
    expect(excerptOf(["We went up again on Sunday. And then the…"])).toBe("We went up again on Sunday.");
    expect(excerptOf(["We went up again on Sunday. And then the [...]"])).toBe("We went up again on Sunday.");
    expect(excerptOf(["Look what we found on the ridge:"])).toBe("");
  });

  it("closes a quotation that goes on where it ends", () => {
    const rest = Array.from({ length: 60 }, () => "word").join(" ");
    expect(excerptOf([`“The light went at five. The ${rest}.”`])).toBe("“The light went at five.”");
    expect(excerptOf([`"The light went at five. The ${rest}."`])).toBe('"The light went at five."');
    expect(excerptOf(["„Das Licht ging um fünf.“ Dann kam Regen."])).toBe("„Das Licht ging um fünf.“ Dann kam Regen.");
    expect(excerptOf(["He said “five o’clock” and left at six."])).toBe("He said “five o’clock” and left at six.");
  });

  it("passes over a sentence that is longer than an excerpt may be", () =>
    expect(excerptOf([long, "The light went at five."])).toBe("The light went at five."));

  it("passes over the title said again, bylines and standfirsts when there is prose", () => {
    const paragraphs = [
      "A ridge in the rain",
      "By Ann Holt and Bo Lane",
      "Where the path ends",
      "The light went at five.",
    ];
    expect(excerptOf(paragraphs, { title: "A Ridge in the Rain" })).toBe("The light went at five.");
  });

  it("gives a lone line its full stop, in its own script, and a script without one none", () => {
    expect(excerptOf(["Where the path ends"])).toBe("Where the path ends.");
    expect(excerptOf(["道が終わる場所で"], { language: "ja" })).toBe("道が終わる場所で。");
    expect(excerptOf(["ทางสิ้นสุดที่นี่"], { language: "th" })).toBe("ทางสิ้นสุดที่นี่");
  });

  it("takes fewer words when asked", () =>
    expect(excerptOf(["The light went at five. Then the rain came over the ridge."], { words: 6 })).toBe(
      "The light went at five.",
    ));

  it("counts words in scripts that put no spaces between them", () => {
    const sentence = "今日は山の上でとても美しい朝の光を撮影しました。";
    const excerpt = excerptOf([sentence.repeat(20)], { language: "ja" });
    expect(excerpt.length).toBeGreaterThan(0);
    expect(countWords(excerpt, "ja")).toBeLessThanOrEqual(60);
    expect(excerpt.endsWith("。")).toBe(true);
  });

  it("is never longer than sixty words or a thousand characters, and ends whole", () => {
    const word = fc.constantFrom(
      "light",
      "The",
      "U.S.",
      "ridge,",
      "“rain”",
      "end.",
      "why?",
      "so:",
      "and…",
      "[…]",
      "写真。",
      "http://a.b/c",
      "…",
      "!",
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.array(word, { maxLength: 90 }).map((words) => words.join(" ")),
          { maxLength: 6 },
        ),
        (paragraphs) => {
          const excerpt = excerptOf(paragraphs);
          expect(excerpt.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(60);
          expect(excerpt.length).toBeLessThanOrEqual(1000);
          expect(excerpt).not.toMatch(/[:…,]$/);
        },
      ),
    );
  });
});
