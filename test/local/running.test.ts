import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../functions/core/config.ts";
import { InvalidInput } from "../../functions/core/errors.ts";
import { openHome } from "../../local/home.ts";
import { holdFolder, readRunning } from "../../local/running.ts";
import { openStoreEngine } from "../../local/store-engine.ts";

/** A process that lives as long as this test, and is another. */
const other = process.ppid;

describe("who holds the data folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "running-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const held = (running: object | string) =>
    writeFile(join(folder, "running.json"), typeof running === "string" ? running : JSON.stringify(running));

  it("is told with where its engines are, until it lets go", async () => {
    const hold = await holdFolder(folder);
    await hold.tell({ storeUrl: "http://127.0.0.1:1", webUrl: "http://localhost:2" });
    expect(await readRunning(folder)).toEqual({
      pid: process.pid,
      storeUrl: "http://127.0.0.1:1",
      webUrl: "http://localhost:2",
    });
    await hold.release();
    expect(await readRunning(folder)).toBeUndefined();
  });

  it("cannot be anybody where nothing can be written: that is said with what to do", async () => {
    await held("a file");
    await expect(holdFolder(join(folder, "running.json"))).rejects.toThrow("set TEARSHEET_DATA to another folder");
    await expect(holdFolder(join(folder, "running.json", "deeper"))).rejects.toThrow(InvalidInput);
  });

  it("is nobody when what is written is of a dead process, or half written", async () => {
    await held({ pid: 2 ** 22 + 1 });
    expect(await readRunning(folder)).toBeUndefined();
    await held('{"pid":');
    expect(await readRunning(folder)).toBeUndefined();
    await (await holdFolder(folder)).release();
  });

  it("is nobody when the machine has started since, though another process has that number now", async () => {
    await held({ pid: other, webUrl: "http://localhost:2" });
    expect(await readRunning(folder)).toMatchObject({ pid: other });
    await utimes(join(folder, "running.json"), 0, 0);
    expect(await readRunning(folder)).toBeUndefined();
    await (await holdFolder(folder)).release();
  });

  it("lends its store to a command, whose links lead to where it answers", async () => {
    const store = await openStoreEngine({ service: { kind: "embedded" }, tables: [] });
    await held({ pid: other, storeUrl: store.endpoint, sesUrl: "http://127.0.0.1:1", webUrl: "http://localhost:4999" });
    const home = await openHome(parseConfig({ TEARSHEET_DATA: folder }, "2026-10-24T06:00:30.000Z"));
    expect(home.config.publicUrl).toBe("http://localhost:4999");
    expect(home.endpoint).toBeUndefined();
    await home.close();
    expect(await readRunning(folder)).toMatchObject({ pid: other });
    await store.close();
  });

  it("keeps others out while it is a command, whose engines end with it", async () => {
    await held({ pid: other, storeUrl: "http://127.0.0.1:1" });
    const config = parseConfig({ TEARSHEET_DATA: folder }, "2026-10-24T06:00:30.000Z");
    const opening = openHome(config);
    await expect(opening).rejects.toThrow(InvalidInput);
    await expect(opening).rejects.toThrow(/in use by process \d+.*TEARSHEET_DATA/);
    expect(await readRunning(folder)).toMatchObject({ pid: other });
  });
});
