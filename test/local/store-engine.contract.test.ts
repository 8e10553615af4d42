import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidInput } from "../../functions/core/errors.ts";
import { getItems, putIf, putIfAbsent, queryItems, type Table } from "../../functions/core/store.ts";
import { openStoreEngine, type StoreEngine } from "../../local/store-engine.ts";
import { storeEngines } from "../support/store.ts";

const definition = { name: "things" };

describe.each(storeEngines)("the store client on $name", ({ open }) => {
  let engine: StoreEngine;
  let table: Table;
  beforeAll(async () => {
    engine = await open([definition]);
    table = engine.table(definition);
  });
  afterAll(() => engine.close());

  it("lets exactly one of many writers make an item", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => putIfAbsent(table, { pk: "race", sk: "1", writer })),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it("changes nothing when a condition does not hold", async () => {
    await putIfAbsent(table, { pk: "version", sk: "1", version: 1 });
    const condition = { ConditionExpression: "version = :v", ExpressionAttributeValues: { ":v": 7 } };
    expect(await putIf(table, { pk: "version", sk: "1", version: 8 }, condition)).toBe(false);
    expect(await getItems(table, [{ pk: "version", sk: "1" }])).toEqual([{ pk: "version", sk: "1", version: 1 }]);
  });

  it("gives more than one page of a query, and more than 100 keys, whole", async () => {
    const keys = Array.from({ length: 130 }, (_, n) => ({ pk: "many", sk: String(n).padStart(4, "0") }));
    const text = "x".repeat(20_000);
    for (const key of keys) await putIfAbsent(table, { ...key, text });
    const found: string[] = [];
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": "many" } };
    for await (const item of queryItems(table, query)) found.push(item.sk);
    expect(found).toEqual(keys.map((key) => key.sk));
    expect(await getItems(table, [...keys, { pk: "many", sk: "missing" }])).toHaveLength(130);
  });
});

describe("the embedded engine", () => {
  it("keeps its items between runs, makes tables that are missing, and refuses a folder that is in use", async () => {
    const folder = await mkdtemp(join(tmpdir(), "store-engine-"));
    const service = { kind: "embedded" } as const;
    try {
      const first = await openStoreEngine({ service, folder, tables: [definition] });
      await putIfAbsent(first.table(definition), { pk: "a", sk: "1" });
      await expect(openStoreEngine({ service, folder, tables: [definition] })).rejects.toThrow(InvalidInput);
      await first.close();

      const later = { name: "added-later" };
      const second = await openStoreEngine({ service, folder, tables: [definition, later] });
      expect(await getItems(second.table(definition), [{ pk: "a", sk: "1" }])).toHaveLength(1);
      expect(await putIfAbsent(second.table(later), { pk: "a", sk: "1" })).toBe(true);
      await second.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
