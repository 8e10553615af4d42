import { html } from "hono/html";
import { describe, expect, it } from "vitest";
import { sheetBody } from "../../functions/console/contact-sheet.ts";
import type { Draw } from "../../functions/console/desk-parts.ts";
import { restBody, storiesPart } from "../../functions/console/desk-stories.ts";
import type { Digest, Reason } from "../../functions/digest/digest.ts";
import { noChoices } from "../../functions/digest/editor-choices.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { aNewsletter, aWindow } from "../support/digest-week.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

const draws = (reasons: Record<string, Reason>): Draw => {
  const digest = { blocks: [], postReasons: reasons, photoReasons: {} } as unknown as Digest;
  const of = { id: "flashbulb-20261121T0700Z", newsletterId: "flashbulb", choices: noChoices, edit: 0 };
  const issue = { ...of, digest } as unknown as Issue;
  const posts = new Map(aPicturedWeek(2, 2).map((post) => [post.id, post]));
  const desk = { newsletter: aNewsletter(), issue, posts, now: aWindow.until, lookedAt: undefined };
  const may = { edit: true, send: true, see: true, takeDown: false, putBack: false };
  return { desk, view: "desktop", token: html``, fileUrl: (key) => key, may };
};
const [first = "", second = ""] = aPicturedWeek(2, 2).map(({ id }) => id);
const sent: Reason = { in: false, rule: "sent", text: "Out: went out with the issue of 14 November 2026" };
const dropped: Reason = { in: false, rule: "dropped", text: "Out: dropped by the editor" };

describe("the lists of the desk", () => {
  it("offer no choice for a post that no choice lets in", () => {
    const rows = String(restBody(draws({ [first]: sent, [second]: dropped })));
    expect([...rows.matchAll(/>(Put in|Lead)<\/button>/g)].map(([, words]) => words)).toEqual(["Put in", "Lead"]);
    expect(rows).not.toContain(`postId=${first}`);
    expect(rows.match(/2 photos<\/a>/g)).toHaveLength(2);
  });

  it("say that there is nothing yet, and nothing of dragging it", () => {
    const part = String(storiesPart(draws({})));
    expect(part).toContain("None yet");
    expect(part).not.toContain("drag");
  });

  it("fold the photos of posts that are out on the contact sheet", () => {
    const [open = "", folded = ""] = String(
      sheetBody(draws({ [first]: sent, [second]: { in: true, text: "In: first story" } })),
    ).split("<details");
    expect([open.includes(`id="of-${second}"`), open.includes(`id="of-${first}"`)]).toEqual([true, false]);
    expect(folded).toContain(`id="of-${first}"`);
    expect(folded).toContain("a post that is not in the mail");
  });
});
