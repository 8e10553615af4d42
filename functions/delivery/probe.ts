import * as z from "zod";
import { addMilliseconds, type Instant, instantSchema } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";

/**
 * A mail to SES's success simulator that asks two things: whether SES takes mail from the sender at all, and whether its
 * events arrive. One serves all doubts of an issue that are older.
 */
export const probeSchema = z.object({
  /** The span of time it is the only one of. */
  slot: z.string(),
  /** Noted before it is sent. */
  sentAt: instantSchema,
  /** What SES said to it, where that says something about the sender. */
  answer: z.enum(["accepted", "refused"]).optional(),
  /** An event of it came. */
  isBack: z.boolean().default(false),
  /** When a settler first saw that, by the store's time. */
  backAt: instantSchema.optional(),
});
export type Probe = z.infer<typeof probeSchema>;

export const probeSlot = (now: Instant, { probeEveryMs }: SendingTimes): string =>
  Math.floor(Date.parse(now) / probeEveryMs).toString(36);

/** Travels as a delivery's id does; no place in any ledger. */
export const probeId = (issueId: string, slot: string): string => `probe_${issueId}_${slot}`;

/** Reads what `probeId` wrote. */
export const probeNamed = (id: string): { issueId: string; slot: string } | undefined => {
  const [, issueId, slot] = /^probe_([\w-]{1,128})_([0-9a-z]{1,12})$/.exec(id) ?? [];
  return issueId !== undefined && slot !== undefined ? { issueId, slot } : undefined;
};

/** What SES says to the sender since then. */
export const answerSince = (probes: readonly Probe[], since: Instant): Probe["answer"] =>
  probes.findLast(({ sentAt, answer }) => answer !== undefined && sentAt >= since)?.answer;

/**
 * The probe that speaks for a doubt: sent when no request of before could be accepted any more, and back first. One that
 * is still under way where none is.
 */
export const probeFor = (
  probes: readonly Probe[],
  ambiguousAt: Instant,
  { signatureLifeMs }: SendingTimes,
): Probe | undefined => {
  const after = probes.filter(({ sentAt }) => sentAt >= addMilliseconds(ambiguousAt, signatureLifeMs));
  return after.find(({ backAt }) => backAt !== undefined) ?? after.at(-1);
};

/** Whether another must be sent: none speaks for the doubt, or the one that would is not heard of. */
export const needsProbe = (probe: Probe | undefined, now: Instant, { neighbourhoodMs }: SendingTimes): boolean =>
  !probe || (!probe.isBack && now >= addMilliseconds(probe.sentAt, neighbourhoodMs));
