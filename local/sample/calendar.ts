import type { Instant } from "../../functions/core/time.ts";
import type { Window } from "../../functions/digest/issue.ts";

/** What the sample's clock shows at the first start: half a minute after the last window closed in Rome. */
export const sampleNow: Instant = "2026-10-24T06:00:30.000Z";

const closes: readonly Instant[] = [
  "2026-09-26T06:00:00.000Z",
  "2026-10-03T06:00:00.000Z",
  "2026-10-10T06:00:00.000Z",
  "2026-10-17T06:00:00.000Z",
  "2026-10-24T06:00:00.000Z",
];

/** The four weeks of the sample, Saturday 08:00 to Saturday 08:00 in Rome, oldest first; the last is the one to send. */
export const sampleWindows: readonly Window[] = closes
  .slice(1)
  .map((until, i) => ({ from: closes[i] ?? until, until }));
