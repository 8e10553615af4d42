import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { longestSlotBytes, type Rendition, slotNames } from "../../functions/core/rendition.ts";
import { composeRendition } from "../../functions/digest/compose-rendition.ts";
import type { Digest } from "../../functions/digest/digest.ts";
import { htmlBudgetBytes, photoBudgetBytes } from "../../functions/digest/encoded-size.ts";
import { explainDigest } from "../../functions/digest/explain-digest.ts";
import { issueId } from "../../functions/digest/issue.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { placedPhotos } from "../../functions/digest/placed-photos.ts";
import { sentinelsFrom } from "../../functions/digest/sentinels.ts";
import { subjectLine } from "../../functions/digest/subject-line.ts";
import { trimmedAs } from "../../functions/digest/trim.ts";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { splice } from "../../functions/mail/splice.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import { photoFile } from "../../functions/posts/photo-file.ts";
import type { Post } from "../../functions/posts/post.ts";
import { aNewsletter, aPostOf, aShot, aWindow } from "../support/digest-week.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { type RealPhotoName, realPhoto } from "../support/photographs.ts";

const files = memoryFiles();

/** Originals as large as they are kept, with the grain of a high sensitivity: about as heavy as photographs become. */
const originals = [
  { key: "photos/wide/original.jpg", width: 2400, height: 1600, name: "black-canyon" },
  { key: "photos/upright/original.jpg", width: 1600, height: 2400, name: "acanthus-mollis" },
] as const satisfies { key: string; width: number; height: number; name: RealPhotoName }[];

