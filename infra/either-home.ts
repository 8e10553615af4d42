import type { Command } from "commander";
import type { Using } from "../functions/core/using.ts";

/** Commands of both homes: of this machine, or of the stage that `--stage` names. Those without it know this machine only. */
export const eitherHome = <Deps>(
  make: (using: Using<Deps>) => Command,
  here: Using<Deps>,
  ofStage: (stage: string) => Using<Deps>,
): Command => {
  let stage: string | undefined;
  const command = make((work) => (stage === undefined ? here : ofStage(stage))(work));
  for (const leaf of leavesOf(command))
    leaf.option("--stage <stage>", "of infra/stages/<stage>.json, instead of this machine").hook("preAction", () => {
      stage = leaf.opts().stage;
    });
  return command;
};

const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
