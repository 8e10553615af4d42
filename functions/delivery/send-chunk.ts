import { type AccompanyDeps, accompanyDoubts } from "./accompany-doubts.ts";
import type { Claim, Move } from "./claim.ts";
import { batchSize, type Delivery } from "./delivery.ts";
import { type Held, type HoldDeps, holdChunk, inHand, type NotHeld } from "./hold-chunk.ts";
import type { Manifest } from "./manifest.ts";
import { afterRound, needExplaining, noRefusals } from "./refusals.ts";
import { reasonToStop } from "./run.ts";
import { type NotSent, type SendBatchDeps, type SendBatchInput, sendBatch } from "./send-batch.ts";
import { type ProbeDeps, sendProbe } from "./send-probe.ts";
import { refusedOf, type SettleDeps, settleHeld, settleMoves, settleRefused } from "./settle-chunk.ts";
import type { Share } from "./share.ts";
import type { Chunk } from "./store.ts";
import { triedBefore } from "./tried-before.ts";

/** A chunk as it is to be worked on. */
export type OpenChunk = { place: Chunk; manifest: Manifest; claim: Claim };

export type SendChunkDeps = SendBatchDeps &
  HoldDeps &
  Omit<SettleDeps, "probe" | "stream"> &
  Omit<ProbeDeps, "stream"> & {
    stream: SettleDeps["stream"] & ProbeDeps["stream"] & AccompanyDeps["stream"];
  };
export type SendChunkInput = Omit<SendBatchInput, "batch" | "pending" | "held" | "place"> & {
  chunk: OpenChunk;
  holder: string;
  /** Nobody in it may be sent now: what is in doubt is settled, where that is possible. */
  settleOnly: boolean;
  /** Who of the chunk may get the issue now. */
  share: Share;
  /** One recipient is tried, and no more. */
  probe?: boolean | undefined;
};

/**
 * Why a chunk was left: nobody in it is pending, nothing can be settled yet (`waiting`), the flow has stopped, SES refuses
 * and nobody knows why (`refused`), or what `holdChunk` and `sendBatch` say.
 */
export type ChunkEnd = "done" | "waiting" | "stopped" | "refused" | NotHeld["reason"] | NotSent["reason"];

/**
 * Settles whoever is in doubt in a chunk and can be settled, then sends it batch by batch, all under one lease, until
 * nobody in it is pending or there is a reason to stop; that somebody was refused and nobody knows why is one. The
 * results of a batch are written with the intents of the next one, or alone before a wait. Nothing is written where
 * there is only to settle and nothing can be: then who stands alone in their doubt is sent companions.
 */
export const sendChunk = async (asked: SendChunkDeps, input: SendChunkInput): Promise<ChunkEnd> => {
  const deps: WorkingDeps = { ...asked, probe: (about) => sendProbe(asked, about) };
  const { holder, settleOnly } = input;
  const { place, manifest, claim } = input.chunk;
  const settling = { ...input, place, claim };
  const isInterrupted = claim.recipients.some(({ state }) => state === "intent");
  if (settleOnly && !isInterrupted && (await settleMoves(deps, settling)).length === 0) {
    await accompanyDoubts(deps, settling);
    return "waiting";
  }
  const taken = await holdChunk(deps, { place, size: manifest.recipients.length, holder });
  return taken.ok ? inHand(taken.held, () => workOn(deps, input, taken.held)) : taken.reason;
};

type WorkingDeps = SendChunkDeps & SettleDeps;

const workOn = async (
  deps: WorkingDeps,
  { chunk, share, probe, ...input }: Omit<SendChunkInput, "holder" | "settleOnly">,
  held: Held,
): Promise<ChunkEnd> => {
  const { place } = chunk;
  const settling = { ...input, place };
  await settleHeld(deps, settling, held);
  const isUnexplained = refusedOf(held.claim).length > 0;
  const reason = reasonToStop(await deps.control(place.issueId), input.revision);
  const stop = reason ?? (isUnexplained ? "refused" : undefined);
  if (!stop) held.note(overCap(held.claim, share));
  const end =
    stop ??
    (await sendPending(deps, { ...input, place, held }, { chunk, share, probe }).finally(() => deps.flow.leave(place)));
  if (end === "lost") return end;
  if (end === "cancelled") held.note(await cancelled(deps, place, held.claim));
  if (!isUnexplained && refusedOf(held.claim).length > 0) {
    if (!(await held.write())) return "lost";
    await settleHeld(deps, settling, held);
  }
  await held.letGo();
  return end;
};

const sendPending = async (
  deps: SendChunkDeps,
  input: Omit<SendBatchInput, "batch" | "pending">,
  { chunk, share, probe }: Pick<SendChunkInput, "chunk" | "share" | "probe">,
): Promise<ChunkEnd> => {
  const { flow, timer } = deps;
  const { held } = input;
  let refusals = noRefusals;
  for (;;) {
    if (flow.cause !== undefined) return "stopped";
    const due = dueOf(held, chunk, share);
    const most = probe ? 1 : due.length;
    const batch = due.slice(0, Math.min(most, batchSize(flow.ratePerSecond, deps.times.batchMs)));
    if (batch.length === 0) return "done";
    const sent = await sendBatch(deps, { ...input, batch, pending: most });
    if (!sent.ok) return sent.reason;
    const { outcomes } = sent;
    const pauseMs = flow.endOfRound(outcomes);
    if (outcomes.some(({ kind }) => kind === "accepted")) held.note(settleRefused(held.claim, "accepted"));
    refusals = afterRound(refusals, outcomes);
    if (needExplaining(refusals)) return "refused";
    if (probe && outcomes.length > 0) return "done";
    if (pauseMs > deps.times.longestHoldMs && !(await held.write())) return "lost";
    if (pauseMs > 0) await timer.wait(pauseMs);
  }
};

/** Everybody pending is left out, but for who is known to have been sent the issue by an earlier try. */
const cancelled = async (deps: SendChunkDeps, place: Chunk, claim: Claim): Promise<Move[]> => {
  const pending = claim.recipients.flatMap(({ state, try: next }, index) =>
    state === "pending" ? [{ index, try: next }] : [],
  );
  const sent = await triedBefore(deps, place, pending);
  const isSent = new Set(sent.map(({ index }) => index));
  const others = pending.filter(({ index }) => !isSent.has(index));
  return [...sent, ...others.map(({ index }): Move => ({ index, when: "left-out", reason: "cancelled" }))];
};

const overCap = ({ recipients }: Claim, share: Share): Move[] =>
  recipients.flatMap(({ state }, index): Move[] =>
    state === "pending" && share(index) === "over" ? [{ index, when: "left-out", reason: "ramp" }] : [],
  );

/** Who of the chunk may get the issue now. */
const dueOf = ({ claim }: Held, { place, manifest }: OpenChunk, share: Share): Delivery[] =>
  manifest.recipients.flatMap(({ id, variant }, index): Delivery[] => {
    const recipient = claim.recipients[index];
    if (recipient?.state !== "pending" || share(index) !== "due") return [];
    return [{ ...place, index, try: recipient.try, subscriberId: id, variant }];
  });
