import { readFile } from "node:fs/promises";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { subscriberCommands } from "../../functions/audience/commands.ts";
import { nothingRead } from "../../functions/audience/import-order.ts";
import { orderIdOf } from "../../functions/audience/order-id.ts";
import { erasedIds } from "../../functions/audience/rights-store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, idKey, stampClock, subscribe } from "../support/audience.ts";
import { aZip, mailchimpExport, withFile } from "../support/lists.ts";
import { aNewsletter } from "../support/mail.ts";
import { openStore } from "../support/store.ts";

let engine: StoreEngine;
let stores: Awaited<ReturnType<typeof anAudience>>;
const run = async (...words: string[]) => {
  const printed: string[] = [];
  const deps = { ...stores, idKey, clock, stampClock, print: (line: string) => void printed.push(line) };
  await subscriberCommands((work) => work(deps)).parseAsync(words, { from: "user" });
  return printed;
};
beforeAll(async () => {
  engine = await openStore(audienceTable, newslettersTable);
  stores = await anAudience(engine);
});
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(() => engine.close());

const idOf = (address: string) => keyedId(idKey, address);

describe("subscribers import", () => {
  it("takes Mailchimp's ZIP as it comes, first only to see, with a report of every row", async () => {
    await withFile("export.zip", aZip(mailchimpExport), async (path) => {
      const [dry] = await run("import", "flashbulb", path, "--dry-run");
      expect(dry).toMatch(/^nothing was changed; it would be 5 rows: 1 added, 1 added without proof/);
      expect(await run("list", "flashbulb")).toEqual([]);

      const report = `${path}.report.csv`;
      const [line] = await run("import", "flashbulb", path, "--report", report);
      expect(line).toMatch(
        /^5 rows: 1 added, 1 added without proof of consent, 1 unsubscribed, 1 suppressed, 1 refused/,
      );
      const rows = (await readFile(report, "utf8")).trim().split("\n");
      expect(rows).toHaveLength(6);
      expect(rows[1]).toBe(`subscribed_email_audience_export_0a1b2c3d4e.csv,2,${idOf("ada@example.com")},added,`);
      expect(rows.join()).not.toContain("@");
      await expect(run("import", "flashbulb", path, "--report", report)).rejects.toThrow("file already");
      const nowhere = `${report}/nowhere.csv`;
      await expect(run("import", "flashbulb", path, "--report", nowhere)).rejects.toThrow(
        /^the report cannot be written/,
      );
    });
  });

  it("fails in words when nothing can be taken in, and asks what it cannot know", async () => {
    const [text] = Object.values(mailchimpExport) as [string];
    await withFile("contacts.csv", text, async (path) => {
      const printed = await run("import", "flashbulb", path);
      expect(printed[0]).toBe(
        "contacts.csv: left out, it does not say whether its people subscribed: say so when you import it",
      );
      expect(process.exitCode).toBe(1);
      expect(await run("import", "flashbulb", path, "--state", "subscribed", "--dry-run")).toHaveLength(1);
    });
    await withFile("my-cleaned-list.csv", "email\nsafe@example.com", async (path) => {
      expect((await run("import", "flashbulb", path, "--state", "subscribed"))[0]).toBe(
        "my-cleaned-list.csv: left out, by its name or its columns it is a list of addresses that bounced, " +
          "and you said “subscribed”: say the same, or give it another name",
      );
      expect((await run("import", "flashbulb", path))[0]).toMatch(/ addresses that bounced: say what its people are$/);
      expect(await stores.audience.suppressedAmong([idOf("safe@example.com")])).toEqual(new Set());
    });
    await expect(run("import", "flashbulb", "/no/such/file.csv")).rejects.toThrow("no such file");
    await expect(run("import", "nothing", "/no/such/file.csv")).rejects.toThrow("no newsletter");
  });
});

describe("subscribers export", () => {
  it("gives a CSV that import reads again and no spreadsheet computes, and JSON", async () => {
    await stores.newsletters.put({ newsletter: aNewsletter({ id: "out" }), version: 0 });
    await subscribe(stores.audience, { newsletterId: "out", address: "=cmd@example.com", name: "=1+1" });
    await subscribe(stores.audience, { newsletterId: "out", address: "plain@example.com", name: "Ada, Lund" });
    const safe = await run("export", "out");
    expect(safe[0]).toBe(
      "email,name,status,suppressed,suppressed_at,variant,paused_until,confirmed_at,confirmed_ip,unsubscribed_at,asked_at,asked_ip,form,place,wording,joined_at,id,formulas_quoted",
    );
    expect(safe.join("\n")).toContain("'=cmd@example.com,'=1+1,confirmed,,,everything,,2026-10-24T06:00:00.000Z,");
    const raw = (await run("export", "out", "--raw")).join("\n");
    expect(raw).toContain("=cmd@example.com,=1+1,confirmed");
    expect(raw).toContain('plain@example.com,"Ada, Lund"');
    const json = JSON.parse((await run("export", "out", "--format", "json")).join("\n"));
    expect(json.map(({ address }: { address: string }) => address).toSorted()).toEqual([
      "=cmd@example.com",
      "plain@example.com",
    ]);
    await withFile("export.csv", raw, async (path) =>
      expect(await run("import", "out", path)).toEqual(["2 rows: 2 there already"]),
    );
  });

  it("is an empty list of nobody", async () => {
    await stores.newsletters.put({ newsletter: aNewsletter({ id: "none" }), version: 0 });
    expect(JSON.parse((await run("export", "none", "--format", "json")).join(""))).toEqual([]);
    expect(await run("export", "none")).toHaveLength(1);
  });
});

