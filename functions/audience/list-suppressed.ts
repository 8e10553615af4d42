import type { AudienceStore } from "./store.ts";
import type { Suppression } from "./suppression.ts";

/** Somebody of a newsletter's list whom no mail goes to, why, and since when. */
export type SuppressedPerson = Suppression & { id: string; address: string; name?: string | undefined };

/** So many suppressions are looked at by one call: most may be of people of other newsletters. */
const mostLookedAt = 2_000;
const batch = 50;

/**
 * Whom of a newsletter's list no mail goes to, in the order of their ids, from the first after `after`: at least `most`
 * where there are so many near, and `next` where to go on. Of who is on no list of the newsletter there is no address.
 */
export const listSuppressed = async (
  { audience }: { audience: Pick<AudienceStore, "suppressed" | "getMany"> },
  { newsletterId, after, most }: { newsletterId: string; after?: string | undefined; most: number },
): Promise<{ people: SuppressedPerson[]; next?: string }> => {
  const people: SuppressedPerson[] = [];
  let waiting: ({ id: string } & Suppression)[] = [];
  let lookedAt = 0;
  const join = async () => {
    const { subscribers } = await audience.getMany(
      newsletterId,
      waiting.map(({ id }) => id),
    );
    for (const each of waiting) {
      const known = subscribers.get(each.id);
      if (known) people.push({ ...each, address: known.address, name: known.name });
    }
    waiting = [];
  };
  for await (const each of audience.suppressed(after)) {
    waiting.push(each);
    lookedAt++;
    if (waiting.length < batch) continue;
    await join();
    if (people.length >= most || lookedAt >= mostLookedAt) return { people, next: each.id };
  }
  await join();
  return { people };
};
