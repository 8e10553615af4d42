import { describe, expect, it } from "vitest";
import { type News, newsNow, owedNews } from "../../functions/digest/issue-news.ts";

const at = "2026-11-07T07:00:00.000Z";
const later = "2026-11-07T12:45:00.000Z";
const held: News = { kind: "held", at };
const unseen: News = { kind: "unseen", at, why: "harbour.example, where 1 of 4 pages gave no answer" };

describe("what could not be done for an issue", () => {
  it("is said as it is now, and no more once it was done", () => {
    const worse = { at: later, why: "harbour.example, where 3 of 4 pages gave no answer" };
    expect(newsNow({ news: [unseen, held] }, "unseen", worse)).toEqual([held, { kind: "unseen", ...worse }]);
    expect(newsNow({ news: [unseen, held] }, "unseen", undefined)).toEqual([held]);
    expect(newsNow({ news: [unseen] }, "unheard", undefined)).toEqual([unseen]);
  });

  it("is no news again in the words that an editor has seen", () => {
    const seen = { ...unseen, seenAt: at };
    expect(newsNow({ news: [seen] }, "unseen", { ...unseen, at: later })).toEqual([seen]);
  });

  it("is mailed to nobody by itself", () => {
    expect(owedNews({ news: [unseen, { ...unseen, kind: "unheard" }, held] }, later)).toEqual([held]);
  });
});
