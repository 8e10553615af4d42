import { shards } from "../../functions/audience/shard.ts";
import { openSender } from "../../functions/delivery/sender.ts";
import { sweep } from "../../functions/delivery/sweep.ts";
import { dying } from "./dying.ts";
import { partsOf } from "./parts.ts";
import { worldOfProcess } from "./world.ts";

/**
 * The clock of the run: sweeps each minute, divided as all durations are, and whenever it is told to, and puts what it
 * finds on the queue.
 */
process.once("disconnect", () => process.exit());
const world = worldOfProcess();
const parts = partsOf(world);
const queue = {
  put: async (messages: readonly unknown[]) => void process.send?.({ kind: "put", messages }),
};
const death = dying();
const { deliveries } = parts;
/** Half of what there is to see is seen. */
const claims: typeof deliveries.claims = async function* (issueId, shard, from) {
  if (shard === middle) await death.hereAt("sweep");
  yield* deliveries.claims(issueId, shard, from);
};
const deps = {
  ...parts,
  deliveries: { ...deliveries, claims },
  queue,
  sender: openSender(parts),
  onMoved: () => undefined,
};
const middle = shards[shards.length / 2];
let sweepNow = () => {};
process.on("message", ({ kind }: { kind: string }) => {
  if (kind === "sweep") sweepNow();
});
process.send?.({ kind: "ready" });
for (;;) {
  const begunAt = performance.now();
  try {
    const { issues, failed } = await sweep(deps);
    for (const { error } of failed) console.error(error);
    const ms = performance.now() - begunAt;
    process.send?.({ kind: "swept", stuck: issues.flatMap(({ stuck }) => stuck).length, ms });
  } catch (error) {
    console.error(error);
  }
  const waitMs = Math.max(50, 60_000 / world.factor - (performance.now() - begunAt));
  await new Promise<void>((due) => {
    sweepNow = due;
    setTimeout(due, waitMs);
  });
}
