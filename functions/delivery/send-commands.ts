import { Argument, Command, Option } from "commander";
import { InvalidInput } from "../core/errors.ts";
import type { ProgressStream } from "../core/progress-stream.ts";
import type { Using } from "../core/using.ts";
import { type IssueName, isGoing, isOpen, issueNamed } from "../digest/issue.ts";
import { standingWords } from "../mail/installation.ts";
import type { Installation } from "../mail/open-installation.ts";
import { type BeginCorrectionDeps, beginCorrection } from "./begin-correction.ts";
import { still } from "./control-commands.ts";
import { type CorrectIssueDeps, correctIssue } from "./correct-issue.ts";
import { type DiscardCorrectionDeps, discardCorrection } from "./discard-correction.ts";
import { pauseWords } from "./pause-words.ts";
import { type ReleaseDeps, releaseIssue } from "./release-issue.ts";
import { type SendCopyDeps, sendCopy } from "./send-copy.ts";
import { type SendDeps, sendIssue } from "./send-issue.ts";
import { showSending } from "./send-progress.ts";
import { tallyLine } from "./tally.ts";

export type SendCommandDeps = ReleaseDeps &
  CorrectIssueDeps &
  BeginCorrectionDeps &
  DiscardCorrectionDeps &
  SendCopyDeps &
  Omit<SendDeps, "onProgress"> & {
    issues: ReleaseDeps["issues"] & BeginCorrectionDeps["issues"];
    renditions: ReleaseDeps["renditions"] & CorrectIssueDeps["renditions"];
    installation: Pick<Installation, "standing">;
    newWriteId: () => string;
    print: (line: string) => void;
    progress: ProgressStream;
  };

const about = (name: string, words: string) =>
  new Command(name)
    .description(words)
    .addArgument(new Argument("<issue>", "id of the issue, as digest make prints it"));

/** Adds to `tearsheet delivery` what renders or sends: on one machine alone, for in AWS the console and the functions do it. */
export const addSendCommands = (command: Command, using: Using<SendCommandDeps>): Command =>
  command
    .addCommand(
      about(
        "send",
        "approve an issue and send it; sent again it goes on where it stopped, and mails nobody twice",
      ).action((issueId: string) => using((deps) => send(deps, issueNamed(issueId)))),
    )
    .addCommand(
      about("correct", "make an issue anew from its posts as they are now, and send the rest that")
        .option("--subject <words>", "another subject")
        .option("--preheader <words>", "another preheader")
        .addOption(new Option("--open", "only pause it and open its correction, for the desk or the API"))
        .addOption(new Option("--continue", "send the rest the correction that is open").conflicts("open"))
        .addOption(new Option("--discard", "forget the correction that is open").conflicts(["open", "continue"]))
        .action((issueId: string, asked: Correcting) => using((deps) => correct(deps, issueNamed(issueId), asked))),
    )
    .addCommand(
      about("send-copy", "send an issue to one subscriber once more, whatever became of the first")
        .argument("<address>")
        .action((issueId: string, address: string) => using((deps) => copy(deps, issueId, address))),
    );

const send = async (deps: SendCommandDeps, name: IssueName): Promise<void> => {
  const standing = standingWords[await deps.installation.standing()];
  if (standing) throw new InvalidInput(standing);
  await waitForConfirmed(deps, name);
  const released = await releaseIssue(deps, name);
  if (!released.ok) throw new InvalidInput(words[released.reason]);
  const { show, stop } = showSending(deps.progress);
  const result = await sendIssue({ ...deps, onProgress: show }, released).finally(stop);
  if ("tally" in result) deps.print(`${name.issueId}\t${tallyLine(result.tally)}`);
  if (result.ok) return;
  deps.print(words[result.reason]);
  process.exitCode = 1;
};

type Correcting = { subject?: string; preheader?: string; open?: true; continue?: true; discard?: true };

