import type { Outcome } from "../mail/outcome.ts";
import type { StopCause } from "./run.ts";

/**
 * Watches the outcomes of a sender and says when to slow down and when to stop: what is wrong for everybody must not be
 * found out recipient by recipient, and SES must not be asked for ever.
 */
export type Brake = {
  /** The last outcomes: whether each was ambiguous. */
  recent: readonly boolean[];
  /** How many of them were. */
  doubts: number;
  /** Rounds since the last acceptance in which everything was given back. */
  idleRounds: number;
  cause?: StopCause;
};

export const openBrake: Brake = { recent: [], doubts: 0, idleRounds: 0 };

const recentOutcomes = 200;
const judgedFrom = 20;
const halvedOver = 0.05 * recentOutcomes;
const mostIdleRounds = 10;

const stopsAtOnce: Partial<Record<Outcome["kind"], StopCause>> = {
  quota: "quota",
  paused: "reputation",
  "issue-fault": "errors",
};

/** A cause, once there is one, stays. */
export const afterOutcome = (brake: Brake, { kind }: Outcome): Brake => {
  const recent = [...brake.recent, kind === "ambiguous"].slice(-recentOutcomes);
  const doubts = recent.filter(Boolean).length;
  const idleRounds = kind === "accepted" ? 0 : brake.idleRounds;
  const doubtful = recent.length >= judgedFrom && doubts > recent.length / 2;
  const cause = brake.cause ?? stopsAtOnce[kind] ?? (doubtful ? "errors" : undefined);
  return { recent, doubts, idleRounds, ...(cause && { cause }) };
};

/** The part of the shared rate at which this sender goes: half while more than 5 % of the last 200 are in doubt. */
export const shareOfRate = ({ doubts }: Brake): number => (doubts > halvedOver ? 0.5 : 1);

/** After a round of requests of which `givenBack` were throttled or never started, and the rest came to something. */
export const afterRound = (
  brake: Brake,
  round: { requests: number; givenBack: number; unreachable: boolean },
): Brake => {
  if (round.requests === 0 || round.givenBack < round.requests) return brake;
  const idleRounds = brake.idleRounds + 1;
  const cause =
    brake.cause ?? (idleRounds < mostIdleRounds ? undefined : round.unreachable ? "unreachable" : "throttled");
  return { ...brake, idleRounds, ...(cause && { cause }) };
};

const longestPauseMs = 30_000;

/** How long to leave SES alone: from half a second, doubling with every idle round. */
export const pauseMs = ({ idleRounds }: Brake): number =>
  idleRounds === 0 ? 0 : Math.min(longestPauseMs, 250 * 2 ** idleRounds);
