import { Argument, Command } from "commander";
import { InvalidInput, NotFound } from "../core/errors.ts";
import type { Using } from "../core/using.ts";
import { type IssueName, issueNamed } from "../digest/issue.ts";
import { standingWords } from "../mail/installation.ts";
import type { Installation } from "../mail/open-installation.ts";
import { type ControlCommandDeps, controlCommands } from "./control-commands.ts";
import { deliverabilityLine } from "./deliverability.ts";
import type { EventsStore } from "./events-store.ts";
import { pauseWords } from "./pause-words.ts";
import { type PeopleCommandDeps, peopleCommands } from "./people-commands.ts";
import { readDeliverability } from "./read-deliverability.ts";
import { readSums } from "./read-sums.ts";
import { redriveIssue } from "./redrive-issue.ts";
import { type ReleaseDeps, releaseIssue } from "./release-issue.ts";
import { reputationLine, reputationOf } from "./reputation.ts";
import { type SendDeps, sendIssue } from "./send-issue.ts";
import { type ProgressStream, showSending } from "./send-progress.ts";
import { type SettleCommandDeps, settleCommands } from "./settle-commands.ts";
import { tallyLine } from "./tally.ts";

export type DeliveryCommandDeps = ReleaseDeps &
  ControlCommandDeps &
  PeopleCommandDeps &
  Omit<SettleCommandDeps, "events"> &
  Omit<SendDeps, "onProgress"> & {
    events: EventsStore;
    installation: Pick<Installation, "standing">;
    print: (line: string) => void;
    progress: ProgressStream;
  };

const issueArgument = () => new Argument("<issue>", "id of the issue, as digest make prints it");

/** `tearsheet delivery …` */
export const deliveryCommands = (using: Using<DeliveryCommandDeps>): Command => {
  const command = new Command("delivery").description("an issue on its way to its subscribers");

  command
    .command("send")
    .description("approve an issue and send it; sent again it goes on where it stopped, and mails nobody twice")
    .addArgument(issueArgument())
    .action((issueId: string) => using((deps) => send(deps, issueNamed(issueId))));

  command
    .command("status")
    .description("the sums of an issue's sending, and of what the receivers' servers made of it")
    .addArgument(issueArgument())
    .action((issueId: string) => using((deps) => status(deps, issueNamed(issueId))));

  command
    .command("redrive")
    .description("let the stuck parts of an issue go on; then send it again")
    .addArgument(issueArgument())
    .action((issueId: string) =>
      using(async (deps) => deps.print(`${issueId}\t${await redriveIssue(deps, issueId)} parts go on`)),
    );

  for (const each of [...controlCommands(using), ...settleCommands(using), ...peopleCommands(using)])
    command.addCommand(each);
  return command;
};

const send = async (deps: DeliveryCommandDeps, name: IssueName): Promise<void> => {
  const standing = standingWords[await deps.installation.standing()];
  if (standing) throw new InvalidInput(standing);
  const released = await releaseIssue(deps, name);
  if (!released.ok) throw new InvalidInput(words[released.reason]);
  const { show, stop } = showSending(deps.progress);
  const result = await sendIssue({ ...deps, onProgress: show }, released).finally(stop);
  if ("tally" in result) deps.print(`${name.issueId}\t${tallyLine(result.tally)}`);
  if (result.ok) return;
  deps.print(words[result.reason]);
  process.exitCode = 1;
};

const status = async (deps: DeliveryCommandDeps, { issueId }: IssueName): Promise<void> => {
  const sums = await readSums(deps, issueId);
  if (!sums) throw new NotFound(`issue ${issueId} was never sent`);
  const { run, state, causes, tally } = sums;
  const standing = standingWords[await deps.installation.standing()];
  if (standing) deps.print(standing);
  const because = causes.map((cause) => pauseWords[cause]);
  deps.print(`${issueId}\t${state}${because.length > 0 ? ` (${because.join("; ")})` : ""}`);
  if (run.audience === undefined) return;
  deps.print(tallyLine(tally));
  const made = await readDeliverability(deps, issueId);
  deps.print(deliverabilityLine(made, tally.sent));
  const reputation = reputationOf(made, tally.sent);
  if (reputation.verdict !== "good") deps.print(reputationLine(reputation));
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
