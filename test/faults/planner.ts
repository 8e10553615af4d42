import { planAudience } from "../support/plan-audience.ts";
import { planByFirstId } from "./broken.ts";
import { partsOf } from "./parts.ts";
import { worldOfProcess } from "./world.ts";

/** One planner of the audience, again and again, so that it can be killed at any point. */
process.once("disconnect", () => process.exit());
const world = worldOfProcess();
const parts = partsOf(world);
const plan = world.breaks === "manifests-by-first-id" ? planByFirstId : planAudience;
const run = await parts.runs.get(world.issueId);
if (!run) throw new Error("there is nothing to plan");
process.send?.({ kind: "ready" });
const audience = await plan(parts, { ...world, frozenAt: run.frozenAt });
await parts.runs.planned(world.issueId, audience);
process.send?.({ kind: "planned", audience });
process.exit();
