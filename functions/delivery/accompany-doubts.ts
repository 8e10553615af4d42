import type { Instant } from "../core/time.ts";
import { companionsNear, isTimeForCompanions } from "./companions.ts";
import { countNeighbours, type NeighbourDeps, type Neighbours } from "./count-neighbours.ts";
import { fewestNeighbours, plus } from "./neighbours.ts";
import { type CompanionDeps, sendCompanions } from "./send-companions.ts";
import type { SimulatorInput } from "./send-to-simulator.ts";
import type { Chunk } from "./store.ts";
import type { StreamStore } from "./stream-store.ts";

export type AccompanyDeps = NeighbourDeps &
  Omit<CompanionDeps, "stream"> & { stream: CompanionDeps["stream"] & Pick<StreamStore, "companions"> };

/**
 * Sends companions where some of these intents of a chunk ended in doubt, too few of the issue were sent near it to tell
 * of the events at its time, and there is still time for others.
 */
export const accompanyDoubts = async (
  deps: AccompanyDeps,
  { place, ...sender }: Omit<SimulatorInput, "issueId"> & { place: Chunk },
  intents: readonly Instant[],
): Promise<void> => {
  const { stream, storeTime, times } = deps;
  const { issueId } = place;
  const { now } = storeTime();
  const young = intents.filter((intentAt) => isTimeForCompanions(intentAt, now, times));
  if (young.length === 0) return;
  const companions = await stream.companions(issueId);
  const around = await countNeighbours(deps, { place, intents: young, before: now });
  const areFew = ([intentAt, { neighbours }]: [Instant, Neighbours]) =>
    plus(neighbours, companionsNear(companions, intentAt, times)).sent < fewestNeighbours;
  if ([...around].some(areFew)) await sendCompanions(deps, { ...sender, issueId });
};
