import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type NewsletterCommandDeps, newsletterCommands } from "../../functions/core/commands.ts";
import { Conflict, InvalidInput, NotFound } from "../../functions/core/errors.ts";
import { newsletterSchema, parseNewsletter } from "../../functions/core/newsletter.ts";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { openStore } from "../support/store.ts";

let engine: StoreEngine;
let folder: string;
let example: Record<string, unknown>;
let clocks: Pick<NewsletterCommandDeps, "clock" | "wallClock"> = {};

beforeAll(async () => {
  engine = await openStore(newslettersTable);
  folder = await mkdtemp(join(tmpdir(), "tearsheet-newsletters-"));
  const page = await readFile("docs/newsletters.md", "utf8");
  example = JSON.parse(/```json\n([\s\S]+?)```/.exec(page)?.[1] ?? "");
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await engine.close();
});

const run = async (...words: string[]): Promise<string[]> => {
  const printed: string[] = [];
  const deps = {
    ...clocks,
    newsletters: newsletterStore(engine.table(newslettersTable)),
    print: (line: string) => printed.push(line),
  };
  await newsletterCommands((work) => work(deps)).parseAsync(words, { from: "user" });
  return printed;
};

const file = async (content: unknown): Promise<string> => {
  const path = join(folder, "newsletter.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

it("adds the newsletter of the documentation, lists it, and shows it as edit takes it", async () => {
  const line = "flashbulb\tFlashbulb\tevery Saturday at 08:00\tEurope/Rome";
  expect(await run("add", await file(example))).toEqual([line]);
  expect(await run("list")).toEqual([line]);
  const shown = (await run("show", "flashbulb")).join("\n");
  expect(JSON.parse(shown)).toEqual(newsletterSchema.parse(example));
  expect(await run("edit", await file(shown.replace('"08:00"', '"09:30"')))).toEqual([line.replace("08:00", "09:30")]);
  expect(JSON.parse((await run("show", "flashbulb"))[0] ?? "").cadence.time).toBe("09:30");
});

it("says of a clock that is not today's what becomes of posts of today", async () => {
  clocks = { clock: () => "2026-10-24T06:00:00.000Z", wallClock: () => "2027-02-01T06:00:00.000Z" };
  const printed = await run("add", await file({ ...example, id: "of-today" }));
  expect(printed[1]).toContain("shows 2026-10-24T06:00:00.000Z");
  expect(printed[2]).toContain("TEARSHEET_SAMPLE=off");
  clocks = { clock: clocks.wallClock, wallClock: clocks.wallClock };
  expect(await run("add", await file({ ...example, id: "of-now" }))).toHaveLength(1);
  clocks = {};
});

it("adds none twice, and edits and shows none that is not there", async () => {
  await expect(run("add", await file(example))).rejects.toThrow(Conflict);
  await expect(run("edit", await file({ ...example, id: "another" }))).rejects.toThrow(NotFound);
  await expect(run("show", "another")).rejects.toThrow(NotFound);
});

it("says that nothing can be sent without a postal address", async () => {
  const { postalAddress: _, ...without } = example;
  const printed = await run("add", await file({ ...without, id: "nowhere" }));
  expect(printed[1]).toContain("nothing can be sent");
});

it("names every problem at once, settings that do not exist among them, wherever they stand", () => {
  const wrong = {
    ...example,
    zone: "Rome",
    cadence: { kind: "weekly", weekday: 8, time: "8", at: "8" },
    highlights: { minLongside: 480 },
    sponsors: [{ ...aSponsor, colour: "red" }],
    linkParameters: { anything: "may stand here" },
    nmae: "Flashbulb",
  };
  const problems = problemsOf(() => parseNewsletter(wrong));
  expect(problems.map((problem) => problem.split(":")[0])).toEqual([
    "zone",
    "cadence.weekday",
    "cadence.time",
    "cadence.at",
    "highlights.minLongside",
    "sponsors.0.colour",
    "nmae",
  ]);
});

it("says of each in words what is wrong with it", () => {
  const { name: _, ...without } = example;
  const wrong = {
    ...without,
    cadence: { kind: "yearly" },
    sender: { name: "", address: "digest" },
    whenThin: "never",
    softStart: "yes",
    maxPerTopic: 0,
  };
  expect(problemsOf(() => parseNewsletter(wrong))).toEqual([
    "name: is missing",
    "cadence.kind: is one of weekly, daily, weekdays, monthly, monthly-weekday",
    "sender.name: is empty",
    "sender.address: is to be an address such as digest@example.com",
    "whenThin: is one of skip, hold, ask",
    "softStart: is to be true or false",
    "maxPerTopic: is at least 1",
  ]);
});

it("tells a file that is not there, and one that is no JSON, in a sentence", async () => {
  await expect(run("add", join(folder, "none.json"))).rejects.toThrow("none.json does not exist");
  await expect(run("add", await file("{"))).rejects.toThrow("is not JSON");
  await expect(run("add", await file("[]"))).rejects.toThrow(InvalidInput);
});

it("documents every setting", async () => {
  const page = await readFile("docs/newsletters.md", "utf8");
  for (const name of Object.keys(newsletterSchema.shape)) expect(page).toContain(`| \`${name}\` |`);
});

const aSponsor = {
  id: "a",
  name: "A",
  headline: "A",
  text: "A",
  url: "https://sponsor.example",
  from: "2026-10-10T06:00:00.000Z",
  until: "2026-11-07T07:00:00.000Z",
};

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems;
    throw error;
  }
  return [];
};
