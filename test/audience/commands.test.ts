import { afterAll, beforeAll, expect, it } from "vitest";
import { subscriberCommands } from "../../functions/audience/commands.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, clock, idKey, stampClock } from "../support/audience.ts";
import { openStore } from "../support/store.ts";

let engine: StoreEngine;
let stores: Awaited<ReturnType<typeof anAudience>>;
let run: (...words: string[]) => Promise<string[]>;
beforeAll(async () => {
  engine = await openStore(audienceTable, newslettersTable);
  stores = await anAudience(engine);
  run = async (...words) => {
    const printed: string[] = [];
    const deps = { ...stores, idKey, clock, stampClock, print: (line: string) => printed.push(line) };
    await subscriberCommands((work) => work(deps)).parseAsync(words, { from: "user" });
    return printed;
  };
});
afterAll(async () => {
  process.exitCode = undefined;
  await engine.close();
});

it("adds subscribers, says which were there, and lists them", async () => {
  const [added] = await run("add", "flashbulb", "ada@example.com", "--name", "Ada", "--variant", "photos");
  const id = added?.split(" ")[0];
  expect(added).toBe(`${id} added`);
  expect(await run("add", "flashbulb", "ADA@example.com")).toEqual([`${id} there already`]);
  expect(await run("list", "flashbulb")).toEqual([[id, "confirmed", "photos", "ada@example.com"].join("\t")]);
});

it("confirms who was asked and has not answered, and says where no mail goes all the same", async () => {
  const [id, address] = [keyedId(idKey, "waits@example.com"), "waits@example.com"];
  const consent = { askedAt: "2026-10-20T00:00:00.000Z", form: "page", wording: "en/1" };
  await stores.audience.ask({ newsletterId: "flashbulb", id, address, name: "Wanda", consent });
  await stores.audience.suppress(id, "bounce", clock());
  expect(await run("add", "flashbulb", "Waits@example.com", "--variant", "photos")).toEqual([
    `${id} added, but no mail goes there: suppressed: bounce`,
  ]);
  expect(await stores.audience.get("flashbulb", id)).toMatchObject({
    ...{ state: "confirmed", confirmedAt: clock(), name: "Wanda", consent, preferences: { variant: "photos" } },
  });
  expect(await stores.audience.forgetPending("flashbulb", id, consent.askedAt)).toBe(false);
  expect(await run("add", "flashbulb", address)).toEqual([
    `${id} there already, but no mail goes there: suppressed: bounce`,
  ]);
});

it("adds the others when one is refused, and fails, without repeating what was typed", async () => {
  const printed = await run("add", "flashbulb", "grace@example.com", "not an address");
  expect(printed).toEqual([
    expect.stringContaining("added"),
    "refused: the address is no address such as ada@example.com",
  ]);
  expect(process.exitCode).toBe(1);
});

it("suppresses an address for good, shows why, and lets mail go to it again", async () => {
  const [added] = await run("add", "flashbulb", "mary@example.com");
  const id = added?.split(" ")[0];
  const listed = async () => (await run("list", "flashbulb")).find((line) => line.startsWith(`${id}`));
  expect(await run("suppress", "flashbulb", "Mary@example.com")).toEqual([`${id} suppressed`]);
  expect(await run("suppress", "flashbulb", "mary@example.com")).toEqual([`${id} suppressed already`]);
  expect(await listed()).toBe(
    [id, "confirmed", "everything", "mary@example.com", `suppressed: manual, ${clock()}`].join("\t"),
  );
  expect(await run("unsuppress", "flashbulb", "mary@example.com")).toEqual([`${id} gets mail again`]);
  expect(await listed()).toBe([id, "confirmed", "everything", "mary@example.com"].join("\t"));
  await expect(run("unsuppress", "flashbulb", "mary@example.com")).rejects.toThrow("not suppressed");
  await expect(run("suppress", "flashbulb", "not an address")).rejects.toThrow("is no address");
});

it("knows only newsletters that exist", async () => {
  await expect(run("list", "nothing")).rejects.toThrow("no newsletter");
});
