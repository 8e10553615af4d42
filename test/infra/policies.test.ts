import { glob, readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { policies } from "./policies.ts";

/** Which table the stores of a room work on; a room may have a store with a table of its own. */
const tableOf = (file: string): string => {
  if (file.endsWith("/desk-store.ts")) return "desk";
  const [, room = ""] = /^functions\/(\w+)\//.exec(file) ?? [];
  const byRoom: Record<string, string> = {
    core: "newsletters",
    digest: "issues",
    calendar: "issues",
    delivery: "ledger",
  };
  return byRoom[room] ?? room;
};

/** What each of the ways to the store asks of a table. */
const asks: Readonly<Record<string, readonly string[]>> = {
  GetCommand: ["GetItem"],
  putIf: ["PutItem"],
  putIfAbsent: ["PutItem"],
  putAllIfAbsent: ["PartiQLInsert"],
  updateIf: ["UpdateItem"],
  updatedIf: ["UpdateItem"],
  deleteIf: ["DeleteItem"],
  queryItems: ["Query"],
  getItems: ["BatchGetItem"],
  getNearItems: ["Query", "BatchGetItem"],
};

it("of each table, somebody may do what its stores do, and nobody anything else", async () => {
  const done = new Map<string, Set<string>>();
  for await (const file of glob("functions/*/{store,*-store}.ts", { exclude: ["functions/core/store.ts"] })) {
    const source = await readFile(file, "utf8");
    const ways = Object.entries(asks).filter(([way]) => new RegExp(`\\b${way}\\(`).test(source));
    const actions = done.get(tableOf(file)) ?? new Set();
    for (const action of ways.flatMap(([, each]) => each)) actions.add(action);
    if (actions.size > 0) done.set(tableOf(file), actions);
  }
  const allowed = new Map<string, Set<string>>();
  for (const [, actions = "", table = ""] of Object.values(policies)
    .flat()
    .flatMap((line) => [...line.matchAll(/^((?:dynamodb:\w+ ?)+)\| Table(\w+)Table$/g)]))
    for (const action of actions.trim().replaceAll("dynamodb:", "").split(" "))
      if (action !== "DescribeTable") allowed.set(table, (allowed.get(table) ?? new Set()).add(action));
  const told = (of: Map<string, Set<string>>) =>
    Object.fromEntries([...of].toSorted().map(([table, actions]) => [table, [...actions].toSorted()]));
  expect(told(allowed)).toEqual(told(done));
});
