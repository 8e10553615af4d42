import type { Claim } from "./claim.ts";
import type { EventsStore } from "./events-store.ts";
import { provenOutcome } from "./evidence.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type LateDeps = {
  events: Pick<EventsStore, "evidence">;
  deliveries: Pick<DeliveryStore, "messageIds">;
};

/** Whether an event or a result has come by now of anybody in the chunk who is unknown. */
export const hasLateEvidence = async (
  { events, deliveries }: LateDeps,
  { place, claim }: { place: Chunk; claim: Claim },
): Promise<boolean> => {
  const unknown = claim.recipients.flatMap(({ state, try: last }, index) =>
    state === "unknown" ? [{ index, try: last }] : [],
  );
  const evidence = await events.evidence(place);
  if (unknown.some((each) => provenOutcome(evidence, each) !== undefined)) return true;
  const known = await deliveries.messageIds(place);
  return unknown.some(({ index }) => known.has(index));
};
