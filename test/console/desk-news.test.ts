import { html } from "hono/html";
import { describe, expect, it } from "vitest";
import { newsPart } from "../../functions/console/desk-news.ts";
import type { Draw } from "../../functions/console/desk-parts.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { aNewsletter } from "../support/digest-week.ts";

const at = "2026-11-21T07:15:00.000Z";
const may: Draw["may"] = { edit: true, send: true, see: true, takeDown: false, putBack: false };

const shown = async (state: Issue["state"], seenAt?: string): Promise<string> => {
  const why = "https://harbour.example/feed does not answer, since 2026-11-21 07:01 UTC";
  const unheard = { kind: "unheard" as const, at, why, ...(seenAt && { seenAt }) };
  const news = [{ kind: "dropped" as const, at, posts: [{ id: "boats", title: "Two boats" }] }, unheard];
  const issue = { id: "flashbulb-20261121T0700Z", newsletterId: "flashbulb", state, news } as unknown as Issue;
  const desk = { newsletter: aNewsletter(), issue, posts: new Map(), now: at, lookedAt: at };
  return String(await newsPart({ desk, view: "desktop", token: html``, fileUrl: (key) => key, may }));
};

describe("what the program did to an issue by itself", () => {
  it("is shown with the sources that it closed without, and since when", async () => {
    expect(await shown("draft")).toMatch(/“Two boats”.*before it closed: https:.*harbour.*since 2026-11-21 07:01/s);
  });

  it("is over when the issue is out, but for what it left without, until that is seen", async () => {
    expect(await shown("handed-over")).toMatch(/harbour\.example.*<button[^>]*>Seen/s);
    expect(await shown("handed-over")).not.toContain("Two boats");
    expect(await shown("handed-over", at)).toContain("hidden");
  });
});
