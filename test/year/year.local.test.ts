import { expect, it } from "vitest";
import { auditOf } from "./audit.ts";
import { simulateYear } from "./simulate-year.ts";

it("keeps its calendar with ticks lost and fired twice and a clock that jumps: one issue a window, nothing twice, nothing forgotten", async () => {
  // Rome sets its clocks forward on 29 March.
  const year = await simulateYear({ days: 14, seed: 42, from: "2026-03-24T00:00:00.000Z" });
  expect(year.failures).toEqual([]);
  expect(year.ticks.lost).toBeGreaterThan(0);
  expect(year.newsletters.flatMap(({ takenBackAt }) => [...takenBackAt])).not.toEqual([]);
  expect(year.timeline.jumps.length).toBeGreaterThan(0);
  const acts = year.newsletters.flatMap(({ acts }) => acts.map(({ kind }) => kind));
  expect(acts).toEqual(expect.arrayContaining(["approval", "edit", "hold"]));
  for (const { newsletter, wrong } of auditOf(year))
    expect({ newsletter, ...wrong }).toEqual({
      newsletter,
      missing: 0,
      refused: 0,
      gaps: 0,
      strayEdges: 0,
      tooEarly: 0,
      tooLate: 0,
      twice: 0,
      forgotten: 0,
      withdrawn: 0,
      early: 0,
      unedited: 0,
      mailsAmiss: 0,
    });
  const over = auditOf(year).filter(({ windows, open }) => windows > open);
  expect(over.map(({ newsletter, sent }) => sent > 0 && newsletter)).toEqual(
    expect.arrayContaining(["weekly", "daily"]),
  );
  expect(over.every(({ sent }) => sent > 0)).toBe(true);
}, 120_000);
