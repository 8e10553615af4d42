import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { noteParagraphs } from "../../functions/digest/note-markdown.ts";
import { renderDigest } from "../../functions/digest/render-digest.ts";
import { viewMail } from "../../functions/digest/view-mail.ts";
import { aDigest, aRichMail } from "../support/mail-week.ts";

const read = (note: string) => noteParagraphs(note, (url) => url.replace("blog.example/", "blog.example/?utm=x"));
const texts = (note: string) => read(note).map(({ text }) => text);

describe("an editor’s note", () => {
  it("is paragraphs, strong words, emphasis, lists and links, each once", () => {
    const [first, one, two, last] = read(
      "A *quiet* week,\nwith **two [*big*](https://blog.example/x) ones**:\n\n- Rome\n- [Oslo](http://oslo.example)\n\n## And more",
    );
    expect(first?.runs.map(({ text, strong, em, url }) => [text, strong, em, url])).toEqual([
      ["A ", false, false, null],
      ["quiet", false, true, null],
      [" week, with ", false, false, null],
      ["two ", true, false, null],
      ["big", true, true, "https://blog.example/?utm=xx"],
      [" ones", true, false, null],
      [":", false, false, null],
    ]);
    expect([one, two].map((item) => [item?.mark, item?.text])).toEqual([
      ["•", "Rome"],
      ["•", "Oslo (http://oslo.example/)"],
    ]);
    expect(last?.runs).toMatchObject([{ text: "And more", strong: true }]);
  });

  it("counts its lists from where they begin, and reads each paragraph its own way", () => {
    expect(read("3. c\n4. d").map(({ mark }) => mark)).toEqual(["3.", "4."]);
    expect(read("Hello\n\nمرحبا").map(({ direction }) => direction)).toEqual(["ltr", "rtl"]);
  });

  it("keeps what is typed as words: markup, entities, templates, pictures", () => {
    expect(texts("Now <script>x</script> &amp; {{env}} ![alt](https://x.example/p.png) `a_b` \\*")).toEqual([
      "Now <script>x</script> &amp; {{env}} alt a_b *",
    ]);
    expect(texts("<div>\n<b>x</b></div>\n\n| a |\n|---|\n| b |\n\n---\n\n    code")).toHaveLength(3);
    expect(texts("  \n\n")).toEqual([]);
  });

  it("leads to web pages alone", () => {
    for (const url of [
      "javascript:alert(1)",
      "data:text/html,x",
      "mailto:a@b.example",
      "//evil.example",
      "https://u:p@x.example",
      "/x",
    ])
      expect(read(`[words](${url})`).flatMap(({ runs }) => runs)).toEqual([
        { text: "words", strong: false, em: false, url: null },
      ]);
  });

  it("stands in the mail without a space too many, escaped, its links with the newsletter’s parameters", () => {
    const rich = aRichMail();
    const text = "So **good**, <b>see</b> [ours](https://flashbulb.example/a).\n\n- one";
    const digest = aDigest([{ kind: "note", text }, ...rich.digest.blocks]);
    const mail = renderDigest(viewMail({ ...rich, digest }, "everything"));
    const $ = load(mail.html);
    const ours = "https://flashbulb.example/a?utm_source=weekly";
    const words = $(`a[href="${ours}"]`).parent();
    expect(words.text()).toBe("So good, <b>see</b> ours.");
    expect(words.find("strong").text()).toBe("good");
    expect(words.next().text()).toBe("• one");
    expect(mail.text).toContain(`So good, <b>see</b> ours (${ours}).\n\n• one\n`);
  });
});
