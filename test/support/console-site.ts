import { audienceTable } from "../../functions/audience/table.ts";
import { deskTable } from "../../functions/console/desk-store.ts";
import { consoleTable } from "../../functions/console/table.ts";
import { parseConfig } from "../../functions/core/config.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { Table } from "../../functions/core/store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { freePort } from "../../local/free-port.ts";
import type { Home } from "../../local/home.ts";
import { localParts, type Parts } from "../../local/parts.ts";
import { sampleNow } from "../../local/sample/calendar.ts";
import { listen, localWeb } from "../../local/web.ts";
import { idKey, keyring } from "./audience.ts";
import { timeOf } from "./delivery.ts";
import { confirmed } from "./installation.ts";
import { memoryFiles } from "./memory-files.ts";
import { openSes } from "./ses.ts";
import { openStore } from "./store.ts";

export type ConsoleSite = { url: string; home: Home; parts: Parts; table: Table; close(): Promise<void> };

/** Everything that one machine answers, on a port of its own, over a store in memory that holds nothing yet. */
export const openConsoleSite = async (environment: Record<string, string> = {}): Promise<ConsoleSite> => {
  const engine = await openStore(
    newslettersTable,
    postsTable,
    issuesTable,
    audienceTable,
    deliveryTable,
    consoleTable,
    deskTable,
  );
  const ses = await openSes({}, 1);
  const config = parseConfig({ TEARSHEET_PORT: String(await freePort()), ...environment }, sampleNow);
  const home: Home = {
    config,
    clock: () => sampleNow,
    stampClock: () => sampleNow,
    keys: { linkKeys: keyring, idKey },
    files: memoryFiles(),
    ses: ses.ses,
    table: engine.table,
    endpoint: undefined,
    storeTime: timeOf(() => sampleNow),
    tell: async () => {},
    ...confirmed,
    close: async () => {},
  };
  const parts = localParts(home);
  const web = await listen(localWeb(home, parts), config);
  const close = async () => {
    await web.close();
    await ses.close();
    await engine.close();
  };
  return { url: config.publicUrl, home, parts, table: engine.table(consoleTable), close };
};
