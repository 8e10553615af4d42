import { Command } from "commander";
import { subscriberCommands } from "../functions/audience/commands.ts";
import { calendarCommand } from "../functions/calendar/commands.ts";
import { issueCommands } from "../functions/calendar/issue-commands.ts";
import { consoleCommands } from "../functions/console/commands.ts";
import { newsletterCommands } from "../functions/core/commands.ts";
import { parseConfig } from "../functions/core/config.ts";
import { Conflict, InvalidInput, NotFound, Retryable } from "../functions/core/errors.ts";
import { keyCommands } from "../functions/core/key-commands.ts";
import { systemClock } from "../functions/core/time.ts";
import { deliveryCommands } from "../functions/delivery/commands.ts";
import { digestCommands } from "../functions/digest/commands.ts";
import { installationCommands } from "../functions/mail/installation-commands.ts";
import { postsCommands } from "../functions/posts/commands.ts";
import { keysOfStage, operatorCommands, usingStage } from "../infra/commands.ts";
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

const program = new Command("tearsheet")
  .description("the week's posts and photographs as one e-mail, sent to every subscriber once")
  .showHelpAfterError("(tearsheet --help shows the commands)")
  .addCommand(startCommand(config))
  .addCommand(configCommand(config))
  .addCommand(clockCommand(config, (line) => console.log(line)))
  .addCommand(newsletterCommands(using))
  .addCommand(postsCommands(using))
  .addCommand(digest)
  .addCommand(calendarCommand(using))
  .addCommand(deliveryCommands(using))
  .addCommand(subscriberCommands(using))
  .addCommand(consoleCommands(using))
  .addCommand(installationCommands((stage, work) => (stage ? usingStage(stage, work) : using(work))));

program.addCommand(
  keyCommands({
    keysOf: async (stage) => (stage === undefined ? keptKeys(config().dataFolder) : keysOfStage(stage)),
    clock: systemClock,
    print: (line) => console.log(line),
  }),
);
for (const each of operatorCommands()) program.addCommand(each);

try {
  await program.parseAsync();
} catch (error) {
  // What a person can do something about is a sentence; a defect keeps its stack.
  const isTold = [InvalidInput, NotFound, Conflict, Retryable].some((kind) => error instanceof kind);
  console.error(isTold ? (error as Error).message.split("; ").join("\n") : error);
  process.exitCode = 1;
}
