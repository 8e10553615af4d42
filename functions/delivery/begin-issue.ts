import { Conflict } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Rendition } from "../core/rendition.ts";
import type { StampDeps } from "../core/stamped.ts";
import { addMilliseconds } from "../core/time.ts";
import type { SendingTimes } from "./lease.ts";
import type { Run } from "./run.ts";
import type { RunStore } from "./run-store.ts";

export type BeginDeps = { runs: Pick<RunStore, "begin" | "get">; times: SendingTimes } & StampDeps;

/** Nothing is sent without a postal address: it is the law (CAN-SPAM). */
export type Begun = { ok: true; run: Run; isNew: boolean } | { ok: false; reason: "no-postal-address" };

/**
 * Begins the sending of an issue, once; the sweep does the rest. Its audience is who was confirmed a moment ago, so long
 * that everybody's confirmation is written by now and planning need not wait.
 */
export const beginIssue = async (
  { runs, stampClock, times }: BeginDeps,
  { newsletter, rendition }: { newsletter: Newsletter; rendition: Pick<Rendition, "issueId" | "revision"> },
): Promise<Begun> => {
  if (!newsletter.postalAddress) return { ok: false, reason: "no-postal-address" };
  const { issueId, revision } = rendition;
  const { ramp } = newsletter;
  const frozenAt = addMilliseconds(stampClock(), -times.planAfterMs);
  const isNew = await runs.begin({ issueId, newsletterId: newsletter.id, frozenAt, revision, ...(ramp && { ramp }) });
  const run = await runs.get(issueId);
  if (run?.newsletterId !== newsletter.id) throw new Conflict(`issue ${issueId} is sent by another newsletter`);
  return { ok: true, run, isNew };
};
