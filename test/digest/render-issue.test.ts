import { describe, expect, test } from "vitest";
import { InvalidInput, NotFound } from "../../functions/core/errors.ts";
import { longestSlotBytes } from "../../functions/core/rendition.ts";
import type { Digest } from "../../functions/digest/digest.ts";
import { encodedSize, htmlBudgetBytes, photoBudgetBytes } from "../../functions/digest/encoded-size.ts";
import { type FitInput, fitDigest, type PhotoFileOf, qualities } from "../../functions/digest/fit-digest.ts";
import { renderIssue } from "../../functions/digest/render-issue.ts";
import { sentinelsFrom } from "../../functions/digest/sentinels.ts";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { splice } from "../../functions/mail/splice.ts";
import { anIssueOf, photoFilesOf, renderDeps } from "../support/mail-issue.ts";
import { aMailPost, aRichMail } from "../support/mail-week.ts";

const sentinels = sentinelsFrom(Buffer.alloc(32, 7));
const mail = aRichMail();
const name = { newsletterId: "flashbulb", issueId: mail.issueId };

describe("a rendition", () => {
  test("has both variants with their slots, its sizes, and where each photo stands", async () => {
    const rendition = await renderIssue(renderDeps(), name);
    for (const variant of ["everything", "photos"] as const)
      for (const sentinel of Object.values(rendition.sentinels)) {
        expect(rendition.bodies[variant].html.split(sentinel)).toHaveLength(2);
        expect(rendition.bodies[variant].text.split(sentinel)).toHaveLength(2);
      }
    expect(rendition.photos).toHaveLength(11);
    expect(rendition.photoBytes).toBe(11 * 50_000);
    expect(rendition.htmlBytes).toBe(encodedSize(rendition.bodies.everything.html, Object.values(rendition.sentinels)));
    expect(rendition.trimmed).toEqual([]);
  });

  test("of an approved issue is rendered once: asked for again, the stored one answers", async () => {
    const deps = renderDeps();
    const first = await renderIssue(deps, name);
    expect(await renderIssue(deps, name)).toEqual(first);
    expect(await deps.renditions.latest(name.issueId)).toEqual(first);
  });

  test("of two who render at once is one and the same", async () => {
    const deps = renderDeps();
    const stored = await renderIssue(deps, name);
    let asked = 0;
    const blind = {
      ...deps.renditions,
      get: async (id: string, revision: number) => (asked++ === 0 ? undefined : deps.renditions.get(id, revision)),
    };
    expect(await renderIssue({ ...deps, renditions: blind }, name)).toEqual(stored);
  });

  test("of a draft is made anew every time and never stored", async () => {
    const deps = renderDeps(mail, anIssueOf(mail, { state: "draft" }));
    const first = await renderIssue(deps, name);
    expect((await renderIssue(deps, name)).sentinels).not.toEqual(first.sentinels);
    expect(await deps.renditions.latest(name.issueId)).toBeUndefined();
  });

  test("of the next revision is another one, and the first stays as it was", async () => {
    const deps = renderDeps();
    const first = await renderIssue(deps, name);
    const corrected = anIssueOf(mail, { revision: 2, subject: "Corrected" });
    await renderIssue({ ...deps, issues: { get: async () => ({ issue: corrected, version: 2 }) } }, name);
    expect(await deps.renditions.get(name.issueId, 1)).toEqual(first);
    expect((await deps.renditions.latest(name.issueId))?.subject).toBe("Corrected");
  });

  test("shows the editor's words", async () => {
    const posts = new Map(mail.posts).set("post-7", {
      ...aMailPost(7, { title: "As it came" }),
      edits: { title: "As edited" },
    });
    const { bodies } = await renderIssue(renderDeps({ ...mail, posts }), name);
    expect(bodies.everything.text).toContain("As edited");
    expect(bodies.everything.html).not.toContain("As it came");
  });

  test("is refused when a sentinel stands in somebody's words", async () => {
    const deps = { ...renderDeps(), drawSecret: () => Buffer.alloc(32, 7) };
    const issue = anIssueOf(mail, { subject: `A subject with ${sentinels.viewUrl} in it` });
    await expect(renderIssue({ ...deps, issues: { get: async () => ({ issue, version: 1 }) } }, name)).rejects.toThrow(
      "sentinel",
    );
  });

  test("of no issue is not there", async () => {
    await expect(renderIssue(renderDeps(), { ...name, issueId: "other" })).rejects.toThrow(NotFound);
  });
});

