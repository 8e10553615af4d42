import type { Outcome } from "../mail/outcome.ts";
import type { StopCause } from "./run.ts";

/**
 * Watches the outcomes of a run and says when to stop: what is wrong for everybody must not be found out recipient by
 * recipient, and SES must not be asked for ever.
 */
export type Brake = {
  /** The last outcomes: whether each was ambiguous. */
  recent: readonly boolean[];
  /** Refusals since the last acceptance. */
  refusals: number;
  /** Rounds since the last acceptance in which everything was given back. */
  idleRounds: number;
  cause?: StopCause;
};

export const openBrake: Brake = { recent: [], refusals: 0, idleRounds: 0 };

const recentOutcomes = 200;
const judgedFrom = 20;
const mostRefusals = 3;
const mostIdleRounds = 10;

const stopsAtOnce: Partial<Record<Outcome["kind"], StopCause>> = {
  quota: "quota",
  paused: "reputation",
  "issue-fault": "errors",
};

/** A cause, once there is one, stays. */
export const afterOutcome = (brake: Brake, { kind }: Outcome): Brake => {
  const recent = [...brake.recent, kind === "ambiguous"].slice(-recentOutcomes);
  const refusals = kind === "accepted" ? 0 : brake.refusals + (kind === "refused" ? 1 : 0);
  const idleRounds = kind === "accepted" ? 0 : brake.idleRounds;
  const doubtful = recent.length >= judgedFrom && recent.filter(Boolean).length > recent.length / 2;
  const cause = brake.cause ?? stopsAtOnce[kind] ?? (refusals >= mostRefusals || doubtful ? "errors" : undefined);
  return { recent, refusals, idleRounds, ...(cause && { cause }) };
};

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
