import { InvalidInput, NotFound } from "../core/errors.ts";
import { type BeginCorrectionDeps, beginCorrection } from "../delivery/begin-correction.ts";
import { type CancelSendingDeps, cancelSending } from "../delivery/cancel-sending.ts";
import { type CorrectIssueDeps, correctIssue } from "../delivery/correct-issue.ts";
import { type DiscardCorrectionDeps, discardCorrection } from "../delivery/discard-correction.ts";
import type { LiftableCause } from "../delivery/issue-run.ts";
import { type PauseIssueDeps, pauseIssue } from "../delivery/pause-issue.ts";
import { type RedriveDeps, redriveIssue } from "../delivery/redrive-issue.ts";
import { type ResendDeps, resendUnknown } from "../delivery/resend-unknown.ts";
import { type ResumeIssueDeps, resumeIssue } from "../delivery/resume-issue.ts";
import { type SendCopyDeps, sendCopy } from "../delivery/send-copy.ts";
import { type SettleIssueDeps, settleIssue } from "../delivery/settle-issue.ts";
import type { IssueName } from "../digest/issue.ts";
import type { runNotices, runRefusals } from "./run-notices.ts";
import type { RunReadings } from "./run-readings.ts";

export type DecideRunDeps = BeginCorrectionDeps &
  CancelSendingDeps &
  CorrectIssueDeps &
  DiscardCorrectionDeps &
  PauseIssueDeps &
  RedriveDeps &
  ResendDeps &
  ResumeIssueDeps &
  SendCopyDeps &
  SettleIssueDeps & { readings: RunReadings };

/** What came of it; `count` is of whom or what, where that is told. */
export type RunDecided =
  | { ok: true; notice: keyof typeof runNotices; count?: number; revision?: number }
  | { ok: false; reason: keyof typeof runRefusals };

export type RunDecision =
  | { kind: "pause" | "settle" | "resend" | "redrive" }
  | { kind: "resume"; causes: readonly LiftableCause[] }
  | { kind: "cancel"; typed: string }
  | { kind: "begin-correction"; subject?: string | undefined; preheader?: string | undefined }
  | { kind: "correct" | "discard-correction"; seen?: number | undefined }
  | { kind: "copy"; address: string; by: string; draw: string };

/** What is typed to cancel a sending. */
const cancelWord = "cancel";
const longestWords = 200;

/**
 * Does what somebody decided about the sending of an issue; whoever looks after it sees it. Throws `NotFound` without
 * such an issue of the newsletter.
 */
export const decideRun = async (deps: DecideRunDeps, name: IssueName, decision: RunDecision): Promise<RunDecided> => {
  if (!(await deps.issues.get(name.newsletterId, name.issueId))) throw new NotFound("the newsletter has no such issue");
  const decided = await decide(deps, name, decision);
  deps.readings.changed(name.issueId);
  return decided;
};

const decide = async (deps: DecideRunDeps, name: IssueName, decision: RunDecision): Promise<RunDecided> => {
  const { issueId } = name;
  switch (decision.kind) {
    case "pause": {
      const paused = await pauseIssue(deps, issueId);
      return paused.ok ? { ok: true, notice: "paused" } : paused;
    }
    case "resume": {
      const { lifted, standing } = await resumeIssue(deps, { issueId, causes: decision.causes });
      if (lifted.length === 0) return { ok: false, reason: "nothing" };
      return { ok: true, notice: standing.length > 0 ? "standing" : "resumed" };
    }
    case "cancel": {
      if (decision.typed.trim().toLowerCase() !== cancelWord) return { ok: false, reason: "untyped" };
      const cancelled = await cancelSending(deps, issueId);
      if (cancelled.ok) await discardCorrection(deps, name);
      return cancelled.ok ? { ok: true, notice: "cancelled" } : cancelled;
    }
    case "begin-correction": {
      const begun = await beginCorrection(deps, { ...name, words: wordsOf(decision) });
      return begun.ok ? { ok: true, notice: "correcting" } : { ok: false, reason: begun.reason };
    }
    case "correct": {
      const corrected = await correctIssue(deps, { ...name, seen: decision.seen });
      if (!corrected.ok) return corrected;
      return { ok: true, notice: "corrected", revision: corrected.rendition.revision };
    }
    case "discard-correction": {
      const discarded = await discardCorrection(deps, { ...name, seen: decision.seen });
      return discarded.ok ? { ok: true, notice: "discarded" } : { ok: false, reason: discarded.reason };
    }
    case "settle": {
      const { by } = await settleIssue(deps, issueId);
      return { ok: true, notice: "settled", count: Object.values(by).reduce((sum, each) => sum + each, 0) };
    }
    case "resend": {
      const { resent, left } = await resendUnknown(deps, issueId);
      return left > 0
        ? { ok: true, notice: "left", count: left }
        : { ok: true, notice: "resent", count: resent.length };
    }
    case "redrive":
      return { ok: true, notice: "redriven", count: await redriveIssue(deps, issueId) };
    case "copy": {
      const sent = await sendCopy(deps, { ...name, ...decision });
      return sent.ok ? { ok: true, notice: "copied" } : { ok: false, reason: sent.reason };
    }
  }
};

/** What is left empty stays as it is. */
const wordsOf = ({
  subject = "",
  preheader = "",
}: {
  subject?: string | undefined;
  preheader?: string | undefined;
}) => {
  const said = Object.entries({ subject, preheader }).map(([name, words]): [string, string] => [name, words.trim()]);
  const wrong = said.find(([, words]) => words.length > longestWords || /[\r\n]/.test(words));
  if (wrong) throw new InvalidInput(`${wrong[0]}: is one line of at most ${longestWords} characters`);
  return Object.fromEntries(said.filter(([, words]) => words !== ""));
};
