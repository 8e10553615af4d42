import { shards } from "../audience/shard.ts";
import type { Move } from "./claim.ts";
import type { EventsStore } from "./events-store.ts";
import { mostTries, provenOutcome } from "./evidence.ts";
import { type HoldDeps, holdChunk } from "./hold-chunk.ts";
import type { RunStore } from "./run-store.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type ResendDeps = Omit<HoldDeps, "deliveries"> & {
  deliveries: HoldDeps["deliveries"] & Pick<DeliveryStore, "claims" | "messageIds">;
  events: Pick<EventsStore, "evidence">;
  runs: Pick<RunStore, "reopen">;
};

/** Somebody who is tried again by an editor's word: for them it may be a second mail. */
export type MayBeDuplicate = { shard: string; chunk: string; index: number; try: number };

/**
 * Makes who is unknown pending once more, as an editor decided: each may get the issue twice. Nobody who is known to have
 * been sent it by now, and nobody a fourth time. Answers who it was.
 */
export const resendUnknown = async (deps: ResendDeps, issueId: string): Promise<MayBeDuplicate[]> => {
  const resent: MayBeDuplicate[] = [];
  const holder = deps.newWriteId();
  for (const shard of shards)
    for await (const [chunk, { recipients }] of deps.deliveries.claims(issueId, shard))
      if (recipients.some(({ state }) => state === "unknown"))
        resent.push(...(await resendChunk(deps, { issueId, shard, chunk }, { size: recipients.length, holder })));
  if (resent.length > 0) await deps.runs.reopen(issueId);
  return resent;
};

const resendChunk = async (
  deps: ResendDeps,
  place: Chunk,
  hold: { size: number; holder: string },
): Promise<MayBeDuplicate[]> => {
  const taken = await holdChunk(deps, { place, ...hold });
  if (!taken.ok) return [];
  const { held } = taken;
  const evidence = await deps.events.evidence(place);
  const known = await deps.deliveries.messageIds(place);
  const again = held.claim.recipients.flatMap((recipient, index): MayBeDuplicate[] => {
    const isKnown = known.has(index) || provenOutcome(evidence, { index, try: recipient.try }) !== undefined;
    if (recipient.state !== "unknown" || recipient.try >= mostTries || isKnown) return [];
    return [{ shard: place.shard, chunk: place.chunk, index, try: recipient.try + 1 }];
  });
  held.note(again.map(({ index }): Move => ({ index, when: "editor" })));
  return (await held.letGo()) ? again : [];
};
