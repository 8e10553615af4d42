import * as z from "zod";
import { type Instant, instantSchema } from "../core/time.ts";
import { type ListCause, listCauses, maySend, type PauseCause, pauseCauses } from "./issue-run.ts";

/** Why a sender stops before everybody is done: what pauses the issue, or what passes by itself. */
export type StopCause = PauseCause | "throttled" | "unreachable";

/** Since when a cause stands; of errors, how often one recipient was tried since; of reputation, what of the list. */
const standingCauseSchema = z.object({
  since: instantSchema,
  probes: z.int().default(0),
  because: z.enum(listCauses).optional(),
});

/** How an issue ended that has nothing left to do. */
export const endings = ["done", "done-with-unknown", "cancelled"] as const;
export type Ending = (typeof endings)[number];

/** What was decided about the sending of one issue. Its state follows from this and from where its recipients stand. */
export const runSchema = z.object({
  issueId: z.string(),
  newsletterId: z.string(),
  /** Who was confirmed by then is the audience. */
  frozenAt: instantSchema,
  /** Counted once, when every shard is planned. */
  audience: z.int().optional(),
  causes: z.partialRecord(z.enum(pauseCauses), standingCauseSchema).default({}),
  /** How often a cause was lifted: what was known before may be old by then. */
  lifts: z.int().default(0),
  cancelledAt: instantSchema.optional(),
  /** The revision of the rendition that is sent from now on. */
  revision: z.int().positive().default(1),
  /** A mark that there is nothing left to do; taken away by whatever makes work again, which is counted. */
  settled: z.enum(endings).optional(),
  settledAt: instantSchema.optional(),
  reopened: z.int().default(0),
  /** So many are sent first, until that is done; then the issue is held for a while. */
  softStart: z.int().positive().optional(),
  /** No more than so many get the issue: its list warms up. */
  ramp: z.int().positive().optional(),
  /** A person has seen the bounces, or the complaints, and lets it go on. */
  bouncesSeenAt: instantSchema.optional(),
  complaintsSeenAt: instantSchema.optional(),
});
export type Run = z.infer<typeof runSchema>;

/** What of the list a person has seen, and is not asked about again in this issue. */
export const seenOf = ({ bouncesSeenAt, complaintsSeenAt }: Run): ListCause[] => [
  ...(bouncesSeenAt === undefined ? [] : (["bounces"] as const)),
  ...(complaintsSeenAt === undefined ? [] : (["complaints"] as const)),
];

/** The run of an issue that was too late before anybody began to send it: it stands there so that nobody does. */
export const lapsedRun = ({ issueId, newsletterId }: Pick<Run, "issueId" | "newsletterId">, at: Instant) =>
  ({ issueId, newsletterId, frozenAt: at, cancelledAt: at, settled: "cancelled" }) as const;

/** Whether nobody ever began to send it. */
export const hasLapsed = ({ settled, frozenAt, cancelledAt }: Run): boolean =>
  settled === "cancelled" && cancelledAt === frozenAt;

export const causesOf = ({ causes }: Pick<Run, "causes">): PauseCause[] =>
  pauseCauses.filter((cause) => causes[cause] !== undefined);

/** What a sender must know before every batch. */
export type Control = {
  maySend: boolean;
  /** Who is pending is left out. */
  cancelled: boolean;
  /** The revision to send: what was composed of another one is composed anew. */
  revision: number;
};

export const controlOf = (run: Run): Control => ({
  maySend: maySend(run),
  cancelled: run.cancelledAt !== undefined,
  revision: run.revision,
});

/** Why mails of the revision in hand must not be sent now; `undefined`: go on. */
export const reasonToStop = (
  { maySend, cancelled, revision }: Control,
  inHand: number,
): "cancelled" | "paused" | "corrected" | undefined => {
  if (cancelled) return "cancelled";
  if (!maySend) return "paused";
  return revision === inHand ? undefined : "corrected";
};

/** Whether what stopped a sender is a reason to pause the issue for all of them. */
export const isPauseCause = (cause: StopCause | undefined): cause is PauseCause =>
  pauseCauses.some((each) => each === cause);