const correct = async (deps: SendCommandDeps, name: IssueName, asked: Correcting): Promise<void> => {
  const { subject, preheader, open, continue: goesOn, discard } = asked;
  if (discard) {
    const { isNew } = still(await discardCorrection(deps, name));
    return deps.print(`${name.issueId}\t${isNew ? "discarded: the rest get it as it was" : "there was no correction"}`);
  }
  if (!goesOn) {
    const words = { ...(subject && { subject }), ...(preheader && { preheader }) };
    const { isNew } = still(await beginCorrection(deps, { ...name, words }));
    if (!isNew) still({ ok: false, reason: "correction-open" });
    if (open) return deps.print(`${name.issueId}\tpaused, and its correction is open at the desk`);
  }
  const { rendition } = still(await correctIssue(deps, name));
  deps.print(`${name.issueId}\trevision ${rendition.revision} from now on: “${rendition.subject}”`);
};

/**
 * An audience is who was confirmed some seconds before its issue began: whoever was added just before the command gets
 * it all the same. Throws where nobody would, for an issue is over once it went to nobody.
 */
const waitForConfirmed = async (deps: SendCommandDeps, { newsletterId, issueId }: IssueName): Promise<void> => {
  const issue = (await deps.issues.get(newsletterId, issueId))?.issue;
  if (!issue || issue.state === "handed-over" || !(isOpen(issue) || isGoing(issue))) return;
  if (!(await hasConfirmed(deps, newsletterId)))
    throw new InvalidInput(`not sent: nobody subscribes to ${newsletterId} yet; tearsheet subscribers add`);
  if (deps.progress.isTTY) deps.progress.write("whoever is confirmed by now gets it; a moment\n");
  await deps.timer.wait(deps.times.planAfterMs);
};

const hasConfirmed = async ({ audience }: SendCommandDeps, newsletterId: string): Promise<boolean> => {
  for await (const { state } of audience.all(newsletterId)) if (state === "confirmed") return true;
  return false;
};

const copy = async (deps: SendCommandDeps, issueId: string, address: string): Promise<void> => {
  const asked = { address, by: "tearsheet delivery send-copy", draw: deps.newWriteId() };
  const sent = await sendCopy(deps, { ...issueNamed(issueId), ...asked });
  if (sent.ok) return deps.print(`sent; Amazon SES calls it ${sent.messageId}`);
  const code = "outcome" in sent && "code" in sent.outcome ? ` (${sent.outcome.code})` : "";
  throw new InvalidInput(`${copyWords[sent.reason]}${code}`);
};

const words = {
  ...pauseWords,
  "no-postal-address": "not sent: the newsletter has no postal address, and the law asks for one in every mail",
  empty: "not sent: there is nothing in the issue",
  "set-aside": "not sent: the issue was skipped or missed",
  "already-sent": "not sent: some of its posts went out with another issue; make it again",
  "not-approved": "not sent: the issue is not approved",
  changed: "not sent: the issue was changed while it was being approved; look at it again",
  waits: "not sent: it waits for its editor",
  "held-back": "not sent: a post of it was withdrawn or put off since it was made; make it again",
  throttled: "stopped: SES kept throttling; send again later",
  unreachable: "stopped: SES cannot be reached",
  cancelled: "cancelled: nobody else gets it",
  "in-flight": "what is left was begun less than a minute ago, perhaps by another process; send again to settle it",
  settling: "everybody else is done; who is in doubt is settled by SES's events, or by time: send again later",
  stuck: "stopped: parts of the issue failed five times in a row; see why, redrive the issue, and send again",
} as const;

const copyWords = {
  "sent-already": "sent already, and not a second time",
  "no-subscriber": "not sent: nobody with this address subscribes to the newsletter",
  "not-confirmed": "not sent: the address is not confirmed, or unsubscribed",
  suppressed: "not sent: the address is suppressed",
  "not-sent-yet": "not sent: the issue itself has not begun to be sent",
  "no-slot": "not sent: others are using up the rate of the account; try again",
  refused: "not sent: Amazon SES refused it",
  unknown: "perhaps sent: Amazon SES gave no answer; look before you try again",
} as const;
