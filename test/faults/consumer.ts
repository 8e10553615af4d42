import { get } from "node:http";
import { createInterface } from "node:readline";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { hearEvents } from "../../local/events.ts";
import type { SesEvent } from "../../local/ses/ses-event.ts";
import { partsOf } from "./parts.ts";
import { worldOfProcess } from "./world.ts";

/** The consumer of SES's events: takes in everything that the endpoint says, in a process of its own. */
process.once("disconnect", () => process.exit());
const world = worldOfProcess();
const parts = partsOf(world);
let hear: (event: SesEvent) => unknown = () => undefined;
hearEvents({
  endpoint: {
    subscribe: (listener) => {
      hear = listener;
      return () => undefined;
    },
  },
  takeIn: (events) => takeInEvents(parts, events),
  say: (line) => console.error(line),
});
get(`${world.sesUrl}/_events`, (answer) => {
  createInterface({ input: answer }).on("line", (line) => hear(JSON.parse(line) as SesEvent));
  process.send?.({ kind: "ready" });
});
