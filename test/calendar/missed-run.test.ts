import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runTick } from "../../functions/calendar/run-tick.ts";
import { isMissed } from "../../functions/calendar/tell-outcome.ts";
import { hour, type Instant, minute } from "../../functions/core/time.ts";
import { releaseIssue } from "../../functions/delivery/release-issue.ts";
import { approveIssue } from "../../functions/digest/approve-issue.ts";
import { past, ticked } from "../support/ticked.ts";
import { openWorld, type World } from "../support/world.ts";

describe("a run that was missed", () => {
  let world: World;
  let newsletterId: string;
  let newsletters = 0;
  // A world of its own: a tick does what is due for every newsletter there is.
  beforeEach(async () => {
    world = await openWorld();
    newsletterId = `lost-${newsletters++}`;
    await settle({ whenUnapproved: "send", lateLimitHours: 48 });
    await Promise.all([put("one"), put("two"), put("three")]);
  });
  afterEach(() => world.close());

  const { name, settle, put, issue, outcomesAt } = ticked(
    () => world,
    () => newsletterId,
  );
  /** Ticks that come every minute from then on, ten of them, `away` of which find no store. */
  const tenMinutesFrom = async (at: number, away = 0) => {
    const told: string[] = [];
    for (let minutes = 0; minutes < 10; minutes++) {
      const now: Instant = past(at + minutes * minute);
      const outcomes = await outcomesAt(now, () => runTick(minutes < away ? withoutStore() : world.parts));
      told.push(...outcomes.filter(({ did }) => did !== "drafted").map(({ did }) => `${minutes} ${did}`));
      if (outcomes.some(isMissed)) told.push("alarm");
    }
    return told;
  };
  const withoutStore = () => ({
    ...world.parts,
    issues: { ...world.parts.issues, put: () => Promise.reject(new Error("the store is away")) },
  });

  it.each([11, 180, 2820])("is made and begun by the first tick that comes, also %i minutes late", async (late) => {
    await outcomesAt(past(-hour));
    expect(await tenMinutesFrom(late * minute)).toEqual(["0 closed", "0 begun"]);
    expect(await issue()).toMatchObject({ state: "handed-over" });
  });

  it("is made and begun also when nothing ran since before its window opened", async () => {
    expect(await tenMinutesFrom(2 * hour)).toEqual(["0 closed", "0 begun"]);
  });

  it("is made within ten minutes by ticks that come back before the store does", async () => {
    await outcomesAt(past(-hour));
    const told = await tenMinutesFrom(3 * hour, 9);
    expect(told.slice(0, -2).every((each) => each.endsWith(" failed"))).toBe(true);
    expect(told.slice(-2)).toEqual(["9 closed", "9 begun"]);
  });

  it("is marked missed with an alarm by the first tick that comes after its limit", async () => {
    await outcomesAt(past(-hour));
    expect(await tenMinutesFrom(48 * hour)).toEqual(["0 missed", "alarm"]);
    expect(await issue()).toMatchObject({ state: "missed" });
  });

  it("is so, too, for an issue that was handed over and never begun: nobody begins it any more", async () => {
    await outcomesAt(past(-hour));
    await approveIssue(world.parts, name());
    await releaseIssue(world.parts, name());
    expect(await tenMinutesFrom(48 * hour)).toEqual(["0 missed", "alarm"]);
    expect(await world.parts.runs.get(name().issueId)).toMatchObject({ settled: "cancelled" });
  });
});
