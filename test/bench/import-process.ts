import { importList } from "../../functions/audience/import-list.ts";
import { listStore } from "../../functions/audience/list-store.ts";
import { openLists } from "../../functions/audience/open-lists.ts";
import { rightsStore } from "../../functions/audience/rights-store.ts";
import { keepHeapSmall } from "../../functions/audience/small-heap.ts";
import { audienceStore } from "../../functions/audience/store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { systemClock } from "../../functions/core/time.ts";
import { openStoreEngine } from "../../local/store-engine.ts";

/** An import in a process of its own, against a store in another, so that its memory is its own. */
const [path = "", url = "", mode] = process.argv.slice(2);
keepHeapSmall();
const engine = await openStoreEngine({ service: { kind: "endpoint", url }, tables: [audienceTable] });
const table = engine.table(audienceTable);
const { files, close } = await openLists(path);
const from = performance.now();
const summary = await importList(
  {
    audience: audienceStore(table),
    lists: listStore(table),
    rights: rightsStore(table),
    idKey: Buffer.alloc(32, 7),
    clock: systemClock,
    stampClock: systemClock,
  },
  { newsletterId: "bench", files, dryRun: mode === "dry-run" },
);
const seconds = (performance.now() - from) / 1000;
await close();
await engine.close();
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ rows: summary.rows, outcomes: [...summary.outcomes], seconds, peakMegabytes }));
