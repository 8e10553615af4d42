import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentClient } from "../../functions/core/store.ts";
import { storeTimeOf } from "../../functions/core/store-time.ts";
import { millisecondsBetween, systemClock } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { storeClient, storeEngines } from "../support/store.ts";

const definition = { name: "time" };

describe.each(storeEngines)("the time of the store on $name", ({ open }) => {
  let engine: StoreEngine;
  beforeAll(async () => {
    engine = await open([definition]);
  });
  afterAll(() => engine.close());

  /** A client of its own, in a process whose clock is so many milliseconds off. */
  const aProcess = (offMs: number) => {
    const table = engine.table(definition);
    const client = storeClient(table);
    const time = storeTimeOf(client, { ownClock: () => Date.now() + offMs });
    const db = documentClient(client);
    const read = () => db.send(new GetCommand({ TableName: table.name, Key: { pk: "a", sk: "a" } }));
    const refused = () =>
      db.send(
        new PutCommand({
          TableName: table.name,
          Item: { pk: "a", sk: "a" },
          ConditionExpression: "attribute_exists(pk)",
        }),
      );
    return { time, read, refused };
  };

  it("is not known before the store has answered", () => {
    expect(() => aProcess(0).time()).toThrow("has not answered");
  });

  it("is that of the store, whatever the own clock shows", async () => {
    for (const offMs of [0, -3 * 86_400_000, 3_600_000]) {
      const { time, read } = aProcess(offMs);
      for (let n = 0; n < 5; n++) await read();
      expect(Math.abs(millisecondsBetween(systemClock(), time().now))).toBeLessThan(1_000);
      expect(time().agrees).toBe(offMs === 0);
    }
  });

  it("is read from a refusal as well", async () => {
    const { time, refused } = aProcess(0);
    await expect(refused()).rejects.toThrow();
    expect(time().agrees).toBe(true);
  });

  it("is the engine's own part for everybody who uses its tables", async () => {
    await engine
      .table(definition)
      .db.send(new GetCommand({ TableName: engine.table(definition).name, Key: { pk: "a", sk: "a" } }));
    expect(engine.time().agrees).toBe(true);
  });
});
