import type { Claim } from "./claim.ts";
import { companionsNear, isTimeForCompanions } from "./companions.ts";
import { countNeighbours, type NeighbourDeps, type Neighbours } from "./count-neighbours.ts";
import { mostTries } from "./evidence.ts";
import { fewestNeighbours } from "./neighbours.ts";
import { type CompanionDeps, sendCompanions } from "./send-companions.ts";
import type { SimulatorInput } from "./send-to-simulator.ts";
import type { Chunk } from "./store.ts";
import type { StreamStore } from "./stream-store.ts";

export type AccompanyDeps = NeighbourDeps &
  Omit<CompanionDeps, "stream"> & {
    stream: CompanionDeps["stream"] & Pick<StreamStore, "companions">;
    /** No events come of the mails of this home. */
    strict: boolean;
  };

/**
 * Sends companions where somebody of a chunk that nothing settles yet is in doubt, too few of the issue were sent near it
 * to tell of the events at its time, and there is still time for others.
 */
export const accompanyDoubts = async (
  deps: AccompanyDeps,
  { place, claim, newsletterId, source }: Omit<SimulatorInput, "issueId"> & { place: Chunk; claim: Claim },
): Promise<void> => {
  const { stream, storeTime, times } = deps;
  const { now } = storeTime();
  const young = deps.strict ? [] : doubtedIntents(claim).filter((at) => isTimeForCompanions(at, now, times));
  if (young.length === 0) return;
  const companions = await stream.companions(place.issueId);
  const around = await countNeighbours(deps, { place, intents: young, before: now });
  const areFew = ([intentAt, { neighbours }]: [string, Neighbours]) =>
    neighbours.sent + companionsNear(companions, intentAt, times).sent < fewestNeighbours;
  if ([...around].some(areFew)) await sendCompanions(deps, { newsletterId, source, issueId: place.issueId });
};

/** Of those who may be tried again. */
const doubtedIntents = ({ recipients, doubts }: Claim): string[] => [
  ...new Set(
    [...doubts].flatMap(([index, { intentAt }]) => {
      const recipient = recipients[index];
      return recipient?.state === "ambiguous" && recipient.try < mostTries ? [intentAt] : [];
    }),
  ),
];
