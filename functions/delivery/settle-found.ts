import type { Claim, Move } from "./claim.ts";
import type { Probe } from "./settle.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type SettleFoundDeps = { deliveries: Pick<DeliveryStore, "messageIds"> };

/**
 * The moves that settle who is in doubt in a chunk that we hold. Nothing here asks SES's events, so this is strict:
 * what a written result proves is sent, and anything else ambiguous is unknown.
 */
export const settleFound = async (
  { deliveries }: SettleFoundDeps,
  { place, claim }: { place: Chunk; claim: Claim },
): Promise<Move[]> => {
  const isInDoubt = ({ state }: { state: string }) => state === "ambiguous" || state === "unknown";
  if (!claim.recipients.some(isInDoubt)) return [];
  const known = await deliveries.messageIds(place);
  return claim.recipients.flatMap((recipient, index): Move[] => {
    if (!isInDoubt(recipient)) return [];
    if (known.has(index)) return [{ index, when: "result" }];
    return recipient.state === "ambiguous" ? [{ index, when: "given-up" }] : [];
  });
};

/** The moves of who was refused, by what SES said to others: it may be the fault. */
export const settleRefused = ({ recipients }: Claim, probe: NonNullable<Probe>): Move[] =>
  recipients.flatMap(({ state }, index): Move[] =>
    state === "refused" ? [{ index, when: probe === "accepted" ? "refused-for-good" : "issue-at-fault" }] : [],
  );
