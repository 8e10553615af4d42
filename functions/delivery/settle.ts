import { type Instant, millisecondsBetween } from "../core/time.ts";
import type { Doubt } from "./claim.ts";
import { type Evidence, mostTries, provenOutcome, wasAccepted } from "./evidence.ts";
import type { SendingTimes } from "./lease.ts";
import type { When } from "./recipient-state.ts";
import type { Standing } from "./standing.ts";

/**
 * How much of SES's word there is. `strict`: no events come, so what is in doubt stays unknown. `events`: they come;
 * their 99.9th percentile takes `delayMs`, and the stream `isHealthy` only when that is proven (`streamHealth`) for this
 * very doubt.
 */
export type Witness =
  | { mode: "strict" }
  | { mode: "events"; evidence: Evidence; delayMs: number; isHealthy: (doubt: Doubt) => boolean };

/** The message ids that were written down in a chunk, by place. */
export type Known = ReadonlyMap<number, string>;

export type SettleStep = Extract<When, "result" | "event" | "reject-event" | "proven-lost" | "given-up">;

/**
 * How long a doubt waits before its mail may be called lost: longer than any signature lives, so that no request of
 * before can still be accepted, and five times the observed 99.9th percentile of an event's delay.
 */
export const graceMs = (times: SendingTimes, delayMs: number): number =>
  Math.min(times.mostGraceMs, Math.max(times.leastGraceMs, times.signatureLifeMs + times.requestOverMs + 5 * delayMs));

/** When a doubt is given up that nothing has settled. */
export const giveUpMs = (times: SendingTimes, delayMs: number): number =>
  Math.min(times.mostGraceMs, 4 * graceMs(times, delayMs));

/**
 * The step that settles a recipient now, or `undefined` to leave it as it is: proof first, a new try only when the mail
 * is proven lost, and unknown when waiting longer would teach nothing. What is in `intent` is never settled: whoever
 * takes the lease over calls it ambiguous first; nor is who was refused, as only a probe can tell (`settleRefused`).
 */
export const settleStep = (
  { index, recipient, doubt }: { index: number; recipient: Standing; doubt: Doubt | undefined },
  { now, witness, known, times }: { now: Instant; witness: Witness; known: Known; times: SendingTimes },
): SettleStep | undefined => {
  const { state } = recipient;
  if (state !== "ambiguous" && state !== "unknown") return undefined;
  if (known.has(index)) return "result";
  if (witness.mode === "strict") return state === "ambiguous" ? "given-up" : undefined;
  const delivery = { index, try: recipient.try };
  const proven = provenOutcome(witness.evidence, delivery);
  if (proven) return proven === "sent" ? "event" : "reject-event";
  if (state === "unknown" || !doubt?.ambiguousAt) return undefined;
  const waitedMs = millisecondsBetween(doubt.ambiguousAt, now);
  const isLost = waitedMs >= graceMs(times, witness.delayMs) && recipient.try < mostTries && witness.isHealthy(doubt);
  if (isLost) return "proven-lost";
  return waitedMs >= giveUpMs(times, witness.delayMs) ? "given-up" : undefined;
};

/**
 * Before anything is done about a recipient who was tried before: a message id that its sender wrote, however late, or an
 * event of an earlier try makes it sent.
 */
export const beforeNewTry = (
  { evidence, known }: { evidence: Evidence; known: Known },
  { index, try: next }: { index: number; try: number },
): "result" | "earlier-event" | undefined => {
  if (known.has(index)) return "result";
  return next > 1 && wasAccepted(evidence, { index, try: next - 1 }) ? "earlier-event" : undefined;
};
