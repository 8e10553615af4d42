import { Command } from "commander";
import { subscriberCommands } from "../functions/audience/commands.ts";
import { calendarCommand } from "../functions/calendar/commands.ts";
import { issueCommands } from "../functions/calendar/issue-commands.ts";
import { consoleCommands } from "../functions/console/commands.ts";
import { newsletterCommands } from "../functions/core/commands.ts";
import { parseConfig } from "../functions/core/config.ts";
import { keyCommands } from "../functions/core/key-commands.ts";
import { systemClock } from "../functions/core/time.ts";
import { deliveryCommands } from "../functions/delivery/commands.ts";
import { addSendCommands } from "../functions/delivery/send-commands.ts";
import { digestCommands } from "../functions/digest/commands.ts";
import { installationCommands } from "../functions/mail/installation-commands.ts";
import { postsCommands } from "../functions/posts/commands.ts";
import { keysOfStage, operatorCommands, usingStage, usingTables } from "../infra/commands.ts";
import { eitherHome } from "../infra/either-home.ts";
import { clockCommand } from "../local/clock-command.ts";
import { configCommand, startCommand } from "../local/commands.ts";
import { keptKeys } from "../local/keys.ts";
import type { Parts } from "../local/parts.ts";
import { sampleNow } from "../local/sample/calendar.ts";

const config = () => parseConfig(process.env, sampleNow);

/** Opens this machine's home for one command; beside a running `tearsheet start` it shares that one's engines. */
const using = async <Result>(work: (parts: Parts) => Promise<Result>): Promise<Result> => {
  const [{ openHome }, { localParts }, { hearOwnEvents }] = await Promise.all([
    import("../local/home.ts"),
    import("../local/parts.ts"),
    import("../local/events.ts"),
  ]);
  const home = await openHome(config());
  try {
    const parts = localParts(home);
    const hearing = hearOwnEvents(home, parts, (line) => console.error(line));
    return await work(parts).finally(() => hearing?.stop());
  } finally {
    await home.close();
  }
};

const digest = digestCommands(using);
for (const command of issueCommands(using)) digest.addCommand(command);

/** The whole of the command line. */
export const program = new Command("tearsheet")
  .description("the week's posts and photographs as one e-mail, sent to every subscriber once")
  .showHelpAfterError("(tearsheet --help shows the commands)")
  .addCommand(startCommand(config))
  .addCommand(configCommand(config))
  .addCommand(clockCommand(config, (line) => console.log(line)))
  .addCommand(eitherHome(newsletterCommands, using, usingStage))
  .addCommand(eitherHome(postsCommands, using, usingStage))
  .addCommand(digest)
  .addCommand(eitherHome(calendarCommand, using, usingStage))
  .addCommand(addSendCommands(eitherHome(deliveryCommands, using, usingStage), using))
  .addCommand(eitherHome(subscriberCommands, using, usingStage))
  .addCommand(eitherHome(consoleCommands, using, usingStage))
  .addCommand(installationCommands((stage, work) => (stage ? usingTables(stage, work) : using(work))));

program.addCommand(
  keyCommands({
    keysOf: async (stage) => (stage === undefined ? keptKeys(config().dataFolder) : keysOfStage(stage)),
    clock: systemClock,
    print: (line) => console.log(line),
  }),
);
for (const each of operatorCommands()) program.addCommand(each);

/** Whoever mistypes a command is told where its words are, at whatever depth. */
const pointToHelp = (command: Command, words: string): void => {
  for (const each of command.commands) {
    each.showHelpAfterError(`(${words} ${each.name()} --help shows how)`);
    pointToHelp(each, `${words} ${each.name()}`);
  }
};
pointToHelp(program, program.name());