describe("a person's rights", () => {
  it("find: one subscriber, however the address is spelt, or nobody", async () => {
    const id = await subscribe(stores.audience, { address: "find@example.com" });
    await run("suppress", "flashbulb", "find@example.com");
    expect(await run("find", "flashbulb", "FIND@example.com")).toEqual([
      [id, "confirmed", "everything", "find@example.com", `suppressed: manual, ${at}`].join("\t"),
    ]);
    await expect(run("find", "flashbulb", "nobody@example.com")).rejects.toThrow(
      `${idOf("nobody@example.com")} is no subscriber of flashbulb`,
    );
  });

  it("personal-data: everything about somebody as JSON, also when that is nothing", async () => {
    await subscribe(stores.audience, { address: "mine@example.com", name: "Ada" });
    const data = JSON.parse((await run("personal-data", "flashbulb", "mine@example.com")).join("\n"));
    expect(data).toMatchObject({
      newsletter: "flashbulb",
      known: { subscriber: { address: "mine@example.com", name: "Ada", state: "confirmed" } },
    });
    expect(JSON.parse((await run("personal-data", "flashbulb", "nobody@example.com")).join("\n")).known).toEqual({});
  });

  it("erase: nothing that names the person is left, and a restored copy or an old list does not bring them back", async () => {
    const id = await subscribe(stores.audience, { address: "forget@example.com", name: "Forget-Me" });
    await run("suppress", "flashbulb", "forget@example.com");
    const restored = await stores.audience.get("flashbulb", id);
    const list = { newsletterId: "flashbulb", bytes: 1, by: "x", at, look: nothingRead, taken: nothingRead };
    await stores.orders.add({ ...list, id: orderIdOf("flashbulb", at, "a"), file: "a.csv", step: "looked-at" });
    await stores.orders.add({ ...list, id: orderIdOf("flashbulb", at, "b"), file: "b.csv", step: "done" });
    expect(await run("erase", "flashbulb", "Forget@example.com")).toEqual([
      `${id} erased; kept as a keyed hash: erasure, suppression`,
      "lists that wait may name them, take them in or throw them away: a.csv",
    ]);
    expect(JSON.stringify(await everyItem())).not.toMatch(/forget/i);
    expect(await run("erase", "flashbulb", "forget@example.com")).toEqual([
      expect.stringContaining("nothing was there"),
      expect.stringContaining("a.csv"),
    ]);

    const log = await run("erasures", "flashbulb");
    expect(log).toContain(`${id}\t${at}`);
    if (restored) await stores.audience.add(restored);
    await withFile("erasures.txt", log.join("\n"), async (path) =>
      expect(await run("reapply-erasures", "flashbulb", path)).toEqual(["1 erased again"]),
    );
    expect(await stores.audience.get("flashbulb", id)).toBeUndefined();
    expect(await erasedIds(stores.rights, "flashbulb")).toContain(id);
  });

  it("re-applied from a log of another time, when the restored table has none", async () => {
    const id = await subscribe(stores.audience, { address: "later@example.com" });
    await withFile("log.txt", `${id}\t${at}\n`, async (path) =>
      expect(await run("reapply-erasures", "flashbulb", path)).toEqual(["1 erased again"]),
    );
    await withFile("log.txt", "later@example.com\n", async (path) =>
      expect(run("reapply-erasures", "flashbulb", path)).rejects.toThrow("line 1 is no line of an erasure log"),
    );
  });
});

/** Every item of every table, whatever it is about. */
const everyItem = async (): Promise<unknown[]> => {
  const items: unknown[] = [];
  for (const definition of [audienceTable, newslettersTable]) {
    const { db, name } = engine.table(definition);
    const { Items = [], LastEvaluatedKey } = await db.send(new ScanCommand({ TableName: name }));
    if (LastEvaluatedKey) throw new Error("more items than one page");
    items.push(...Items);
  }
  return items;
};
