import { describe, expect, test } from "vitest";
import { Conflict, InvalidInput } from "../../functions/core/errors.ts";
import { longestSlotBytes } from "../../functions/core/rendition.ts";
import type { Digest } from "../../functions/digest/digest.ts";
import { encodedSize, htmlBudgetBytes, photoBudgetBytes } from "../../functions/digest/encoded-size.ts";
import { fitDigest, type PhotoFileOf, qualities } from "../../functions/digest/fit-digest.ts";
import { type RenderInput, renderIssue } from "../../functions/digest/render-issue.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { sentinelsFrom } from "../../functions/digest/sentinels.ts";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { splice } from "../../functions/mail/splice.ts";
import { aMailPost, aRichMail } from "../support/mail-week.ts";
import { memoryFiles } from "../support/memory-files.ts";

const sentinels = sentinelsFrom(Buffer.alloc(32, 7));
const secondSentinels = sentinelsFrom(Buffer.alloc(32, 8));

const input = (changes: Partial<RenderInput> = {}): RenderInput => ({
  ...aRichMail(),
  revision: 1,
  sentinels,
  at: "2026-11-21T07:00:00.000Z",
  ...changes,
});

/** Files of so many bytes at the best quality, in proportion below. */
const filesOf =
  (bytes: number, asked: number[] = []): PhotoFileOf =>
  async ({ photo, width, crop, quality }) => {
    asked.push(quality);
    return {
      key: `photos/${photo.id}-${crop.width}-${width}-q${quality}.jpg`,
      width,
      height: width,
      bytes: Math.round((bytes * quality) / qualities[0]),
    };
  };

const deps = (photoFile = filesOf(50_000)) => ({ photoFile, renditions: renditionStore(memoryFiles()) });

describe("a rendition", () => {
  test("has both variants with their slots, its sizes, and where each photo stands", async () => {
    const rendition = await renderIssue(deps(), input());
    for (const variant of ["everything", "photos"] as const)
      for (const sentinel of Object.values(sentinels)) {
        expect(rendition.bodies[variant].html.split(sentinel)).toHaveLength(2);
        expect(rendition.bodies[variant].text.split(sentinel)).toHaveLength(2);
      }
    expect(rendition.photos).toHaveLength(11);
    expect(rendition.photoBytes).toBe(11 * 50_000);
    expect(rendition.htmlBytes).toBe(encodedSize(rendition.bodies.everything.html, Object.values(sentinels)));
    expect(rendition.trimmed).toEqual([]);
  });

  test("is rendered once: asked for again, the stored one answers", async () => {
    const parts = deps();
    const first = await renderIssue(parts, input());
    const again = await renderIssue(parts, input({ subject: "Another subject", sentinels: secondSentinels }));
    expect(again).toEqual(first);
  });

  test("of the next revision is another one, and the first stays as it was", async () => {
    const parts = deps();
    await renderIssue(parts, input());
    await renderIssue(parts, input({ revision: 2, subject: "Corrected", sentinels: secondSentinels }));
    const { issueId } = input();
    expect((await parts.renditions.get(issueId, 1))?.subject).toBe(input().subject);
    expect((await parts.renditions.latest(issueId))?.subject).toBe("Corrected");
  });

  test("is stored once for good", async () => {
    const { renditions } = deps();
    const rendition = await renderIssue(deps(), input());
    await renditions.put(rendition);
    await expect(renditions.put(rendition)).rejects.toThrow(Conflict);
  });

  test("is refused when a sentinel stands in somebody's words", async () => {
    const post = aMailPost(0, { title: `A title with ${sentinels.viewUrl} in it` });
    await expect(renderIssue(deps(), input({ posts: new Map([[post.id, post]]) }))).rejects.toThrow("sentinel");
  });
});

describe("the byte budgets", () => {
  const fitting = (photoFile: PhotoFileOf, changes: Partial<RenderInput> = {}) => {
    const { links, ...rest } = input(changes);
    return fitDigest({ photoFile }, { ...rest, links: { ...links, slots: sentinels } });
  };

  test("make pictures lighter before they make the digest shorter", async () => {
    const fitted = await fitting(filesOf(100_000));
    expect(fitted.photoBytes).toBeLessThanOrEqual(photoBudgetBytes);
    expect(fitted.digest.trimmed).toEqual([]);
    expect(fitted.photos[0]?.url).toContain("-q72");
  });

  test("ask for the best quality when that is light enough", async () => {
    const asked: number[] = [];
    await fitting(filesOf(10_000, asked));
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
    const fitted = await fitting(filesOf(1000), {
      digest: { ...digest, blocks },
      posts: new Map([...posts, ...long.map((post) => [post.id, post] as const)]),
    });
    expect(fitted.htmlBytes).toBeLessThanOrEqual(htmlBudgetBytes);
    expect(fitted.digest.trimmed).toContain("“More” shows 397 links instead of 400.");
  });

  test("end in a refusal that says by how much, when nothing more may go", async () => {
    await expect(fitting(filesOf(400_000))).rejects.toThrow(InvalidInput);
    await expect(fitting(filesOf(400_000))).rejects.toThrow("bytes of pictures");
  });

  test("count what the finished message really holds, with slots at their longest", async () => {
    const rendition = await renderIssue(deps(), input());
    const { newsletter } = input();
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
  const all = [...Object.values(sentinels), ...Object.values(secondSentinels)];
  expect(new Set(all).size).toBe(6);
  for (const sentinel of all) expect(sentinel).toMatch(/^[0-9a-z]{26}$/);
});
