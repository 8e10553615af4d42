import { Argument, Command, Option } from "commander";
import { InvalidInput } from "../core/errors.ts";
import type { Using } from "../core/using.ts";
import { issueNamed } from "../digest/issue.ts";
import { cancelSending } from "./cancel-sending.ts";
import { type LiftableCause, liftableCauses } from "./issue-run.ts";
import { type PauseIssueDeps, pauseIssue } from "./pause-issue.ts";
import { pauseWords } from "./pause-words.ts";
import { type ResumeIssueDeps, resumeIssue } from "./resume-issue.ts";
import type { RunStore } from "./run-store.ts";

export type ControlCommandDeps = ResumeIssueDeps & PauseIssueDeps & { runs: RunStore; print: (line: string) => void };

/** `tearsheet delivery pause|resume|cancel`: each takes effect within one batch, whoever is sending. */
export const controlCommands = (using: Using<ControlCommandDeps>): Command[] => {
  const about = (name: string, words: string) =>
    new Command(name).description(words).addArgument(new Argument("<issue>", "id of an issue that is being sent"));
  return [
    about("pause", "begin no further batch of an issue until it is resumed").action((issueId: string) =>
      using(async (deps) => {
        const { isNew } = still(await pauseIssue(deps, issueNamed(issueId).issueId));
        deps.print(`${issueId}\t${isNew ? "paused" : "was paused already"}`);
      }),
    ),
    about("resume", "let a paused issue go on")
      .addOption(
        new Option("--lift <cause...>", "lift these causes; what an editor paused, without it").choices(liftableCauses),
      )
      .action((issueId: string, { lift }: { lift?: LiftableCause[] }) =>
        using((deps) => resume(deps, { issueId: issueNamed(issueId).issueId, ...(lift && { causes: lift }) })),
      ),
    about("cancel", "send an issue to nobody else, for good; who has it has it").action((issueId: string) =>
      using(async (deps) => {
        const { isNew } = still(await cancelSending(deps, issueNamed(issueId).issueId));
        deps.print(`${issueId}\t${isNew ? "cancelled" : "was cancelled already"}`);
      }),
    ),
  ];
};

const resume = async (
  deps: ControlCommandDeps,
  input: { issueId: string; causes?: readonly LiftableCause[] },
): Promise<void> => {
  const { lifted, standing } = await resumeIssue(deps, input);
  deps.print(`${input.issueId}\t${lifted.length > 0 ? `lifted: ${lifted.join(", ")}` : "nothing to lift"}`);
  for (const cause of standing) deps.print(`still paused: ${pauseWords[cause]}`);
};

const refusals = {
  over: "the sending is over: there is nobody else to send it to",
  "no-correction": "there is no correction of it: it was sent or discarded meanwhile",
  "correction-changed": "somebody has changed the correction meanwhile: look at it again",
  "correction-decided": "the correction is decided already: --continue finishes it",
  "correction-open": "it is being corrected at the desk: finish it there, or say --continue or --discard",
} as const;

/** What became of it; where it was refused, says so. */
export const still = <Result extends { ok: boolean }>(result: Result): Extract<Result, { ok: true }> => {
  if ("reason" in result) throw new InvalidInput(refusals[result.reason as keyof typeof refusals]);
  return result as Extract<Result, { ok: true }>;
};
