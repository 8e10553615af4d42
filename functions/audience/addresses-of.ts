import type { RightsStore } from "./rights-store.ts";
import { type Subscriber, subscriberSchema } from "./subscriber.ts";

/**
 * What is kept of a person under their other addresses: those that they moved from and moved to, as far as the moves
 * lead, the nearest to `id` first.
 */
export const addressesOf = async (
  { rights }: { rights: Pick<RightsStore, "everythingAbout"> },
  { newsletterId, id }: { newsletterId: string; id: string },
): Promise<Subscriber[]> => {
  const found: Subscriber[] = [];
  const ids = new Set([id]);
  // Grows while it is walked.
  for (const each of ids) {
    const { subscriber } = await rights.everythingAbout(newsletterId, each);
    if (!subscriber) continue;
    const known = subscriberSchema.parse(subscriber);
    if (each !== id) found.push(known);
    for (const linked of [known.movedFrom, known.movedTo]) if (linked) ids.add(linked);
  }
  return found;
};
