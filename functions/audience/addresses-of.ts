import type { RightsStore } from "./rights-store.ts";
import { type Subscriber, subscriberSchema } from "./subscriber.ts";

type Way = "movedFrom" | "movedTo";

/**
 * What is kept of a person under their other addresses: those that they moved from and moved to, or one of both ways, as
 * far as the moves lead, the nearest to `id` first.
 */
export const addressesOf = async (
  { rights }: { rights: Pick<RightsStore, "everythingAbout"> },
  { newsletterId, id, ways = ["movedFrom", "movedTo"] }: { newsletterId: string; id: string; ways?: readonly Way[] },
): Promise<Subscriber[]> => {
  const found: Subscriber[] = [];
  const ids = new Set([id]);
  // Grows while it is walked.
  for (const each of ids) {
    const { subscriber } = await rights.everythingAbout(newsletterId, each);
    if (!subscriber) continue;
    const known = subscriberSchema.parse(subscriber);
    if (each !== id) found.push(known);
    for (const linked of ways.map((way) => known[way])) if (linked) ids.add(linked);
  }
  return found;
};
