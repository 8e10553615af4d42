import { shards } from "../../functions/audience/shard.ts";
import { toInstant } from "../../functions/core/time.ts";
import { noDeliverability } from "../../functions/delivery/deliverability.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { isStillGood, type Remembered } from "../../functions/delivery/remembered.ts";
import { memory } from "../../infra/numbers.ts";
import { readUnits } from "./item-bytes.ts";
import type { Usage } from "./prices.ts";
import type { Simulated } from "./simulate-sending.ts";

/** An issue for many, from what one for fewer took. */
export type Projected = {
  seconds: number;
  usage: Usage;
  /** To plan, sweep and send, and for what SES tells. */
  writesEach: number;
  evidenceWritesEach: number;
};

const minuteMs = 60_000;
/** What came back about a chunk: that each was sent and was delivered. */
const marksBytes = 2 * chunkSize * 4;
/** A sweep counts all chunks of an issue; ten million people's in this, of a whole processor (`npm run bench -- look`). */
const lookSeconds = { people: 10_000_000, seconds: 0.8 };

/**
 * Each recipient takes as much of every service in an issue for `people` as in the one that was simulated, and each minute
 * as many sweeps. What a sweep reads of the reports follows the program's own rule, which is another for large issues.
 */
export const project = (simulated: Simulated, { people, ratePerSecond }: { people: number; ratePerSecond: number }) => {
  const { store, rateUsed, sweeps } = simulated;
  const times = people / simulated.people;
  const seconds = people / (rateUsed * ratePerSecond);
  const minutes = Math.ceil((1000 * seconds) / minuteMs);
  const perSweep = (units: number) => (units / sweeps) * minutes;
  const usage: Usage = {
    ...(Object.fromEntries(Object.entries(simulated.usage).map(([what, used]) => [what, used * times])) as Usage),
    storeWriteUnits: times * (store.work.writeUnits + store.events.writeUnits) + perSweep(store.sweep.writeUnits),
    storeReadUnits:
      times * (store.work.readUnits + store.events.readUnits + store.sweep.planUnits) +
      perSweep(store.sweep.readUnits) +
      reportUnits(people, minutes),
  };
  usage.functionGigabyteSeconds +=
    minutes * lookSeconds.seconds * (people / lookSeconds.people) * (memory.sweep / 1024);
  // Each shard of an issue has an end, however many are in it.
  const writes = times * (store.work.writes - shards.length) + shards.length + perSweep(store.sweep.writes);
  return { seconds, usage, writesEach: writes / people, evidenceWritesEach: store.events.writes / simulated.people };
};

/** What is read of the reports in all sweeps. */
const reportUnits = (people: number, minutes: number): number => {
  let units = 0;
  let known: NonNullable<Remembered["reported"]> = { sums: noDeliverability, sent: 0, lifts: 0, at: toInstant(0) };
  for (let minute = 0; minute < minutes; minute++) {
    const [sent, now] = [(people * minute) / minutes, toInstant(minute * minuteMs)];
    if (isStillGood(known, { sent, lifts: 0, now })) continue;
    units += readUnits((sent / chunkSize) * marksBytes);
    known = { ...known, sent, at: now };
  }
  return units;
};
