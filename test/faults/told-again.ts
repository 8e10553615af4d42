import { toInstant } from "../../functions/core/time.ts";
import { countNeighbours, type NeighbourDeps } from "../../functions/delivery/count-neighbours.ts";
import { isEverybodyTried, type TriedDeps } from "../../functions/delivery/is-everybody-tried.ts";
import type { Counted } from "../../functions/delivery/neighbours.ts";
import type { DeliveryStore } from "../../functions/delivery/store.ts";

/**
 * So many of a chunk are tried again, as their mails were held for lost then; `seen` by whoever looked right after.
 * `isLast`: nobody of the issue waited for a first try.
 */
export type Again = { at: number; count: number; seen: Counted; isLast: boolean };

/** The same claims, and word of whoever is tried again, with the sample by which that could be decided. */
export const toldAgain = (
  deliveries: DeliveryStore,
  { events, runs, times }: Pick<NeighbourDeps, "events" | "times"> & Pick<TriedDeps, "runs">,
  tell: (message: { kind: "again" } & Again) => void,
): DeliveryStore => ({
  ...deliveries,
  async putClaim(place, before, after) {
    const at = Date.now();
    const again = after.recipients.flatMap((each, index) =>
      each.try > (before.recipients[index]?.try ?? 1) ? [index] : [],
    );
    const isLast = again.length > 0 && (await isEverybodyTried({ deliveries, runs }, place.issueId));
    const written = await deliveries.putClaim(place, before, after);
    if (!written || again.length === 0) return written;
    const intents = [...new Set(again.flatMap((index) => before.doubts.get(index)?.intentAt ?? []))];
    const around = { place, intents, before: toInstant(at + times.neighbourhoodMs - times.leastGraceMs) };
    for (const [intentAt, { sample }] of await countNeighbours({ deliveries, events, times }, around)) {
      const count = again.filter((index) => before.doubts.get(index)?.intentAt === intentAt).length;
      tell({ kind: "again", at, count, isLast, seen: { sent: sample.sent, withEvent: sample.withEvent } });
    }
    return written;
  },
});
