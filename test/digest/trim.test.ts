import { describe, expect, it } from "vitest";
import type { Digest } from "../../functions/digest/digest.ts";
import { digestSchema } from "../../functions/digest/digest-schema.ts";
import { photoIdsOf } from "../../functions/digest/gallery.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { trimmedAs, trimOnce } from "../../functions/digest/trim.ts";
import { aNewsletter, aWeek, aWindow } from "../support/digest-week.ts";

const sentence = "Twelve words are in this sentence, which is here for the count.";
const sponsor = {
  id: "a",
  name: "A",
  headline: "A",
  text: "A",
  url: "https://sponsor.example",
  from: aWindow.from,
  until: "2027-01-01T00:00:00.000Z",
};
const whole = makeDigest({
  newsletter: aNewsletter({ sponsors: [sponsor] }),
  window: aWindow,
  posts: aWeek(30).map((post) => ({ ...post, excerpt: Array(4).fill(sentence).join(" ") })),
});

const steps: { digest: Digest; told: string }[] = [];
for (let step = trimOnce(whole, "html"); step; step = trimOnce(step.digest, "html")) steps.push(step);
const lighter: typeof steps = [];
for (let step = trimOnce(whole, "pictures"); step; step = trimOnce(step.digest, "pictures")) lighter.push(step);

const highlights = ({ blocks }: Digest) =>
  blocks.flatMap((block) => (block.kind === "highlights" ? photoIdsOf(block.rows) : []));

const excerpts = ({ blocks }: Digest) =>
  blocks.flatMap((block) => (block.kind === "stories" ? block.stories.map(({ excerpt }) => excerpt) : []));

describe("trimming", () => {
  it("takes excerpts first, then links, then cards from the last, and highlights at the very end", () => {
    expect(steps.map(({ told }) => told)).toEqual([
      "8 excerpts cut to 20 words.",
      "The lead's excerpt cut to 35 words.",
      "“More” shows 9 links instead of 12.",
      "“More” shows 6 links instead of 9.",
      ...[8, 7, 6, 5, 4, 3, 2, 1].map((at) => `Story ${at} became a link.`),
      "8 highlights instead of 9.",
      "7 highlights instead of 8.",
      "6 highlights instead of 7.",
    ]);
  });

  it("takes no word where the pictures weigh too much: those of the last cards go, then highlights", () => {
    expect(lighter.map(({ told }) => told)).toEqual([
      ...[7, 5, 3, 1].map((at) => `Story ${at} shows no picture.`),
      "8 highlights instead of 9.",
      "7 highlights instead of 8.",
      "6 highlights instead of 7.",
    ]);
    expect(excerpts(lighter.at(-1)?.digest as Digest)).toEqual(excerpts(whole));
  });

  it("is done again by what it told, reasons included", () => {
    for (const taken of [steps, lighter]) {
      const told = taken.map((step) => step.told);
      expect(trimmedAs(whole, told)).toEqual({ ...taken.at(-1)?.digest, trimmed: told });
    }
  });

  it("never takes a sponsor, the lead, or a sixth highlight", () => {
    const last = steps.at(-1)?.digest as Digest;
    expect(last.blocks.map(({ kind }) => kind)).toEqual(whole.blocks.map(({ kind }) => kind));
    expect(highlights(last)).toHaveLength(6);
  });

  it("keeps a reason for everything, and says of what is gone that it made room", () => {
    for (const { digest } of [...steps, ...lighter]) {
      expect(Object.keys(digest.photoReasons)).toHaveLength(Object.keys(whole.photoReasons).length);
      const shown = digest.blocks.flatMap((block) => {
        if (block.kind === "lead") return block.lead.photo ? [block.lead.photo.photoId] : [];
        if (block.kind === "highlights") return photoIdsOf(block.rows);
        return block.kind === "stories" ? block.stories.flatMap(({ photo }) => (photo ? [photo.photoId] : [])) : [];
      });
      const inside = Object.entries(digest.photoReasons).filter(([, reason]) => reason.in);
      expect(inside.map(([id]) => id).toSorted()).toEqual(shown.toSorted());
    }
    const gone = highlights(whole).find((id) => !highlights(steps.at(-1)?.digest as Digest).includes(id)) as string;
    expect(steps.at(-1)?.digest.photoReasons[gone]).toMatchObject({ in: false, rule: "trimmed" });
  });

  it("leaves the digest it was given as it was", () => {
    const before = JSON.stringify(whole);
    trimOnce(whole, "html");
    trimOnce(whole, "pictures");
    expect(JSON.stringify(whole)).toBe(before);
  });
});

describe("a stored digest", () => {
  it("is read back as it was, at every step", () => {
    for (const { digest } of [{ digest: whole }, ...steps]) {
      const stored = JSON.parse(JSON.stringify(digest));
      expect(digestSchema.parse(stored)).toEqual(stored);
    }
  });
});
