import { setTimeout as sleep } from "node:timers/promises";
import { seeEventQueue } from "../../functions/delivery/see-event-queue.ts";
import { openTakenEvents } from "../../functions/delivery/see-taken-events.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { dying } from "./dying.ts";
import type { EventBatch, EventsCounted, EventsDone } from "./event-queue.ts";
import { partsOf } from "./parts.ts";
import { worldOfProcess } from "./world.ts";

/** The consumer of SES's events: takes in what its queue hands it, batch by batch, in a process of its own. */
process.once("disconnect", () => process.exit());
const world = worldOfProcess();
const death = dying();
const given = partsOf(world);
const addEvidence: typeof given.events.addEvidence = async (marks) => {
  await given.events.addEvidence(marks);
  // Some of a batch is written, and it comes again.
  await death.hereAt("events");
};
const parts = { ...given, events: { ...given.events, addEvidence } };
const seeTaken = openTakenEvents(parts);
const say = (error: unknown) => console.error(error);

const takeBatch = async (): Promise<void> => {
  const [head = "", ...lines] = (await (await fetch(world.eventsUrl)).text()).split("\n");
  const { receipt, sentAt }: EventBatch = JSON.parse(head);
  const results = await takeInEvents(parts, lines);
  const failed = results.flatMap(({ status }, place) => (status === "rejected" ? [place] : []));
  await seeTaken(sentAt.map((at, place) => ({ sentAt: at, isFailed: failed.includes(place) }))).catch(say);
  const done: EventsDone = { receipt, failed };
  await fetch(world.eventsUrl, { method: "POST", body: JSON.stringify(done) });
};

const countEvents = async () => (await (await fetch(new URL("/count", world.eventsUrl))).json()) as EventsCounted;

/** As the sweep counts them, each minute. */
const count = async (): Promise<never> => {
  for (;;) {
    await seeEventQueue({ ...parts, countEvents }).catch(say);
    await sleep(60_000 / world.factor);
  }
};

process.send?.({ kind: "ready" });
void count();
for (;;)
  await takeBatch().catch((error: unknown) => {
    say(error);
    return sleep(100);
  });