describe("the byte budgets", () => {
  const fitting = (photoFile: PhotoFileOf, changes: Partial<FitInput> = {}) => {
    const { links, ...rest } = mail;
    return fitDigest({ photoFile }, { ...rest, links: { ...links, slots: sentinels }, ...changes });
  };

  test("make pictures lighter before they make the digest shorter", async () => {
    const fitted = await fitting(photoFilesOf(100_000));
    expect(fitted.photoBytes).toBeLessThanOrEqual(photoBudgetBytes);
    expect(fitted.digest.trimmed).toEqual([]);
    expect(fitted.photos[0]?.url).toContain("-q72");
  });

  test("ask for the best quality when that is light enough", async () => {
    const asked: number[] = [];
    await fitting(photoFilesOf(10_000, asked));
    expect(new Set(asked)).toEqual(new Set([qualities[0]]));
  });

  test("shorten the digest while the HTML is too long, and tell what went", async () => {
    const long = Array.from({ length: 400 }, (_, n) =>
      aMailPost(1000 + n, { title: `A title that is rather long, number ${n}` }),
    );
    const { digest, posts } = aRichMail();
    const blocks: Digest["blocks"] = [
      ...digest.blocks.slice(0, -1),
      { kind: "more", postIds: long.map(({ id }) => id), total: 400 },
    ];
    const fitted = await fitting(photoFilesOf(1000), {
      digest: { ...digest, blocks },
      posts: new Map([...posts, ...long.map((post) => [post.id, post] as const)]),
    });
    expect(fitted.htmlBytes).toBeLessThanOrEqual(htmlBudgetBytes);
    expect(fitted.digest.trimmed).toContain("“More” shows 397 links instead of 400.");
  });

  test("take no word away where only the pictures weigh too much", async () => {
    const fitted = await fitting(photoFilesOf(140_000));
    expect(fitted.digest.trimmed).toEqual([expect.stringMatching(/^Story \d shows no picture\.$/)]);
    expect(fitted.bodies.everything.text).toBe((await fitting(photoFilesOf(1000))).bodies.everything.text);
  });

  test("count the pictures of sponsors, and never take those away", async () => {
    const sponsor = mail.digest.blocks.find((block) => block.kind === "sponsor");
    if (sponsor?.kind !== "sponsor") throw new Error("the mail of a full week has a sponsor");
    const photo = { key: "sponsors/a.jpg", width: 600, height: 300, bytes: 900_000, alt: "A box of grey board" };
    const shown = { ...sponsor, sponsor: { ...sponsor.sponsor, photo } };
    const blocks = mail.digest.blocks.map((block) => (block === sponsor ? shown : block));
    const fitted = await fitting(photoFilesOf(11_000), { digest: { ...mail.digest, blocks } });
    expect(fitted.photos[0]?.url).toContain("-q64");
    expect(fitted.photoBytes).toBe(900_000 + 11 * 8_800);
    expect(fitted.bodies.everything.html).toContain("sponsors/a.jpg");
    await expect(fitting(photoFilesOf(30_000), { digest: { ...mail.digest, blocks } })).rejects.toThrow(InvalidInput);
  });

  test("end in a refusal that says by how much, when nothing more may go", async () => {
    await expect(fitting(photoFilesOf(400_000))).rejects.toThrow(InvalidInput);
    await expect(fitting(photoFilesOf(400_000))).rejects.toThrow("bytes of pictures");
  });

  test("count what the finished message really holds, with slots at their longest", async () => {
    const rendition = await renderIssue(renderDeps(), name);
    const { newsletter } = mail;
    const longest = `https://flashbulb.example/${"x".repeat(longestSlotBytes - 26)}`;
    const mime = composeMime({ newsletter, rendition, variant: "everything", at: rendition.renderedAt });
    const raw = splice(mime, {
      to: { address: "ada@example.com" },
      deliveryId: "d",
      links: { unsubscribeUrl: longest, preferencesUrl: longest, viewUrl: longest },
    }).toString();
    const part = raw.slice(raw.lastIndexOf("Content-Transfer-Encoding"), raw.lastIndexOf("\r\n--"));
    const body = part.slice(part.indexOf("\r\n\r\n") + 4);
    expect(body.length).toBeLessThanOrEqual(rendition.htmlBytes);
    expect(body.length).toBeGreaterThan(rendition.htmlBytes - 100);
  });
});

test("sentinels are 26 letters and digits, each another, and another for every rendition", () => {
  const all = [sentinels, sentinelsFrom(Buffer.alloc(32, 8))].flatMap((each) => Object.values(each));
  expect(new Set(all).size).toBe(6);
  for (const sentinel of all) expect(sentinel).toMatch(/^[0-9a-z]{26}$/);
});
