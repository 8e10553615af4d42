import { shards } from "../audience/shard.ts";
import type { Claim, Move } from "./claim.ts";
import type { EventsStore } from "./events-store.ts";
import { mostTries, provenOutcome } from "./evidence.ts";
import { type Held, type HoldDeps, holdChunk, inHand } from "./hold-chunk.ts";
import type { RunStore } from "./run-store.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type ResendDeps = Omit<HoldDeps, "deliveries"> & {
  deliveries: HoldDeps["deliveries"] & Pick<DeliveryStore, "claims" | "messageIds">;
  events: Pick<EventsStore, "evidence">;
  runs: Pick<RunStore, "reopen">;
};

/** Somebody who is tried again by an editor's word: for them it may be a second mail. */
export type MayBeDuplicate = { shard: string; chunk: string; index: number; try: number };

/** `left`: how many are unknown still as their chunk is in somebody's hands, or stuck. */
export type Resent = { resent: readonly MayBeDuplicate[]; left: number };

/**
 * Makes who is unknown pending once more, as an editor decided: each may get the issue twice. Nobody who is known to have
 * been sent it by now, and nobody more often than `mostTries`. Answers who it was, and how many were left out for being busy.
 */
export const resendUnknown = async (deps: ResendDeps, issueId: string): Promise<Resent> => {
  const resent: MayBeDuplicate[] = [];
  let left = 0;
  const holder = deps.newWriteId();
  for (const shard of shards)
    for await (const [chunk, claim] of deps.deliveries.claims(issueId, shard)) {
      const unknown = unknownIn(claim);
      if (unknown === 0) continue;
      const again = await resendChunk(deps, { issueId, shard, chunk }, { size: claim.recipients.length, holder });
      if (again) resent.push(...again);
      else left += unknown;
    }
  // A sweep that came between found nobody pending yet, and may have marked the issue as over.
  if (resent.length > 0) await deps.runs.reopen(issueId);
  return { resent, left };
};

const unknownIn = ({ recipients }: Claim): number => recipients.filter(({ state }) => state === "unknown").length;

/** `undefined` when the chunk is not ours to change now. */
const resendChunk = async (
  deps: ResendDeps,
  place: Chunk,
  hold: { size: number; holder: string },
): Promise<MayBeDuplicate[] | undefined> => {
  const taken = await holdChunk(deps, { place, ...hold });
  return taken.ok ? inHand(taken.held, () => resendHeld(deps, place, taken.held)) : undefined;
};

const resendHeld = async (deps: ResendDeps, place: Chunk, held: Held): Promise<MayBeDuplicate[] | undefined> => {
  const evidence = await deps.events.evidence(place);
  const known = await deps.deliveries.messageIds(place);
  const again = held.claim.recipients.flatMap((recipient, index): MayBeDuplicate[] => {
    const isKnown = known.has(index) || provenOutcome(evidence, { index, try: recipient.try }) !== undefined;
    if (recipient.state !== "unknown" || recipient.try >= mostTries || isKnown) return [];
    return [{ shard: place.shard, chunk: place.chunk, index, try: recipient.try + 1 }];
  });
  // Before anybody is pending: an issue that is over is looked after by nobody.
  if (again.length > 0) await deps.runs.reopen(place.issueId);
  held.note(again.map(({ index }): Move => ({ index, when: "editor" })));
  return (await held.letGo()) ? again : undefined;
};
