import { describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { openClaim, withMoves } from "../../functions/delivery/claim.ts";
import { evidenceMark } from "../../functions/delivery/evidence.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import type { AcceptedBatch } from "../../functions/delivery/neighbours.ts";
import { readWitness, type WitnessDeps } from "../../functions/delivery/read-witness.ts";
import { runSchema } from "../../functions/delivery/run.ts";
import { packStandings, type Standing } from "../../functions/delivery/standing.ts";
import { noEvidence, withEvidence } from "../support/evidence.ts";

const times = sendingTimes();
const ambiguousAt = "2026-10-24T06:00:00.000Z";
const later = (minutes: number) => addMilliseconds(ambiguousAt, minutes * minute);
const place = { issueId: "i", shard: "0", chunk: "0" };
const pending: Standing = { state: "pending", try: 1 };
const sent: Standing = { state: "sent", reason: "accepted", try: 1 };
const many = (count: number, standing: Standing) => Array.from({ length: count }, () => standing);

const neverAsked = async (): Promise<never> => expect.unreachable();

/** Of a chunk of so many accepted and one in doubt for half an hour, and of another chunk, whose recipients stand so. */
const isHealthy = async (accepted: number, others: readonly Standing[]): Promise<boolean> => {
  const writing = { now: ambiguousAt, writeId: "w", times };
  const begun = withMoves(openClaim(accepted + 1), [{ index: 0, when: "begun", revision: 1 }], writing);
  const claim = withMoves(begun, [{ index: 0, when: "no-answer" }], writing);
  const doubt = claim.doubts.get(0);
  const near: AcceptedBatch = { place, intentAt: ambiguousAt, indices: many(accepted, sent).map((_, n) => n + 1) };
  const marks = near.indices.map((index) => evidenceMark({ index, try: 1 }));
  const audience = accepted + 1 + others.length;
  const deps: WitnessDeps = {
    deliveries: {
      acceptedFrom: async ({ shard }) => (shard === place.shard ? [near] : []),
      acceptedBefore: async () => [],
      async *standings(_, shard) {
        if (shard === place.shard) yield packStandings([...claim.recipients.slice(0, 1), ...many(accepted, sent)]);
        else if (shard === "1" && others.some(({ state }) => state !== "pending")) yield packStandings(others);
      },
    },
    runs: {
      get: async () => runSchema.parse({ ...place, newsletterId: "n", frozenAt: ambiguousAt, audience }),
    },
    events: { evidence: async () => withEvidence(noEvidence, "sent", marks) },
    stream: {
      state: async () => ({ deadLetters: 0, oldestEventMs: 0, seenAt: later(30) }),
      slowestDelayMs: async () => 0,
      probes: async () => [{ slot: "0", sentAt: later(16), isBack: true, backAt: later(17) }],
      stampProbe: async () => undefined,
      companions: async () => [],
    },
    storeTime: () => ({ now: later(30), agrees: true }),
    probe: neverAsked,
    ...{ times, strict: false },
  };
  const witness = await readWitness(deps, { place, claim, newsletterId: "n", source: "desk@example.com" });
  return doubt !== undefined && witness.mode === "events" && witness.isHealthy(doubt);
};

describe("a silence, when others were reported", () => {
  it("proves that no mail was made when all of the issue are known, however few", async () => {
    expect(await isHealthy(25, [])).toBe(true);
    expect(await isHealthy(25, many(3, sent))).toBe(true);
    expect(await isHealthy(25, many(3, { state: "skipped", reason: "paused", try: 1 }))).toBe(true);
  });

  it("proves nothing while the issue stands still, and more of it could tell", async () => {
    expect(await isHealthy(25, many(3, pending))).toBe(false);
    expect(await isHealthy(25, [sent, pending])).toBe(false);
    expect(await isHealthy(25, [sent, { state: "intent", try: 1 }])).toBe(false);
  });

  it("does not wait for a second try of somebody else, nor for anybody when a thousand were sent", async () => {
    expect(await isHealthy(25, [sent, { state: "pending", try: 2 }])).toBe(true);
    expect(await isHealthy(1_000, many(3, pending))).toBe(true);
  });
});
