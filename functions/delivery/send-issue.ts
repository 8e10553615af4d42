import type { AudienceStore } from "../audience/store.ts";
import { inParallel } from "../core/in-parallel.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Rendition } from "../core/rendition.ts";
import type { RenditionStore } from "../digest/rendition-store.ts";
import { type StoreQuotaDeps, storeQuota } from "../mail/store-quota.ts";
import { type BeginDeps, beginIssue } from "./begin-issue.ts";
import { chunksAtATime } from "./delivery.ts";
import { readTally } from "./read-tally.ts";
import { causesOf, type Run, type StopCause } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import { openSender, type SenderDeps } from "./sender.ts";
import type { DeliveryStore } from "./store.ts";
import { type IssueSwept, type SweepIssueDeps, sweepIssue } from "./sweep-issue.ts";
import { moved, type Tally } from "./tally.ts";
import { type WorkDeps, work } from "./work.ts";
import type { Worked } from "./work-chunk.ts";
import type { WorkMessage } from "./work-message.ts";

export type SendDeps = Omit<WorkDeps, "onMoved" | "sender" | "audience" | "runs" | "deliveries"> &
  Omit<SweepIssueDeps, "onMoved" | "sender" | "newsletters" | "runs" | "deliveries"> &
  Pick<SenderDeps, "configurationSet" | "rates"> &
  Pick<BeginDeps, "stampClock"> &
  StoreQuotaDeps & {
    audience: AudienceStore;
    runs: RunStore;
    deliveries: DeliveryStore;
    renditions: Pick<RenditionStore, "get">;
    onProgress?: (tally: Tally) => void;
  };

export type SendResult =
  | { ok: true; state: "done" | "done-with-unknown"; tally: Tally }
  /** Nothing was sent: a postal address is the law (CAN-SPAM). */
  | { ok: false; reason: "no-postal-address" }
  /** Stopped, for what passes, or until the pause is lifted; sending again goes on with who is pending. */
  | { ok: false; reason: StopCause; tally: Tally }
  | { ok: false; reason: "cancelled"; tally: Tally }
  /** What is left was begun less than a minute ago, by somebody who may still be at it. */
  | { ok: false; reason: "in-flight"; tally: Tally }
  /** Everybody is done but who is in doubt: SES's events settle them, or time. */
  | { ok: false; reason: "settling"; tally: Tally }
  /** Some chunks came to nothing five times in a row; they go on after `redriveIssue`. */
  | { ok: false; reason: "stuck"; tally: Tally };

/** Others have the slots of the next seconds. */
const whileBusyMs = 1_000;

/**
 * Sends an issue to its audience, frozen when it is first asked for, at the account's rate, and to nobody twice: sweep
 * and work in turn, until nothing is left that moves by itself. Sending a second time goes on where the first ended, as
 * somebody wants it sent now: whatever paused it but an editor is tried anew.
 * audience = sent + rejected + skipped + unknown + pending in every tally.
 */
export const sendIssue = async (
  deps: SendDeps,
  { newsletter, rendition }: { newsletter: Newsletter; rendition: Rendition },
): Promise<SendResult> => {
  const begun = await beginIssue(deps, { newsletter, rendition });
  if (!begun.ok) return begun;
  const { issueId } = begun.run;
  for (const cause of ["quota", "errors", "reputation"] as const) await lift(deps, begun.run, cause);
  const running = runningOf(deps, { newsletter, rendition });
  const cause = begun.run.causes.editor ? "editor" : await workThrough(running, issueId);
  const last = await sweepIssue(running, { issueId, quota: undefined, late: false });
  return resultOf(deps, issueId, { cause, last });
};

const lift = async ({ runs }: SendDeps, { issueId, causes }: Run, cause: "quota" | "errors" | "reputation") => {
  const standing = causes[cause];
  if (standing) await runs.lift(issueId, cause, standing.since);
};

type Running = WorkDeps & SweepIssueDeps & StoreQuotaDeps & { show: (tally: Tally) => void };

/** The parts that the sweep and the senders ask for, with the issue's own settings and its rendition in hand. */
const runningOf = (
  deps: SendDeps,
  { newsletter, rendition }: { newsletter: Newsletter; rendition: Rendition },
): Running => {
  const newsletters = { get: async () => ({ newsletter, version: 0 }) };
  const renditions: SenderDeps["renditions"] = {
    get: async (issueId, revision) =>
      revision === rendition.revision ? rendition : deps.renditions.get(issueId, revision),
  };
  let tally: Tally | undefined;
  const show = (now: Tally) => {
    tally = now;
    deps.onProgress?.(now);
  };
  return {
    ...{ ...deps, newsletters, show, sender: openSender({ ...deps, newsletters, renditions }) },
    onMoved(from, to) {
      if (tally) show(moved(tally, from, to));
    },
  };
};

/** Until nothing is found to do, nothing changes any more, or this sender stops; then it says why. */
const workThrough = async (deps: Running, issueId: string): Promise<StopCause | undefined> => {
  for (let late = true; ; late = false) {
    const quota = await storeQuota(deps);
    const swept = await sweepIssue(deps, { issueId, quota, late });
    if (!swept || (swept.work.length === 0 && !swept.changed)) return undefined;
    if (swept.run.audience !== undefined) deps.show(swept.tally);
    const { changed, busy, cause } = await workOff(deps, swept.work);
    if (cause || !(changed || busy || swept.changed)) return cause;
    if (!changed && busy) await deps.timer.wait(whileBusyMs);
  }
};

/** One piece of work that fails holds up no other; the first failure is thrown at the end. */
const workOff = async (deps: Running, messages: readonly WorkMessage[]): Promise<Worked & { busy: boolean }> => {
  const came: Worked & { busy: boolean } = { changed: false, busy: false, cause: undefined };
  const errors: unknown[] = [];
  await inParallel(messages, chunksAtATime, async (message) => {
    if (came.cause) return;
    try {
      const { changed, busy = false, cause } = await work(deps, message);
      came.changed ||= changed;
      came.busy ||= busy;
      came.cause ??= cause;
    } catch (error) {
      errors.push(error);
    }
  });
  if (errors.length > 0) throw errors[0];
  return came;
};

/** The sums as the ledger has them, not as they were counted on the way. */
const resultOf = async (
  deps: SendDeps,
  issueId: string,
  { cause, last }: { cause: StopCause | undefined; last: IssueSwept | undefined },
): Promise<SendResult> => {
  const run = await deps.runs.get(issueId);
  const tally = await readTally(deps, issueId, run?.audience ?? 0);
  if (run?.cancelledAt) return { ok: false, reason: "cancelled", tally };
  if (run?.settled === "done" || run?.settled === "done-with-unknown") return { ok: true, state: run.settled, tally };
  const reason = cause ?? (run && causesOf(run)[0]);
  if (reason) return { ok: false, reason, tally };
  if (last && last.stuck.length > 0) return { ok: false, reason: "stuck", tally };
  return { ok: false, reason: last?.state === "settling" ? "settling" : "in-flight", tally };
};
