import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shardOf, shards } from "../../functions/audience/shard.ts";
import type { Subscriber } from "../../functions/audience/subscriber.ts";
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

/** A change of address: after so many steps of the planner, from the nth person's address to a new one. */
type Moving = { person: number; after: number; arrivesAfter: number };

/** An audience that changes while it is read, and what was planned of it. */
const planWhile = async (people: number, moves: readonly Moving[]) => {
  const audience = new Map<string, Subscriber>();
  for (let n = 0; n < people; n++) audience.set(idOf(n), aSubscriber(idOf(n), "2026-10-01T06:00:00.000Z"));
  const whereIs = Array.from({ length: people }, (_, n) => idOf(n));
  const due: { at: number; change: () => void }[] = [];
  let newest = people;
  for (const { person, after, arrivesAfter } of moves) {
    const n = person % people;
    const at = addMilliseconds(frozenAt, 10_000 + after);
    const leave = () => {
      const old = audience.get(whereIs[n] as string);
      if (old?.state !== "confirmed") return;
      const toId = idOf(newest++);
      audience.set(old.id, { ...old, state: "unsubscribed", unsubscribedAt: at, movedTo: toId });
      due.push({ at: after + arrivesAfter, change: () => audience.set(toId, aSubscriber(toId, at)) });
      whereIs[n] = toId;
    };
    due.push({ at: after, change: leave });
  }
  let step = 0;
  const pass = (until: number) => {
    for (let next = due.find(({ at }) => at <= until); next; next = due.find(({ at }) => at <= until)) {
      due.splice(due.indexOf(next), 1);
      next.change();
    }
  };
  const manifests = new Map<string, Manifest[]>();
  const deps: PlanDeps = {
    audience: {
      suppressedAmong: async () => new Set(),
      async *inShard(_, shard, from = "0") {
        for (let last = from; ; ) {
          pass(step++);
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
  const planned = [...manifests.values()].flat().flatMap(({ members }) => members.map(({ id }) => endOf(id)));
  return { planned: planned.sort(), people: whereIs.toSorted() };
};

describe("planning", () => {
  it("has everybody once who was there at the freeze, however often and wherever they move meanwhile", async () => {
    const moving = fc.record({ person: fc.nat(), after: fc.nat({ max: 80 }), arrivesAfter: fc.nat({ max: 10 }) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.array(moving, { maxLength: 25 }), async (size, moves) => {
        const { planned, people } = await planWhile(size, moves);
        expect(planned).toEqual(people);
      }),
      { numRuns: 200 },
    );
  });
});
