import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameInShard, shards } from "../../functions/audience/shard.ts";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { countNeighbours } from "../../functions/delivery/count-neighbours.ts";
import { evidenceMark } from "../../functions/delivery/evidence.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import {
  type AcceptedBatch,
  fullSample,
  isNear,
  mostSampledChunks,
  sampleOf,
  sentOf,
} from "../../functions/delivery/neighbours.ts";
import { noEvidence, withEvidence } from "../support/evidence.ts";

const times = sendingTimes();
const intentAt = "2026-10-24T06:00:00.000Z";
const after = (minutes: number) => addMilliseconds(intentAt, Math.round(minutes * minute));
const before = after(10);
const aBatch = (minutes: number, changes: Partial<AcceptedBatch["place"]> = {}, size = 25): AcceptedBatch => ({
  place: { issueId: "i", shard: "0", chunk: "0", ...changes },
  intentAt: after(minutes),
  indices: Array.from({ length: size }, (_, index) => index),
});

describe("those by whom a silence is judged", () => {
  const batch = fc
    .tuple(fc.double({ min: -600, max: 600, noNaN: true }), fc.nat(200), fc.integer({ min: 1, max: 25 }))
    .map(([minutes, chunk, size]) => aBatch(minutes, { chunk: String(chunk) }, size));

  it("are the nearest of the issue, up to a thousand, and none of whom nothing could have come yet", () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 300, size: "max" }), (batches) => {
        const { chosen: sample, isWhole } = sampleOf(batches, { intentAt, before }, times);
        const isRecent = batches.some((each) => each.intentAt > before && !isNear(each.intentAt, intentAt, times));
        expect(isWhole).toBe(sentOf(sample) >= fullSample || !isRecent);
        expect(sentOf(sample)).toBeLessThan(fullSample + 25);
        expect(new Set(sample.map(({ place }) => place.chunk)).size).toBeLessThanOrEqual(mostSampledChunks);
        for (const each of sample) expect(each.intentAt <= before || isNear(each.intentAt, intentAt, times)).toBe(true);
        const left = batches.filter((each) => each.intentAt <= before && !sample.includes(each));
        const chunks = new Set(sample.map(({ place }) => place.chunk));
        if (left.length === 0 || chunks.size === mostSampledChunks) return;
        expect(sentOf(sample)).toBeGreaterThanOrEqual(fullSample);
        const farthest = Math.max(...sample.map((each) => Math.abs(Date.parse(each.intentAt) - Date.parse(intentAt))));
        for (const each of left)
          expect(Math.abs(Date.parse(each.intentAt) - Date.parse(intentAt))).toBeGreaterThanOrEqual(farthest);
      }),
    );
  });

  /** An issue of so many batches a shard, of which every event of some chunks is missing, and what reading it cost. */
  const anIssue = (batches: readonly AcceptedBatch[], silent: readonly string[] = []) => {
    const cost = { pages: 0, evidence: 0 };
    const page = (fits: (each: AcceptedBatch) => boolean, { backwards = false } = {}) => {
      cost.pages++;
      const found = batches.filter(fits);
      return Promise.resolve((backwards ? found.toReversed() : found).slice(0, 250));
    };
    const deps = {
      times,
      deliveries: {
        acceptedFrom: ({ shard, chunk }: AcceptedBatch["place"]) =>
          page(({ place }) => place.shard === shard && place.chunk >= chunk),
        acceptedBefore: ({ shard, chunk }: AcceptedBatch["place"]) =>
          page(({ place }) => place.shard === shard && place.chunk < chunk, { backwards: true }),
      },
      events: {
        evidence: ({ shard, chunk }: AcceptedBatch["place"]) => {
          cost.evidence++;
          const marks = Array.from({ length: 250 }, (_, index) => evidenceMark({ index, try: 1 }));
          const isSilent = silent.includes(`${shard} ${chunk}`);
          return Promise.resolve(isSilent ? noEvidence : withEvidence(noEvidence, "delivered", marks));
        },
      },
    };
    const count = (chunk: string) =>
      countNeighbours(deps, { place: { issueId: "i", shard: "1", chunk }, intents: [intentAt], before });
    return { cost, around: async (chunk: string) => (await count(chunk)).get(intentAt) };
  };

  it("are found with one page where a thousand were sent at about the time", async () => {
    const chunks = Array.from({ length: 40 }, (_, n) => aBatch(n / 10, { shard: "1", chunk: `c${n + 10}` }, 25));
    const { cost, around } = anIssue(chunks);
    expect(await around("c10")).toEqual({
      neighbours: { sent: 1_000, withEvent: 1_000 },
      sample: { sent: 1_000, withEvent: 1_000, isWhole: true },
    });
    expect(cost).toEqual({ pages: 1, evidence: 40 });
  });

  it("are looked for in every shard, and at other times, where few were sent near; within bounds", async () => {
    const chunks = shards.flatMap((shard) =>
      Array.from({ length: 40 }, (_, n) =>
        aBatch(shard === "1" && n === 20 ? 1 : -9 - n, { shard, chunk: `c${n + 10}` }, 2),
      ),
    );
    const { cost, around } = anIssue(chunks, ["2 c10"]);
    expect(await around("c30")).toEqual({
      neighbours: { sent: 2, withEvent: 2 },
      sample: { sent: 128, withEvent: 126, isWhole: true },
    });
    expect(cost).toEqual({ pages: 32, evidence: 64 });
  });

  it("are looked for where the other shards were at the time: there most were sent near it", async () => {
    /** A chunk each minute in each shard, so many in all that the first pages of a shard are hours before. */
    const chunks = shards.flatMap((shard) =>
      Array.from({ length: 600 }, (_, n) =>
        aBatch(n - 300, { shard, chunk: sameInShard(`2${String(n).padStart(3, "0")}`, shard) }),
      ),
    );
    const { cost, around } = anIssue(chunks);
    expect(await around("2300")).toMatchObject({ neighbours: { sent: 1_000, withEvent: 1_000 } });
    expect(cost.pages).toBeLessThan(10);
  });
});
