import type { AudienceStore } from "./store.ts";
import type { Suppression } from "./suppression.ts";

/** Somebody of a newsletter's list whom no mail goes to, why, and since when. */
export type SuppressedPerson = Suppression & { id: string; address: string; name?: string | undefined };

/** One call looks at so many suppressions: most may be of people of other newsletters. */
const mostLookedAt = 2_000;
const batch = 50;

/**
 * Whom of a newsletter's list no mail goes to, in order of id, from the first after `after`: some `most` of them, fewer
 * where hardly any suppression is of the list. `next` is where to go on. Who is not on the list is left out: nobody keeps
 * their address.
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
