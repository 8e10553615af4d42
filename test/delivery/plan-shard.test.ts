import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shardOf, shards } from "../../functions/audience/shard.ts";
import type { Subscriber } from "../../functions/audience/subscriber.ts";
import { stampHoldsMs } from "../../functions/core/stamped.ts";
import { addMilliseconds, type Instant } from "../../functions/core/time.ts";
import type { Manifest } from "../../functions/delivery/manifest.ts";
import { type PlanDeps, planShard } from "../../functions/delivery/plan-shard.ts";

const frozenAt = "2026-10-24T06:00:00.000Z";
const newsletterId = "flashbulb";
/** Ids of a few shards, so that people move into what is planned already and into what is not. */
const idOf = (n: number): string => `${"05af"[n % 4]}${String(n).padStart(25, "0")}`;

const aSubscriber = (id: string, confirmedAt: Instant): Subscriber => ({
  ...{ id, newsletterId, address: `${id}@example.com`, state: "confirmed", confirmedAt },
  preferences: { variant: "everything" },
});

/**
 * A change of address of the nth person, so many milliseconds after the freeze: how long the store keeps the leaving,
 * then whether who moved has it made whole a while later, and how long the store keeps the arrival.
 */
type Moving = { person: number; at: number; leavesMs: number; breaksOffMs: number; arrivesMs: number };

/** The planner reads nobody earlier than this after the freeze, and the next one so much later. */
const planAfterMs = 10_000;
const stepMs = 100;

/** An audience that changes while it is read, and what was planned of it. */
const planWhile = async (people: number, moves: readonly Moving[]) => {
  const audience = new Map<string, Subscriber>();
  for (let n = 0; n < people; n++) audience.set(idOf(n), aSubscriber(idOf(n), "2026-10-01T06:00:00.000Z"));
  const whereIs = Array.from({ length: people }, (_, n) => idOf(n));
  const due: { at: number; change: () => void }[] = [];
  let newest = people;
  for (const { person, at, leavesMs, breaksOffMs, arrivesMs } of moves) {
    const n = person % people;
    const leave = () => {
      const old = audience.get(whereIs[n] as string);
      if (old?.state !== "confirmed") return;
      const toId = idOf(newest++);
      const unsubscribedAt = addMilliseconds(frozenAt, at);
      audience.set(old.id, { ...old, state: "unsubscribed", unsubscribedAt, movedTo: toId });
      const stampedAt = at + leavesMs + breaksOffMs;
      const arrived = aSubscriber(toId, addMilliseconds(frozenAt, stampedAt));
      due.push({ at: stampedAt + arrivesMs, change: () => audience.set(toId, arrived) });
      whereIs[n] = toId;
    };
    due.push({ at: at + leavesMs, change: leave });
  }
  let now = planAfterMs;
  const pass = (until: number) => {
    const next = () => due.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= until);
    for (let each = next(); each; each = next()) {
      due.splice(due.indexOf(each), 1);
      each.change();
    }
  };
  const manifests = new Map<string, Manifest[]>();
  const deps: PlanDeps = {
    audience: {
      getMany: async (_, ids) => ({
        subscribers: new Map(ids.flatMap((id) => (audience.has(id) ? [[id, audience.get(id) as Subscriber]] : []))),
        suppressed: new Set(),
      }),
      suppressedAmong: async () => new Set(),
      async *inShard(_, shard, from = "0") {
        for (let last = from; ; ) {
          now += stepMs;
          pass(now);
          const ids = [...audience.keys()].filter((id) => shardOf(id) === shard && id > last).sort();
          const next = audience.get(ids[0] ?? "");
          if (!next) return;
          last = next.id;
          yield next;
        }
      },
    },
    deliveries: {
      lastManifest: async (_, shard) => manifests.get(shard)?.at(-1),
      putManifest: async (_, shard, manifest) => {
        manifests.set(shard, [...(manifests.get(shard) ?? []), manifest]);
        return true;
      },
    },
  };
  for (const shard of shards) await planShard(deps, { newsletterId, issueId: "i", frozenAt, shard });
  pass(Infinity);
  const endOf = (id: string): string => {
    const to = audience.get(id)?.movedTo;
    return to === undefined ? id : endOf(to);
  };
  const planned = [...manifests.values()].flat().flatMap(({ recipients }) => recipients.map(({ id }) => endOf(id)));
  return { planned: planned.sort(), people: whereIs.toSorted() };
};

describe("planning", () => {
  it("has everybody once who was there at the freeze, however they move around it and however slow the store is", async () => {
    const moving: fc.Arbitrary<Moving> = fc.record({
      person: fc.nat(),
      at: fc.integer({ min: -20_000, max: planAfterMs + 80 * stepMs }),
      leavesMs: fc.nat({ max: 15_000 }),
      breaksOffMs: fc.oneof(fc.constant(0), fc.nat({ max: 3_600_000 })),
      arrivesMs: fc.nat({ max: stampHoldsMs }),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.array(moving, { maxLength: 25 }), async (size, moves) => {
        const { planned, people } = await planWhile(size, moves);
        expect(planned).toEqual(people);
      }),
      { numRuns: 200 },
    );
  });
});
