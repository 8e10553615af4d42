import { planAudience } from "../support/plan-audience.ts";
import { planByFirstId } from "./broken.ts";
import { type FaultParts, partsOf } from "./parts.ts";
import { worldOfProcess } from "./world.ts";

/** One planner of the audience, again and again, so that it can be killed at any point. */
process.once("disconnect", () => process.exit());
const world = worldOfProcess();
const parts = partsOf(world);
const plan = world.breaks === "manifests-by-first-id" ? planByFirstId : planAudience;

const told = () => new Promise((heard) => process.once("message", heard));
const putManifest: FaultParts["deliveries"]["putManifest"] = async (issueId, shard, manifest) => {
  process.send?.({ kind: "in hand", ids: manifest.recipients.map(({ id }) => id) });
  await told();
  const isWritten = await parts.deliveries.putManifest(issueId, shard, manifest);
  process.send?.({ kind: "put", isWritten });
  return isWritten;
};

const run = await parts.runs.get(world.issueId);
if (!run) throw new Error("there is nothing to plan");
process.send?.({ kind: "ready" });
const input = { ...world, frozenAt: run.frozenAt };
if (world.shard !== undefined)
  await plan({ ...parts, deliveries: { ...parts.deliveries, putManifest } }, input, [world.shard]);
else {
  const audience = await plan(parts, input);
  await parts.runs.planned(world.issueId, audience);
  process.send?.({ kind: "planned", audience });
}
process.exit();
