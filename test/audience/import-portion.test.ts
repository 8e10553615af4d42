import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importPortion } from "../../functions/audience/import-portion.ts";
import { listUploadOf, type Portion, portionsOf } from "../../functions/audience/list-upload.ts";
import type { AudienceStore } from "../../functions/audience/store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, clock, idKey, stampClock } from "../support/audience.ts";
import { openStore } from "../support/store.ts";

const everybody = async (audience: AudienceStore) => {
  const people: string[] = [];
  for await (const { id } of audience.all("flashbulb")) people.push(id);
  return people;
};

const key = "lists/flashbulb/subscribed/readers.csv";

describe("an uploaded list", () => {
  it("says by where it lies whose it is and what its people are", () => {
    expect(listUploadOf(key)).toEqual({ newsletterId: "flashbulb", state: "subscribed", file: "readers.csv" });
    expect(listUploadOf("lists/flashbulb/as-listed/an export.zip")).toMatchObject({ state: undefined });
    for (const other of [
      "lists/flashbulb/readers.csv",
      "lists/flashbulb/friends/a.csv",
      "photos/a/b/c.jpg",
      "lists//x/a",
    ])
      expect(listUploadOf(other)).toBeUndefined();
  });

  it("is announced by S3, whose test of the queue is none", () => {
    const announced = { Records: [{ s3: { object: { key: "lists/flashbulb/as-listed/an+export%282%29.zip" } } }] };
    expect(portionsOf(JSON.stringify(announced))).toEqual([
      { key: "lists/flashbulb/as-listed/an export(2).zip", after: 0 },
    ]);
    expect(portionsOf(JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" }))).toEqual([]);
    expect(portionsOf(JSON.stringify({ key, after: 300 }))).toEqual([{ key, after: 300 }]);
    expect(() => portionsOf("{}")).toThrow();
  });

  describe("of 450 people", () => {
    let engine: StoreEngine;
    beforeAll(async () => {
      engine = await openStore(newslettersTable, audienceTable);
    });
    afterAll(() => engine.close());

    it("is taken in portion by portion, each person once, also when a portion comes twice", async () => {
      const { audience, lists, rights, newsletters } = await anAudience(engine);
      const rows = Array.from({ length: 450 }, (_, n) => `reader${n}@example.com`);
      const bytes = Buffer.from(["Email", ...rows].join("\n"));
      async function* open() {
        yield bytes;
      }
      const queue: Portion[] = [{ key, after: 0 }];
      const deleted: string[] = [];
      const deps = {
        ...{ audience, lists, rights, newsletters, idKey, clock, stampClock },
        deleteUpload: async (done: string) => void deleted.push(done),
        openUpload: async () => ({
          files: [{ name: "readers.csv", bytes: bytes.length, zipped: false, open }],
          close: async () => {},
        }),
        goOn: async (next: Portion) => void queue.push(next),
        isEnough: () => true,
      };
      // From any row on, whatever the size of the portions before.
      expect(await importPortion({ ...deps, isEnough: () => false }, { key, after: 430 })).toMatchObject({
        done: 450,
        ended: true,
      });
      expect(await everybody(audience)).toHaveLength(20);
      const done: number[] = [];
      for (let portion = queue.shift(); portion; portion = queue.shift()) {
        await importPortion({ ...deps, goOn: async () => {} }, portion);
        const taken = await importPortion(deps, portion);
        if (taken.ok) done.push(taken.done);
      }
      // S3 may tell of it once more when it is done.
      const gone = { ...deps, openUpload: async () => undefined };
      expect(await importPortion(gone, { key, after: 0 })).toEqual({ ok: false, reason: "gone" });
      expect(new Set(deleted)).toEqual(new Set([key]));
      const mistyped = { key: key.replace("flashbulb", "flashbub"), after: 0 };
      expect(await importPortion(deps, mistyped)).toEqual({ ok: false, reason: "no-newsletter" });
      expect(done.at(-1)).toBe(450);
      expect(done).toEqual([200, 400, 450, 450]);
      expect(await everybody(audience)).toHaveLength(450);
    });
  });
});
