import { parseArgs } from "node:util";
import { startSesEndpoint } from "./start-ses-endpoint.ts";

/**
 * The endpoint as a process of its own: `node local/ses/serve.ts --folder <folder> [--port n] [--keep n]
 * [--sample-every n] [--settings <JSON>]`. Prints one line of JSON with its `url` when it is ready; ends with SIGTERM.
 */
const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    port: { type: "string", default: "0" },
    keep: { type: "string" },
    "sample-every": { type: "string" },
    settings: { type: "string", default: "{}" },
  },
});
if (!values.folder) throw new Error("--folder is missing");

const running = await startSesEndpoint({
  folder: values.folder,
  port: Number(values.port),
  ...(values.keep && { keep: Number(values.keep) }),
  ...(values["sample-every"] && { sampleEvery: Number(values["sample-every"]) }),
  settings: JSON.parse(values.settings),
});
console.log(JSON.stringify({ url: running.url }));
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void running.stop());
