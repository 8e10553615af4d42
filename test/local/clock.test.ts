import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { openClock } from "../../local/clock.ts";

const at = "2026-10-24T06:00:30.000Z";
const tomorrow = "2026-10-25T06:00:30.000Z";

describe("the clock of a data folder", () => {
  let dataFolder: string;
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), "tearsheet-clock-"));
  });
  afterEach(() => rm(dataFolder, { recursive: true }));
  const open = (from = at) => openClock({ clock: { kind: "from", at: from }, dataFolder });

  it("begins at its instant once, and goes on from where it stopped", async () => {
    const first = await open();
    expect(first.clock() >= at).toBe(true);
    await first.turn?.(tomorrow);
    await first.stop();
    const again = await open();
    expect(again.clock() >= tomorrow && again.clock() < addMilliseconds(tomorrow, minute)).toBe(true);
    await again.stop();
  });

  it("shows no instant twice after its process was killed", async () => {
    const killed = await open();
    const shown = killed.clock();
    const next = await open();
    expect(next.clock() > addMilliseconds(shown, minute)).toBe(true);
    await killed.stop();
    await next.stop();
  });

  it("goes forward to an instant that is set for a later start, and never back; what it cannot read is nothing", async () => {
    await (await open(tomorrow)).stop();
    const back = await open(at);
    expect(back.clock() >= tomorrow).toBe(true);
    await back.stop();
    await writeFile(join(dataFolder, "clock.json"), "{");
    const anew = await open(at);
    expect(anew.clock() < tomorrow).toBe(true);
    await anew.stop();
  });

  it("is no other than the machine's where that is what is asked for, and nobody turns it", async () => {
    expect((await openClock({ clock: { kind: "system" }, dataFolder })).turn).toBeUndefined();
    expect((await openClock({ clock: { kind: "from", at }, dataFolder }, 1000)).turn).toBeUndefined();
  });
});
