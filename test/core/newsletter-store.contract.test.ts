import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { aNewsletter } from "../support/digest-week.ts";
import { storeEngines } from "../support/store.ts";

describe.each(storeEngines)("newsletters on $name", ({ open }) => {
  let engine: StoreEngine;
  beforeAll(async () => {
    engine = await open([newslettersTable]);
  });
  afterAll(() => engine.close());

  it("are listed beside one that cannot be read, which is named; who needs all of them is told that one is not", async () => {
    const table = engine.table(newslettersTable);
    const newsletters = newsletterStore(table);
    const [one, two] = [aNewsletter({ id: "alpha" }), aNewsletter({ id: "omega" })];
    for (const newsletter of [one, two]) await newsletters.put({ newsletter, version: 0 });
    expect(await newsletters.list()).toEqual([one, two]);
    const broken = { ...aNewsletter({ id: "middle" }), zone: "Europe/Atlantis" };
    const Item = { pk: "newsletter", sk: "middle", version: 1, newsletter: broken };
    await table.db.send(new PutCommand({ TableName: table.name, Item }));
    expect(await newsletters.listEach()).toEqual({
      newsletters: [one, two],
      unread: [{ id: "middle", error: expect.objectContaining({ message: expect.stringContaining("zone") }) }],
    });
    await expect(newsletters.list()).rejects.toThrow("zone");
    await expect(newsletters.get("middle")).rejects.toThrow("zone");
  });
});
