import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "../core/time.ts";
import type { DeskStore } from "./desk-store.ts";

/** How many people an issue would go to, and when they were counted. */
export type Audience = { count: number; at: Instant } | undefined;

export type ReadAudienceDeps = {
  desk: Pick<DeskStore, "audience">;
  refresh: (newsletterId: string) => Promise<void>;
  /** How long a page may wait for it. */
  moment?: () => Promise<unknown>;
};

const aMoment = () => sleep(150, undefined, { ref: false });

/** The audience as it is now, where counting it takes no more than a moment; else as it was counted last. */
export const readAudience = async (
  { desk, refresh, moment = aMoment }: ReadAudienceDeps,
  newsletterId: string,
): Promise<Audience> => {
  // What fails, or takes longer, is asked for again with the sizes of the mail, and told there.
  const counted = refresh(newsletterId).catch(() => undefined);
  await Promise.race([counted, moment()]);
  return desk.audience(newsletterId);
};
