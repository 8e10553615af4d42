import { load } from "cheerio";
import { beforeAll, describe, expect, test } from "vitest";
import type { Rendition } from "../../functions/core/rendition.ts";
import { archivePage } from "../../functions/digest/archive.ts";
import { renderIssue } from "../../functions/digest/render-issue.ts";
import { renderDeps } from "../support/mail-issue.ts";
import { aRichMail } from "../support/mail-week.ts";

const subscribeUrl = "https://flashbulb.example/subscribe?from=archive&x='\"";

describe("the archive page", () => {
  let rendition: Rendition;
  beforeAll(async () => {
    rendition = await renderIssue(renderDeps(), { newsletterId: "flashbulb", issueId: aRichMail().issueId });
  });
  const page = (licensed: (photo: { photoId: string }) => boolean = () => true) =>
    archivePage({ rendition, language: "en-GB", licensed, subscribeUrl });

  test("is the mail, without anything that belongs to one reader", () => {
    const html = page();
    for (const sentinel of Object.values(rendition.sentinels)) expect(html).not.toContain(sentinel);
    const $ = load(html);
    expect($("h2")).toHaveLength(load(rendition.bodies.everything.html)("h2").length);
    expect($("img")).toHaveLength(11);
    expect($(".personal a").attr("href")).toBe(subscribeUrl);
    expect($(".personal").text()).toBe("Get the next issue by mail");
  });

  test("shows a plain plate of the same size for every photo that is licensed for the mail alone", () => {
    const $ = load(page(({ photoId }) => !photoId.startsWith("black-canyon")));
    expect($("img")).toHaveLength(9);
    expect($('[src*="black-canyon"]')).toHaveLength(0);
    const plates = $("span").filter((_, element) => $(element).text() === "This photo is licensed for the mail only.");
    expect(plates).toHaveLength(2);
    expect(plates.first().attr("style")).toContain("aspect-ratio:600/400");
  });

  test("is refused when a personal link is left in it", () => {
    const left = { ...rendition, bodies: { ...rendition.bodies } };
    left.bodies.everything = { html: `${rendition.bodies.everything.html}${rendition.sentinels.viewUrl}`, text: "" };
    expect(() => archivePage({ rendition: left, language: "en", licensed: () => true, subscribeUrl })).toThrow(
      "personal link",
    );
  });
});
