import type { DecideRunDeps } from "./decide-run.ts";
import type { ConsolePart } from "./part.ts";
import { runApi } from "./run-api.ts";
import { type RunReadingsDeps, runReadings } from "./run-readings.ts";
import { type RunRoutesDeps, runRoutes } from "./run-routes.ts";

export type RunPartDeps = Omit<RunRoutesDeps, "readings"> & RunReadingsDeps & Omit<DecideRunDeps, "readings">;

/** The run of an issue, from the first mail to the report. */
export const runPart = (parts: RunPartDeps): ConsolePart => {
  const deps = { ...parts, readings: runReadings(parts) };
  return { pages: runRoutes(deps), api: runApi(deps) };
};
