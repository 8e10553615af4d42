import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { type Manifest, manifestOf, nextChunk, shardPlan } from "../../functions/delivery/manifest.ts";
import { manifestItem, manifestOfItem } from "../../functions/delivery/manifest-item.ts";

const recipient = (number: number) => ({ id: String(number).padStart(6, "0"), variant: "everything" as const });

describe("a manifest", () => {
  it("refuses what breaks the order that planners rely on", () => {
    expect(() => manifestOf("000005", [recipient(5)])).toThrow("lower bound");
    expect(() => manifestOf("0", [recipient(7), recipient(6)])).toThrow("ascend");
    expect(() => manifestOf("0", [recipient(7), recipient(7)])).toThrow("ascend");
    expect(() =>
      manifestOf(
        "0",
        Array.from({ length: chunkSize + 1 }, (_, n) => recipient(n + 1)),
      ),
    ).toThrow("at most");
  });

  it("says where its shard goes on, and how many are in it, and closes it when it is empty", () => {
    expect(shardPlan(undefined)).toEqual({ chunk: "0", audience: 0, closed: false });
    const second = manifestOf("000003", [recipient(5), recipient(8)], 3);
    expect(shardPlan(second)).toEqual({ chunk: "000008", audience: 5, closed: false });
    expect(shardPlan(manifestOf("000008", [], 5))).toEqual({ chunk: "000008", audience: 5, closed: true });
  });

  it("is stored so that it comes back as it was, and in eight kilobytes", () => {
    const id = (n: number) => `${n}`.padStart(26, "0");
    const full = Array.from({ length: chunkSize }, (_, n) => ({
      id: id(n + 1),
      variant: n % 3 === 0 ? ("photos" as const) : ("everything" as const),
    }));
    for (const recipients of [[], full.slice(0, 1), full]) {
      const manifest = manifestOf("0", recipients, 7);
      expect(manifestOfItem(manifestItem(manifest))).toEqual(manifest);
    }
    const { ids, variants } = manifestItem(manifestOf("0", full));
    expect(ids.length + variants.length).toBeLessThan(8 * 1024);
  });

  it("refuses an id that could not be read back, and an item that says otherwise than it counts", () => {
    const item = manifestItem(manifestOf("0", [recipient(1), recipient(2)]));
    expect(() => manifestItem({ ...manifestOf("0", []), recipients: [{ id: "1 2", variant: "photos" }] })).toThrow(
      "space",
    );
    expect(() => manifestOfItem({ ...item, variants: Uint8Array.of(0) })).toThrow("as many");
    expect(() => manifestOfItem({ ...item, variants: Uint8Array.of(0, 9) })).toThrow("no variant");
  });

  it("gives nobody to two chunks and leaves out nobody who was there all the time, whoever plans how often", () => {
    const planner = fc.record({
      who: fc.nat(2),
      act: fc.constantFrom("read", "write", "crash"),
      size: fc.integer({ min: 1, max: 4 }),
    });
    const change = fc.record({ id: fc.integer({ min: 1, max: 40 }), there: fc.boolean() });
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: planner }, change), { maxLength: 200 }), (script) => {
        const people = new Set(Array.from({ length: 20 }, (_, n) => 2 * n + 1));
        const steady = new Set(people);
        const ledger = new Map<string, Manifest>();
        const planOf = () => {
          return shardPlan([...ledger.values()].sort((one, other) => (one.chunk < other.chunk ? -1 : 1)).at(-1));
        };
        const held = new Map<number, Manifest>();
        const read = (who: number, size: number) => {
          const { chunk, audience, closed } = planOf();
          const page = [...people]
            .sort((a, b) => a - b)
            .map(recipient)
            .filter(({ id }) => id > chunk)
            .slice(0, size);
          if (!closed) held.set(who, manifestOf(chunk, page, audience));
        };
        const write = (who: number) => {
          const mine = held.get(who);
          if (mine && !ledger.has(mine.chunk)) ledger.set(mine.chunk, mine);
          held.delete(who);
        };
        for (const each of script)
          if ("id" in each) {
            if (each.there) people.add(each.id);
            else {
              people.delete(each.id);
              steady.delete(each.id);
            }
          } else if (each.act === "read") read(each.who, each.size);
          else if (each.act === "write") write(each.who);
          else held.delete(each.who);
        for (let turns = 0; !planOf().closed && turns < 100; turns++) {
          read(0, 4);
          write(0);
        }
        const planned = [...ledger.values()].flatMap(({ recipients }) => recipients.map(({ id }) => id));
        expect(new Set(planned).size).toBe(planned.length);
        expect(planOf()).toMatchObject({ closed: true, audience: planned.length });
        for (const number of steady) expect(planned).toContain(recipient(number).id);
        for (const each of ledger.values())
          expect(each.recipients.length === 0 || nextChunk(each) > each.chunk).toBe(true);
      }),
    );
  });
});
