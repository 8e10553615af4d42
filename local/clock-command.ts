import { Command } from "commander";
import type { Config } from "../functions/core/config.ts";
import { InvalidInput, Retryable } from "../functions/core/errors.ts";
import type { Instant } from "../functions/core/time.ts";
import { clockPath } from "./clock-page.ts";
import { openHome } from "./home.ts";
import { readRunning } from "./running.ts";
import { turnedTo } from "./turned-to.ts";

/** `tearsheet clock`: what the clock of this machine's sample shows, and the way forward. */
export const clockCommand = (config: () => Config, print: (line: string) => void): Command => {
  const command = new Command("clock")
    .description("what the clock of this data folder shows")
    .action(async () => print(await shownNow(config())));
  command
    .command("forward")
    .description("turn it forward: what is due by then is done by the running product, or by its next start")
    .argument("<how far>", "45m, 3h, 2d, or an instant such as 2026-10-24T08:00:00+02:00")
    .action(async (said: string) => {
      await forward(config(), said);
      print(await shownNow(config()));
    });
  return command;
};

const shownNow = async (config: Config): Promise<Instant> => {
  const home = await openHome(config);
  const now = home.clock();
  await home.close();
  return now;
};

const forward = async (config: Config, said: string): Promise<void> => {
  if (config.clock.kind === "system")
    throw new InvalidInput("the clock is this machine's own: TEARSHEET_CLOCK says another");
  const running = await readRunning(config.dataFolder);
  if (running?.webUrl) return ask(running.webUrl, said);
  const home = await openHome(config);
  try {
    await home.turnClock?.(turnedTo(home.clock(), said));
  } finally {
    await home.close();
  }
};

/** The clock is the running process's: it is asked as its own page asks it. */
const ask = async (webUrl: string, said: string): Promise<void> => {
  const { origin } = new URL(webUrl);
  const body = new URLSearchParams({ forward: said });
  const answer = await fetch(origin + clockPath, { method: "POST", body, headers: { origin }, redirect: "manual" });
  if (answer.status === 400) throw new InvalidInput(await answer.text());
  if (answer.status !== 303)
    throw new Retryable(`the running product did not turn its clock: it answered ${answer.status}`);
};
