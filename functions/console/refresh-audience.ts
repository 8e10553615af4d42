import { hour, millisecondsBetween } from "../core/time.ts";
import { countAudience } from "./count-audience.ts";
import type { DeskStore } from "./desk-store.ts";

/** Counts the audience anew when nobody did in the last hour. */
export const refreshAudience = async (
  deps: Parameters<typeof countAudience>[0] & { desk: Pick<DeskStore, "audience" | "setAudience"> },
  newsletterId: string,
): Promise<void> => {
  const at = deps.clock();
  const known = await deps.desk.audience(newsletterId);
  if (known && Math.abs(millisecondsBetween(known.at, at)) < hour) return;
  await deps.desk.setAudience(newsletterId, { count: await countAudience(deps, newsletterId), at });
};
