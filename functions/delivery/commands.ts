import { Argument, Command } from "commander";
import { NotFound } from "../core/errors.ts";
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
import { type RedriveDeps, redriveIssue } from "./redrive-issue.ts";
import { reputationLine, reputationOf } from "./reputation.ts";
import { type SettleCommandDeps, settleCommands } from "./settle-commands.ts";
import type { DeliveryStore } from "./store.ts";
import { tallyLine } from "./tally.ts";

export type DeliveryCommandDeps = ControlCommandDeps &
  PeopleCommandDeps &
  Omit<SettleCommandDeps, "events"> &
  RedriveDeps & {
    runs: ControlCommandDeps["runs"] & SettleCommandDeps["runs"];
    deliveries: DeliveryStore;
    events: EventsStore;
    installation: Pick<Installation, "standing">;
    print: (line: string) => void;
  };

const issueArgument = () => new Argument("<issue>", "id of the issue, as digest make prints it");

/** `tearsheet delivery …`; what renders and sends is added by `addSendCommands`. */
export const deliveryCommands = (using: Using<DeliveryCommandDeps>): Command => {
  const command = new Command("delivery").description("an issue on its way to its subscribers");

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
