import type { AudienceStore } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";

/** How often somebody may have moved: beyond it is a circle. */
export const mostMoves = 8;

/** People and who of them is suppressed, by the ids that were asked for. */
export type Followed = {
  subscribers: Map<string, Subscriber>;
  suppressed: Set<string>;
  /** Ids that lead on after eight moves: nobody is found under them. */
  circling: string[];
};

/**
 * The people to whom mails of these ids go: under the id of an address that somebody moved from stands the person at the
 * end of their moves, suppressed when any of the addresses is.
 */
export const followMoves = async (
  { audience }: { audience: Pick<AudienceStore, "getMany"> },
  { newsletterId, ids }: { newsletterId: string; ids: readonly string[] },
): Promise<Followed> => {
  const { subscribers, suppressed } = await audience.getMany(newsletterId, ids);
  let moved = [...subscribers].flatMap(([id, { movedTo }]) => (movedTo === undefined ? [] : [{ id, to: movedTo }]));
  for (let moves = 0; moved.length > 0 && moves < mostMoves; moves++) {
    const ends = await audience.getMany(newsletterId, [...new Set(moved.map(({ to }) => to))]);
    moved = moved.flatMap(({ id, to }) => {
      const end = ends.subscribers.get(to);
      if (ends.suppressed.has(to)) suppressed.add(id);
      if (end) subscribers.set(id, end);
      return end?.movedTo === undefined ? [] : [{ id, to: end.movedTo }];
    });
  }
  for (const { id } of moved) subscribers.delete(id);
  return { subscribers, suppressed, circling: moved.map(({ id }) => id) };
};
