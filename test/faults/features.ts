import type { Feature } from "./row.ts";

/** What the program has by now. A row that needs anything else is listed as not built, and the run fails. */
export const built: ReadonlySet<Feature> = new Set<Feature>([
  "queue and sweep",
  "shared rate",
  "store time",
  "quota resumes",
  "reputation pauses",
  "pause and correct",
  "events settle",
  "moved addresses",
]);
