import { describe, expect, test } from "vitest";
import { photoWords } from "../../functions/digest/photo-words.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import { wordsOf } from "../../templates/words.ts";
import { aMailPhoto } from "../support/mail-week.ts";

const of = (changes: Partial<Photo>, longest = 140) =>
  photoWords(aMailPhoto("black-canyon", 0, changes), "A title", wordsOf("en"), longest);

describe("alt text", () => {
  test("is what the source says", () => {
    expect(of({ alt: "A river", caption: "First light." }).alt).toBe("A river");
  });

  test("else the first sentence of the caption", () => {
    expect(of({ caption: "The river at dawn. It is cold." }).alt).toBe("The river at dawn.");
  });

  test("else the title of the post", () => {
    expect(of({}).alt).toBe("Photo from: A title");
  });

  test("is never the caption beneath it, however it is written", () => {
    expect(of({ alt: "THE RIVER, at dawn", caption: "The river at dawn." }).alt).toBe("Photo from: A title");
    expect(of({ caption: "The river at dawn." }).alt).toBe("Photo from: A title");
  });

  test("may be the caption where no caption is shown", () => {
    expect(of({ caption: "The river at dawn." }, 0)).toMatchObject({ alt: "The river at dawn.", caption: null });
  });

  test("is cut at a word where it is an essay", () => {
    expect(of({ alt: "A river and ".repeat(80) }).alt).toMatch(/^A river and .{120,147} (A|river|and)…$/);
  });

  test.each([
    "IMG_2041",
    "DSC-0012.jpg",
    "dsc00123",
    "2024-06-01-set-12",
    "low-tide-set-04-scaled",
    "P1010023.JPG",
    "image1",
  ])("is never a file name: %s", (name) => {
    expect(of({ alt: name }).alt).toBe("Photo from: A title");
    expect(of({ caption: name }).caption).toBeNull();
  });

  test.each(["Jean-Luc Godard", "Rome", "Twenty-one", "The X-wing set", "On-set"])(
    "may be a name with a hyphen: %s",
    (name) => {
      expect(of({ alt: name }).alt).toBe(name);
    },
  );
});

describe("captions and credits", () => {
  test("a caption is cut between words and says so", () => {
    const { caption } = of({ caption: "The crane will stand on the left bank" }, 25);
    expect(caption?.text).toBe("The crane will stand on…");
  });

  test("a caption in a language without spaces is cut between words, too", () => {
    const { caption } = of({ caption: "早朝の港に並ぶ漁船と、霧の中で撮影を待つ俳優たち" }, 12);
    expect(caption?.text.length).toBeLessThanOrEqual(12);
    expect(caption?.text).toMatch(/^早朝の港.*…$/);
  });

  test.each([
    ["Photo: Ada/Agency", "Photo: Ada/Agency"],
    ["photo by Ada Lovelace", "Photo: Ada Lovelace"],
    ["Photo credit: Ada/Agency", "Photo: Ada/Agency"],
    ["Photos courtesy of The Studio", "Photo: The Studio"],
    ["Photographer's Choice/Agency", "Photo: Photographer's Choice/Agency"],
    ["© 2026 Ada", "Photo: © 2026 Ada"],
  ])("the credit is whole and introduced once: %s", (credit, shown) => {
    expect(of({ credit }).credit).toBe(shown);
  });

  test("no credit, no line", () => {
    expect(of({ credit: "  " }).credit).toBeNull();
  });
});
