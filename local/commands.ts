import { Command } from "commander";
import type { Config } from "../functions/core/config.ts";
import { localKeys } from "./keys.ts";

/** `tearsheet start`: the whole product on this machine until Ctrl-C. */
export const startCommand = (config: () => Config): Command =>
  new Command("start")
    .description("the whole product on this machine, until Ctrl-C: store, SES endpoint, web, mailbox and the tick")
    .action(async () => {
      const began = performance.now();
      const settings = config();
      const { start } = await import("./start.ts");
      const running = await start(settings, (line) => console.log(line));
      stopOnSignal(running.stop);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(`ready in ${seconds} s; data in ${settings.dataFolder}; Ctrl-C stops`);
      for (const line of running.pages) console.log(line);
      await running.ready.catch(async (error: unknown) => {
        if (running.stopping.aborted) return;
        await running.stop();
        throw error;
      });
    });

/** Once asks to finish what is in hand; twice ends at once, which loses nothing that was acknowledged. */
const stopOnSignal = (stop: () => Promise<void>): void => {
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      console.log("stopping when what is in hand is done; Ctrl-C again stops at once and loses nothing");
      void stop().then(() => process.exit(0));
    });
};

/** `tearsheet config`: what the program runs on, with secrets masked. */
export const configCommand = (config: () => Config): Command =>
  new Command("config").description("print the effective configuration, secrets masked").action(async () => {
    const settings = config();
    const keys = await localKeys(settings.dataFolder);
    const masked = {
      idKey: "•••",
      linkKeys: [...keys.linkKeys.keys.keys()].map((id) => `${id}: •••`),
    };
    const { signIn, challenge } = settings;
    const signInMasked = signIn && { ...signIn, clientSecret: signIn.clientSecret && "•••" };
    const challengeMasked = challenge && { ...challenge, secret: "•••" };
    console.log(
      JSON.stringify({ ...settings, challenge: challengeMasked, signIn: signInMasked, keys: masked }, null, 2),
    );
  });
