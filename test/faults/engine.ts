import { once } from "node:events";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";

/** The embedded store engine in a process of its own, in memory. Says its address, and ends with its parent. */
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.once("disconnect", () => process.exit());
process.send?.({ kind: "ready", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
