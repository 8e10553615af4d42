import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  getItems,
  getNearItems,
  type Item,
  putAllIfAbsent,
  putIfAbsent,
  queryItems,
  type Table,
} from "../../functions/core/store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { requestsOf, storeEngines } from "../support/store.ts";

const definition = { name: "things" };

describe.each(storeEngines)("items put many at a time, on $name", (store) => {
  let engine: StoreEngine;
  let table: Table;
  beforeAll(async () => {
    engine = await store.open([definition]);
    table = engine.table(definition);
  });
  afterAll(() => engine.close());

  const item = (pk: string, n: number, more: object = {}) => ({ pk, sk: `n${String(n).padStart(3, "0")}`, ...more });
  const all = async (pk: string) => {
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": pk } };
    const found: Item[] = [];
    for await (const each of queryItems(table, query)) found.push(each);
    return found;
  };

  it("are put where nothing is, leave what is there, and say which was which, in order", async () => {
    await putIfAbsent(table, item("a", 7, { first: true }));
    await putIfAbsent(table, item("a", 60, { first: true }));
    const items = Array.from({ length: 63 }, (_, n) => item("a", n, { first: false, left: undefined, in: { n: [n] } }));
    const expected = items.map((_, n) => n !== 7 && n !== 60);
    expect(await putAllIfAbsent(table, items)).toEqual(expected);
    expect((await all("a")).map(({ first }) => first === false)).toEqual(expected);
    expect((await all("a"))[9]).toEqual(item("a", 9, { first: false, in: { n: [9] } }));
    expect(await putAllIfAbsent(table, items)).toEqual(items.map(() => false));
  });

  it("cost a request for twenty-five, or one each where the server cannot do that", async () => {
    const items = Array.from({ length: 50 }, (_, n) => item("b", n));
    const requests = await requestsOf(table, (counted) => putAllIfAbsent(counted, items));
    expect([
      { BatchExecuteStatementCommand: 2 },
      { BatchExecuteStatementCommand: 2, PutItemCommand: 50 },
    ]).toContainEqual(requests);
  });

  it("put at once by two, each is put by one", async () => {
    const items = Array.from({ length: 40 }, (_, n) => item("c", n));
    const [one = [], other = []] = await Promise.all([putAllIfAbsent(table, items), putAllIfAbsent(table, items)]);
    expect(one.map((put, n) => put !== other[n])).toEqual(items.map(() => true));
  });

  describe("read by keys that are near each other", () => {
    const ordered = (items: Item[]) => items.map(({ pk, sk }) => `${pk} ${sk}`).sort();
    const keys = (pk: string, places: number[]) => places.map((n) => item(pk, n));
    const evens = Array.from({ length: 20 }, (_, n) => 2 * n);
    beforeAll(async () => {
      await putAllIfAbsent(
        table,
        [...Array(120).keys()].flatMap((n) => (n === 6 ? [] : [item("near", n), item("beside", n)])),
      );
    });

    it.each<[string, Item[], Record<string, number>]>([
      ["a stretch of one partition", keys("near", evens), { QueryCommand: 1 }],
      ["two partitions", [...keys("near", evens), ...keys("beside", evens)], { QueryCommand: 2 }],
      ["a few", keys("near", [3, 6, 90]), { BatchGetItemCommand: 1 }],
      ["far from each other", keys("near", [...evens, 100, 119]), { QueryCommand: 1, BatchGetItemCommand: 1 }],
      ["one and the same", keys("near", Array(9).fill(4)), { QueryCommand: 1 }],
      ["none at all", [], {}],
    ])("%s: what is there, once, and nothing between", async (_name, asked, expected) => {
      let found: Item[] = [];
      const requests = await requestsOf(table, async (counted) => {
        found = await getNearItems(counted, asked);
      });
      const unique = [...new Map(asked.map((each) => [`${each.pk} ${each.sk}`, each])).values()];
      expect(ordered(found)).toEqual(ordered(await getItems(table, unique)));
      expect(requests).toEqual(expected);
    });
  });
});
