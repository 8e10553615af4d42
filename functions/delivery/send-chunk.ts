import type { Move } from "./claim.ts";
import { batchSize, type Delivery } from "./delivery.ts";
import { type Held, type HoldDeps, holdChunk } from "./hold-chunk.ts";
import type { OpenChunk } from "./open-chunks.ts";
import { longestHoldMs, type SendBatchDeps, type SendBatchInput, sendBatch } from "./send-batch.ts";
import { type SettleFoundDeps, settleFound, settleRefused } from "./settle-found.ts";

export type SendChunkDeps = SendBatchDeps & HoldDeps & SettleFoundDeps;
export type SendChunkInput = Omit<SendBatchInput, "batch" | "held" | "place"> & { chunk: OpenChunk; holder: string };

/**
 * Sends a chunk batch by batch under one lease, until nobody in it is pending, the flow or the issue is stopped, or the
 * chunk is somebody else's. Who is pending in a cancelled issue is left out. The results of a batch are written with the intents of the next one, or alone before a wait.
 */
export const sendChunk = async (deps: SendChunkDeps, { chunk, holder, ...input }: SendChunkInput): Promise<void> => {
  const { flow, timer } = deps;
  const { place, manifest } = chunk;
  const taken = await holdChunk(deps, { place, size: manifest.members.length, holder });
  if (!taken.ok) return;
  const { held } = taken;
  held.note(await settleFound(deps, { place, claim: held.claim }));
  for (;;) {
    const batch = flow.cause === undefined ? nextBatch(held, chunk, batchSize(flow.ratePerSecond)) : [];
    if (batch.length === 0) break;
    const outcomes = await sendBatch(deps, { ...input, place, held, batch });
    if (!outcomes) return;
    if (!Array.isArray(outcomes)) {
      if (outcomes.cancelled) held.note(leftOutCancelled(held));
      break;
    }
    const pauseMs = flow.endOfRound(outcomes);
    if (outcomes.some(({ kind }) => kind === "accepted")) held.note(settleRefused(held.claim, "accepted"));
    else if (flow.cause === "errors") held.note(settleRefused(held.claim, "refused"));
    if (pauseMs > longestHoldMs && !(await held.write())) return;
    if (pauseMs > 0) await timer.wait(pauseMs);
  }
  await held.letGo();
};

const leftOutCancelled = ({ claim }: Held): Move[] =>
  claim.recipients.flatMap(({ state }, index): Move[] =>
    state === "pending" ? [{ index, when: "left-out", reason: "cancelled" }] : [],
  );

const nextBatch = ({ claim }: Held, { place, manifest }: OpenChunk, size: number): Delivery[] =>
  manifest.members
    .flatMap(({ id, variant }, index): Delivery[] => {
      const recipient = claim.recipients[index];
      if (recipient?.state !== "pending") return [];
      return [{ ...place, index, try: recipient.try, subscriberId: id, variant }];
    })
    .slice(0, size);
