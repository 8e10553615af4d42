import { startSesEndpoint } from "../../local/ses/start-ses-endpoint.ts";

/** The SES endpoint in a process of its own: `ses.ts <options as JSON>`. Says its address, and ends with its parent. */
const running = await startSesEndpoint(JSON.parse(process.argv[2] ?? "{}"));
process.once("disconnect", () => process.exit());
process.send?.({ kind: "ready", url: running.url });
