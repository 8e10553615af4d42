import { get } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { seeEventQueue } from "../../functions/delivery/see-event-queue.ts";
import { openTakenEvents } from "../../functions/delivery/see-taken-events.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { queues } from "../../infra/numbers.ts";
import { hearEvents } from "../../local/events.ts";
import type { SesEvent } from "../../local/ses/ses-event.ts";
import { partsOf } from "./parts.ts";
import { worldOfProcess } from "./world.ts";

/** The consumer of SES's events: takes in everything that the endpoint says, in a process of its own. */
process.once("disconnect", () => process.exit());
const { batch, gatherSeconds } = queues.events;
const world = worldOfProcess();
const parts = partsOf(world);
let hear: (event: SesEvent) => unknown = () => undefined;
const seeTaken = openTakenEvents(parts);
/** When each came that is not taken in. */
const waiting: number[] = [];
const say = (error: unknown) => console.error(error);
hearEvents({
  endpoint: {
    subscribe: (listener) => {
      hear = listener;
      return () => undefined;
    },
  },
  takeIn: async (events) => {
    const results = await takeInEvents(parts, events);
    await seeTaken(waiting.splice(0, events.length).map((sentAt) => ({ sentAt, isFailed: false }))).catch(say);
    return results;
  },
  say: (line) => console.error(line),
  atOnce: batch,
});
/** As a queue hands them to a function: so many together, or those of a few seconds. */
let gathered: string[] = [];
let timer: NodeJS.Timeout | undefined;
const handOn = () => {
  clearTimeout(timer);
  for (const line of gathered) hear(JSON.parse(line) as SesEvent);
  gathered = [];
};
get(`${world.sesUrl}/_events`, (answer) => {
  createInterface({ input: answer }).on("line", (line) => {
    waiting.push(Date.now());
    if (gathered.push(line) === 1) timer = setTimeout(handOn, (1_000 * gatherSeconds) / world.factor);
    if (gathered.length === batch) handOn();
  });
  process.send?.({ kind: "ready" });
});
// As the sweep counts it, each minute.
for (;;) {
  const countEvents = async () => ({ waiting: waiting.length, deadLetters: 0 });
  await seeEventQueue({ ...parts, countEvents }).catch(say);
  await sleep(60_000 / world.factor);
}
