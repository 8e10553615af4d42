import { flushCompileCache } from "node:module";
import { chunksAtATime } from "../../functions/delivery/delivery.ts";
import { openSender } from "../../functions/delivery/sender.ts";
import { work } from "../../functions/delivery/work.ts";
import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import { countAsked, countedWrites } from "./asked.ts";
import { brokenBy } from "./broken.ts";
import { deadly } from "./deadly.ts";
import { dying } from "./dying.ts";
import { partsOf } from "./parts.ts";
import { poisonedBy } from "./poison.ts";
import { openStandStill, type StandingStill } from "./stand-still.ts";
import { toldAgain } from "./told-again.ts";
import { tellCalls } from "./told-calls.ts";
import { worldOfProcess } from "./world.ts";

/** One sender: does the work that its parent hands it, two pieces at a time, until it is ended. */
process.once("disconnect", () => process.exit());
const world = worldOfProcess();
const asked = countAsked((message) => process.send?.(message));
const given = poisonedBy(world, brokenBy(world.breaks, partsOf(world), world));
const tell = (message: object) => process.send?.(message);
const watched = toldAgain(countedWrites(given.deliveries, asked), given, tell);
const parts = { ...given, deliveries: deadly(watched, dying()) };
tellCalls(parts.ses, tell, asked);
const standStill = openStandStill(
  parts.ses,
  () => new Promise((said) => process.send?.({ kind: "still" }, () => said())),
);
const lanes = chunksAtATime;
const deps = { ...parts, sender: openSender(parts), onMoved: () => undefined };

const take = (lane: number) => process.send?.({ kind: "take", lane });
type Told =
  | { kind: "work"; lane: number; message: WorkMessage }
  | { kind: "stand still"; where?: StandingStill }
  | { kind: "die" };
process.on("message", async (told: Told) => {
  if (told.kind === "die") return;
  if (told.kind === "stand still") return standStill(told.where);
  const { lane, message } = told;
  // What fails is found again by the sweep.
  await work(deps, message).catch((error: unknown) => console.error(error));
  take(lane);
});
process.send?.({ kind: "ready" });
// Who is killed never comes to write it down.
flushCompileCache();
for (let lane = 0; lane < lanes; lane++) take(lane);
