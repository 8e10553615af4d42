import { Command } from "commander";
import { type ConfirmInstallationDeps, confirmInstallation } from "./confirm-installation.ts";
import { standingWords } from "./installation.ts";
import { readInstallation } from "./read-installation.ts";

export type InstallationCommandDeps = ConfirmInstallationDeps & { print: (line: string) => void };

/** Opens this machine's home, or a stage in AWS where one is named. */
type UsingStage = (stage: string | undefined, work: (deps: InstallationCommandDeps) => Promise<void>) => Promise<void>;

/** `tearsheet installation …`: whether anything may be sent from the tables that are here. */
export const installationCommands = (using: UsingStage): Command => {
  const about = (name: string, words: string) =>
    new Command(name).description(words).argument("[stage]", "infra/stages/<stage>.json; without, this machine");
  return new Command("installation")
    .description("which tables are sent from: a copy sends nothing until somebody says so")
    .addCommand(
      about("show", "say whether these tables are sent from, and which they are").action((stage?: string) =>
        using(stage, show),
      ),
    )
    .addCommand(
      about("confirm", "send from these tables, where they lie now; nobody else may send from a copy of them").action(
        (stage?: string) => using(stage, (deps) => decide(deps, false)),
      ),
    )
    .addCommand(
      about("hold", "send nothing from these tables until they are confirmed; before a restore, for one").action(
        (stage?: string) => using(stage, (deps) => decide(deps, true)),
      ),
    );
};

const show = async (deps: InstallationCommandDeps): Promise<void> => {
  const { standing, mark, identity } = await readInstallation(deps);
  deps.print(`${standing}${mark ? ` since ${mark.confirmedAt}` : ""}`);
  if (standingWords[standing]) deps.print(standingWords[standing]);
  for (const [name, here] of Object.entries(identity)) {
    const then = mark?.identity[name];
    deps.print(`${name}\t${here}${mark && then !== here ? `\tconfirmed was ${then ?? "none"}` : ""}`);
  }
};

const decide = async (deps: InstallationCommandDeps, hold: boolean): Promise<void> => {
  const before = await confirmInstallation(deps, { hold });
  deps.print(hold ? `held (it was ${before}): nothing is sent` : `confirmed (it was ${before}): it goes on by itself`);
};
