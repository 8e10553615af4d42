import { hour, millisecondsBetween } from "../core/time.ts";
import { countAudience } from "./count-audience.ts";
import type { DeskStore } from "./desk-store.ts";

export type RefreshAudienceDeps = Parameters<typeof countAudience>[0] & {
  desk: Pick<DeskStore, "audience" | "setAudience">;
};

/** The fewer they are, the more often they are counted: 22 people each time, 10,000 every six minutes. */
const keptMsAPerson = 36;

/** Counts the audience anew when the count is old; that of a large list is, after an hour. */
export const refreshAudience = async (deps: RefreshAudienceDeps, newsletterId: string): Promise<void> => {
  const at = deps.clock();
  const known = await deps.desk.audience(newsletterId);
  const keptMs = Math.min(hour, (known?.count ?? 0) * keptMsAPerson);
  if (known && Math.abs(millisecondsBetween(known.at, at)) < keptMs) return;
  await deps.desk.setAudience(newsletterId, { count: await countAudience(deps, newsletterId), at }, deps.clock());
};