beforeAll(async () => {
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const grain = await sharp({ create: { width: 400, height: 400, channels: 3, background: "#808080", noise } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  for (const { key, width, height, name } of originals) {
    const jpeg = sharp(realPhoto(name))
      .resize(width, height)
      .composite([{ input: grain, blend: "overlay", tile: true }]);
    await files.put(key, await jpeg.jpeg({ quality: 90 }).toBuffer(), "image/jpeg");
  }
});

const photosEach = 10;

/** A photo of every kind that a week brings: most are good, some may not be shown, each for another reason. */
const aPhotoOf = (post: string, n: number, at: number, words: string): Photo => {
  const { key, width, height } = originals[(n + at) % 3 === 0 ? 1 : 0];
  const oddities: Partial<Photo>[] = [{ credit: "" }, { failure: "did not come in time" }, { rights: "none" }];
  return aShot(`${post}-p${at}`, at, {
    size: [width, height],
    original: { key, width, height, bytes: 2_000_000 },
    placement: at % 4 === 1 ? "introduced" : "set",
    caption: `${words} ${n}.${at}`,
    alt: `${at} ${words} ${words} ${words}`,
    ...((n + at) % 5 === 0 && oddities[n % 3]),
  });
};

const aLargeWeek = (words: string, paragraph: string): Post[] =>
  Array.from({ length: 200 }, (_, n) => {
    const id = `post-${n}`;
    return aPostOf(id, {
      day: n % 7,
      title: `${n} ${words}`,
      url: `https://flashbulb.example/2026/11/${"a-long-address-".repeat(6)}${n}/`,
      excerpt: paragraph,
      tags: [`topic ${n % 23}`],
      commentCount: (n * 37) % 90,
      photos: Array.from({ length: photosEach }, (_, at) => aPhotoOf(id, n, at, words)),
      embeds: [{ service: "instagram", url: `https://www.instagram.com/p/${n}/`, author: "Ines Calder" }],
    });
  });

const linkParameters = { utm_source: "flashbulb-weekly", utm_medium: "email", utm_campaign: "{issue}" };
const newsletter = aNewsletter({ linkParameters, postalAddress: "Flashbulb, Via dell’Otturatore 12, 34121 Trieste" });
const name = issueId(newsletter.id, aWindow);

const composed = async (posts: readonly Post[]): Promise<{ digest: Digest; rendition: Rendition }> => {
  const digest = makeDigest({ newsletter, window: aWindow, posts });
  const byId = new Map(posts.map((post) => [post.id, post]));
  const rendition = await composeRendition(
    { photoFile: (input) => photoFile({ files }, input) },
    {
      ...{ newsletter, issueId: name, window: aWindow, revision: 1, digest, posts: byId },
      ...subjectLine({ digest, posts: byId, isSensitive: () => false }),
      sentinels: sentinelsFrom(Buffer.alloc(32, 3)),
      links: {
        file: (key) => `https://flashbulb.example/${key}`,
        allStories: `https://flashbulb.example/${name}/posts`,
      },
      at: aWindow.until,
    },
  );
  return { digest, rendition };
};

/** The HTML part of a message as it goes over the wire, with personal parts as long as they may be. */
const htmlOnTheWire = (rendition: Rendition): string => {
  const longest = `https://flashbulb.example/${"x".repeat(longestSlotBytes)}`.slice(0, longestSlotBytes);
  const [unsubscribeUrl, preferencesUrl, viewUrl] = slotNames.map(() => longest) as [string, string, string];
  const mime = composeMime({ newsletter, rendition, variant: "everything", at: rendition.renderedAt });
  const links = { unsubscribeUrl, preferencesUrl, viewUrl };
  const raw = splice(mime, { to: { address: "ada@example.com" }, deliveryId: "d", links }).toString();
  const part = raw.slice(raw.lastIndexOf("Content-Transfer-Encoding"), raw.lastIndexOf("\r\n--"));
  return part.slice(part.indexOf("\r\n\r\n") + 4);
};

/** "200 posts: 21 in (12 more, 9 story), 179 out (179 page)" as its numbers: of all, of both sides, of each rule. */
const summed = (line: string) => {
  const [all = 0] = (/^\d+/.exec(line) ?? []).map(Number);
  const sides = [...line.matchAll(/(\d+) (?:in|out)\b(?: \(([^)]*)\))?/g)].map(([, sum, rules = ""]) => ({
    sum: Number(sum),
    ofRules: rules.split(", ").reduce((total, rule) => total + Number.parseInt(rule || "0", 10), 0),
  }));
  return { all, sides };
};

const fits = ({ digest, rendition }: { digest: Digest; rendition: Rendition }, posts: readonly Post[]) => {
  expect(rendition.htmlBytes).toBeLessThan(htmlBudgetBytes);
  expect(htmlOnTheWire(rendition).length).toBeLessThanOrEqual(rendition.htmlBytes);
  expect(rendition.photoBytes).toBeLessThan(photoBudgetBytes);
  const shown = trimmedAs(digest, rendition.trimmed ?? []);
  expect(shown.trimmed).toEqual(rendition.trimmed);
  const inFiles = rendition.photos?.map(({ url }) => files.stored.get(url.slice("https://flashbulb.example/".length)));
  expect(inFiles?.reduce((sum, file) => sum + (file?.bytes.length ?? Number.NaN), 0)).toBe(rendition.photoBytes);
  expect(placedPhotos(shown).map(({ photoId }) => photoId)).toEqual(rendition.photos?.map(({ photoId }) => photoId));

  expect(Object.keys(shown.postReasons).toSorted()).toEqual(posts.map(({ id }) => id).toSorted());
  expect(Object.keys(shown.photoReasons)).toHaveLength(2000);
  const told = explainDigest(shown, new Map(posts.map((post) => [post.id, post])));
  for (const [line, all] of [told.slice(0, 2)].flatMap(([ofPosts = "", ofPhotos = ""]) => [
    [ofPosts, 200] as const,
    [ofPhotos, 2000] as const,
  ])) {
    const sums = summed(line);
    expect(sums.all).toBe(all);
    expect(sums.sides.reduce((total, { sum }) => total + sum, 0)).toBe(all);
    for (const { sum, ofRules } of sums.sides) expect(ofRules).toBe(sum);
  }
  expect(told.filter((line) => /^ {2}(In|Out): ./.test(line))).toHaveLength(200);
  expect(told.filter((line) => /^ {4}\d+\. (In|Out): ./.test(line))).toHaveLength(2000);
  return shown;
};

describe("a week of 200 posts and 2,000 photos", () => {
  it("fits both byte budgets with nine highlights, in lighter pictures, with every reason given", async () => {
    const words = "Four mornings on the set of a film about the sea, before the crew wakes";
    const posts = aLargeWeek(
      words,
      "The harbour is up before anybody else is. Nobody says a word until the tide turns.",
    );
    const made = await composed(posts);
    const shown = fits(made, posts);
    expect(shown.blocks.map(({ kind }) => kind)).toEqual(["lead", "highlights", "stories", "more"]);
    expect(made.rendition.photos?.[0]?.url).not.toContain("-q80");
  });

  it("fits them in a script whose letters take six bytes each, told what went for it", async () => {
    const words = "أربعة صباحات في موقع تصوير فيلم عن البحر قبل أن يستيقظ الطاقم كله ويبدأ العمل ".repeat(3).trim();
    const sentence = "لا يضيء الرصيف قبل الفجر إلا المخبز وشاحنة المعدات والقوارب التي تنتظر المد.";
    const posts = aLargeWeek(words, Array(4).fill(sentence).join(" "));
    const made = await composed(posts);
    fits(made, posts);
    expect(made.rendition.trimmed?.length).toBeGreaterThan(0);
    expect(made.rendition.trimmed?.[0]).toMatch(/^\d excerpts cut to 20 words\.$/);
  });
});
