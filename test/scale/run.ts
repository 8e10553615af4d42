import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleRoles } from "../faults/roles.ts";
import { sendToMany } from "./send-to-many.ts";

/** `npm run scale`: an issue for a million, from the load of its audience to the proof that each got one mail. */
const { values } = parseArgs({
  options: {
    people: { type: "string", default: "1000000" },
    engine: { type: "string", default: "dynoxide" },
    rate: { type: "string", default: "2000" },
    senders: { type: "string", default: "2" },
    strict: { type: "boolean", default: false },
  },
});
const { engine, strict } = values;
if (engine !== "dynalite" && engine !== "dynoxide") throw new Error("--engine is dynalite or dynoxide");

const folder = await mkdtemp(join(tmpdir(), "tearsheet-scale-"));
try {
  const ok = await sendToMany(
    {
      ...{ engine, strict, people: Number(values.people), ratePerSecond: Number(values.rate) },
      ...{ senders: Number(values.senders), scriptOf: await bundleRoles(folder) },
    },
    (line) => console.log(line),
  );
  process.exitCode = ok ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();
