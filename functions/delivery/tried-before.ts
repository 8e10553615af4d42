import type { Move } from "./claim.ts";
import type { EventsStore } from "./events-store.ts";
import { beforeNewTry } from "./settle.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type TriedBeforeDeps = {
  events: Pick<EventsStore, "evidence">;
  deliveries: Pick<DeliveryStore, "messageIds">;
};

/**
 * Who was tried before and is known to have been sent the issue then: by a message id that its sender wrote, however
 * late, or by an event. Both are read consistently.
 */
export const triedBefore = async (
  { events, deliveries }: TriedBeforeDeps,
  place: Chunk,
  recipients: readonly { index: number; try: number }[],
): Promise<Move[]> => {
  if (recipients.every((each) => each.try === 1)) return [];
  const [evidence, known] = await Promise.all([events.evidence(place), deliveries.messageIds(place)]);
  return recipients.flatMap((each): Move[] => {
    const when = beforeNewTry({ evidence, known }, each);
    return when ? [{ index: each.index, when }] : [];
  });
};
