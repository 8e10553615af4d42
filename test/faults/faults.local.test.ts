import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controls } from "./controls.ts";
import { bundleRoles, type Role } from "./roles.ts";
import type { Row } from "./row.ts";
import { rows } from "./rows.ts";
import { kill, killOneAtEach } from "./rows-of-death.ts";
import { runRow } from "./run-row.ts";

/** A few rows of `npm run faults`, small: that the harness still finds what it is there to find. */
describe("sending with real processes", { timeout: 150_000 }, () => {
  let folder: string;
  let scriptOf: (role: Role) => string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tearsheet-faults-"));
    scriptOf = await bundleRoles(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (name: string, people: number, change: Partial<Row> = {}, factor = 20) => {
    const row = [...rows, ...controls].find((each) => each.name === name);
    if (!row) throw new Error(`no such row: ${name}`);
    return runRow({ ...row, senders: 3, ...change }, { engine: "dynalite", seed: 1, people, factor, scriptOf });
  };

  it("mails nobody twice and loses nobody when senders are killed", async () => {
    const outcome = await run("kills-strict", 200, { torment: kill(() => 5) });
    expect(outcome.kills).toBeGreaterThan(2);
    expect(outcome).toMatchObject({
      breaches: [],
      lost: 0,
      twice: 0,
      timedOut: false,
      sums: { audience: 200, open: 0 },
    });
  });

  it("settles whom killed senders left in doubt, and tries again only who got no mail", async () => {
    const outcome = await run("kills", 60, { torment: killOneAtEach("accepted", "intent") }, 200);
    for (const moment of ["accepted", "intent"]) expect(outcome.diedAt.get(moment)).toBeGreaterThan(0);
    expect(outcome).toMatchObject({ breaches: [], twice: 0, timedOut: false, sums: { audience: 60, sent: 60 } });
    const { recipients } = outcome.history;
    expect(recipients.some(({ reason }) => reason === "event")).toBe(true);
    expect(recipients.some(({ try: tries }) => tries > 1)).toBe(true);
  });

  it("finds out a client that asks again by itself", async () => {
    const outcome = await run("control-default-retries", 100, {
      faults: [{ effect: "drop", accepted: true, share: 0.1 }],
    });
    expect(outcome.breaches).toContainEqual(expect.objectContaining({ invariant: "I1" }));
  });
});
