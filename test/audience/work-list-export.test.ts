import { afterAll, beforeAll, expect, it } from "vitest";
import { everybody, exportSubscribers } from "../../functions/audience/export-subscribers.ts";
import { exportKey, isToBeHad } from "../../functions/audience/list-export.ts";
import { listExportStore } from "../../functions/audience/list-export-store.ts";
import { orderExport } from "../../functions/audience/order-export.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { type WorkListExportDeps, workListExport } from "../../functions/audience/work-list-export.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day } from "../../functions/core/time.ts";
import { partsIn } from "../../local/parted-files.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, subscribe } from "../support/audience.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { openStore } from "../support/store.ts";

let engine: StoreEngine;
let deps: WorkListExportDeps & { exports: ReturnType<typeof listExportStore> };
const parted = partsIn(memoryFiles());
beforeAll(async () => {
  engine = await openStore(audienceTable, newslettersTable);
  const { audience } = await anAudience(engine);
  const addresses = Array.from({ length: 450 }, (_, n) => `reader-${n}@example.com`);
  const ids = await Promise.all(addresses.map((address) => subscribe(audience, { address, name: "=Ines, née “X”" })));
  await audience.suppress(ids[7] ?? "", "complaint", at);
  const exports = listExportStore(engine.table(audienceTable));
  deps = { audience, exports, parted, partBytes: 12_000, isEnough: () => true };
});
afterAll(() => engine.close());

const asked = { newsletterId: "flashbulb", by: "ines", raw: false };
const order = async (draw: string, format: "csv" | "json" = "csv", newsletterId = "flashbulb") => {
  const imports = { put: async () => {} };
  const { id } = await orderExport({ ...deps, imports, clock }, { ...asked, newsletterId, format, draw });
  return { newsletterId, exportId: id };
};
const kept = async ({ newsletterId, exportId }: { newsletterId: string; exportId: string }) => {
  const found = await deps.exports.get(newsletterId, exportId);
  if (!found) throw new Error("it was ordered");
  return found;
};
const fileOf = async (hint: { newsletterId: string; exportId: string }): Promise<string> => {
  const { order: done } = await kept(hint);
  let text = "";
  for await (const piece of parted.read(exportKey(done), done.upload ?? "", done.parts)) text += Buffer.from(piece);
  return text;
};
const whole = async (format: "csv" | "json", newsletterId = "flashbulb"): Promise<string> => {
  let text = "";
  for await (const line of exportSubscribers(deps, { newsletterId, format })) text += `${line}\n`;
  return text;
};
/** Calls until it ends, as the queue does; answers how often that was. */
const through = async (hint: { newsletterId: string; exportId: string }, with_ = deps): Promise<number> => {
  for (let calls = 1; ; calls++) if ((await workListExport(with_, hint)).ended) return calls;
};

it.each(["csv", "json"] as const)("writes everybody in portions, as the %s that the command writes", async (format) => {
  const hint = await order(`whole-${format}`, format);
  expect(await through(hint)).toBeGreaterThan(2);
  expect(await fileOf(hint)).toBe(await whole(format));
  const { order: done } = await kept(hint);
  expect(done).toMatchObject({ step: "done", rows: 450, bytes: Buffer.byteLength(await whole(format)) });
  expect(done.after).toBeUndefined();
  expect(await workListExport(deps, hint)).toEqual({ changed: false, ended: true });
});

it("writes nobody of a newsletter that has nobody", async () => {
  for (const format of ["csv", "json"] as const) {
    const hint = await order("nobody", format, "empty");
    expect(await through(hint)).toBe(1);
    expect(await fileOf(hint)).toBe(await whole(format, "empty"));
  }
});

it("is one file when two write it, and is begun anew when its parts are gone", async () => {
  const hint = await order("two");
  const both = () => Promise.all([workListExport(deps, hint), workListExport(deps, hint)]);
  for (let isWriting = true; isWriting; isWriting = (await kept(hint)).order.step === "writing") await both();
  expect(await fileOf(hint)).toBe(await whole("csv"));

  const lost = await order("lost");
  await workListExport(deps, lost);
  const { order: begun, version } = await kept(lost);
  await deps.exports.save({ version, order: { ...begun, upload: "long-gone" } });
  await through(lost);
  expect(await fileOf(lost)).toBe(await whole("csv"));
});

it("goes on after anybody, wherever a shard begins", async () => {
  const all: string[] = [];
  for await (const some of everybody(deps, asked)) all.push(...some.map(({ id }) => id));
  expect(all).toHaveLength(450);
  for (const place of [0, 30, 31, 200, 448, 449]) {
    const rest: string[] = [];
    for await (const some of everybody(deps, { ...asked, after: all[place] })) rest.push(...some.map(({ id }) => id));
    expect(rest).toEqual(all.slice(place + 1));
  }
});

it("is handed out for a day", async () => {
  const hint = await order("old");
  expect(isToBeHad((await kept(hint)).order, at)).toBe(false);
  await through(hint);
  const { order: done } = await kept(hint);
  expect(isToBeHad(done, addMilliseconds(at, day - 1))).toBe(true);
  expect(isToBeHad(done, addMilliseconds(at, day))).toBe(false);
});
