import type { RecipientState } from "./recipient-state.ts";

/** Why an issue is paused. Each lifts only itself: an editor's word does not bring a quota back. */
export const pauseCauses = ["editor", "correction", "quota", "errors", "reputation", "soft-start"] as const;
export type PauseCause = (typeof pauseCauses)[number];

/** Those that a person lifts. A correction is sent or discarded: nothing else lets its issue go on. */
export const liftableCauses = ["editor", "quota", "errors", "reputation", "soft-start"] as const satisfies PauseCause[];
export type LiftableCause = (typeof liftableCauses)[number];

/** Of a pause for reputation, what of the list it is for; one of AWS's own is for neither. */
export const listCauses = ["bounces", "complaints"] as const;
export type ListCause = (typeof listCauses)[number];

export const runStates = [
  "planning",
  "sending",
  "paused",
  "settling",
  "done",
  "done-with-unknown",
  "cancelled",
] as const;
export type RunState = (typeof runStates)[number];

/** What is decided about an issue's sending. Where its recipients stand says the rest. */
export type IssueRun = {
  /** Counted once, when every shard is planned. */
  audience?: number | undefined;
  /** Those that stand. */
  causes: Readonly<Partial<Record<PauseCause, unknown>>>;
  /** For good: who is pending is left out, and what is in doubt is settled all the same. */
  cancelledAt?: string | undefined;
};

const isPaused = ({ causes }: IssueRun): boolean => Object.values(causes).some((since) => since !== undefined);

/** Whether a batch may be begun. What is in doubt is settled whatever this says. */
export const maySend = (run: IssueRun): boolean =>
  run.audience !== undefined && !isPaused(run) && run.cancelledAt === undefined;

/**
 * The issue's state: follows from what was decided and from where its recipients stand, so that it can never say
 * `done` while somebody is pending or in doubt. A new try brings it back from `settling` or `done-with-unknown`.
 */
export const runState = (run: IssueRun, counts: Readonly<Record<RecipientState, number>>): RunState => {
  if (run.cancelledAt !== undefined) return "cancelled";
  if (run.audience === undefined) return "planning";
  if (counts.pending + counts.intent > 0) return isPaused(run) ? "paused" : "sending";
  if (counts.ambiguous + counts.refused > 0) return "settling";
  return counts.unknown > 0 ? "done-with-unknown" : "done";
};

/** Whether there is nothing left that changes by itself. A cancelled issue, too, is settled only then. */
export const isOver = (counts: Readonly<Record<RecipientState, number>>): boolean =>
  counts.pending + counts.intent + counts.ambiguous + counts.refused === 0;
