import { Command } from "commander";
import { endKey } from "./end-key.ts";
import { InvalidInput } from "./errors.ts";
import { type Rotation, signingKeyAt } from "./key-rotation.ts";
import { type KeptKeys, rotateKeys } from "./rotate-keys.ts";
import type { Clock } from "./time.ts";

export type KeyCommandDeps = {
  /** The keys of a stage in AWS, or of this machine. */
  keysOf: (stage: string | undefined) => Promise<KeptKeys>;
  clock: Clock;
  print: (line: string) => void;
};

/** `tearsheet keys …` */
export const keyCommands = ({ keysOf, clock, print }: KeyCommandDeps): Command => {
  const command = new Command("keys").description("the keys that sign the links of mails; no key is ever printed");
  const on = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--stage <stage>", "of infra/stages/<stage>.json, instead of this machine");
  const show = (rotation: Rotation) => {
    for (const id of rotation.keyIds) print(`key ${id}\t${dutyOf(rotation, id, clock())}`);
  };

  on("list", "every key and what it does").action(async ({ stage }: { stage?: string }) =>
    show(await (await keysOf(stage)).read()),
  );

  on("rotate", "draw a new key; it signs as soon as everybody knows it, and links of older keys go on working").action(
    async ({ stage }: { stage?: string }) => show(await rotateKeys({ keys: await keysOf(stage), clock })),
  );

  on("end", "delete an old key: no link that was made with it works any more, to unsubscribe by neither")
    .argument("<key>", "its number")
    .action(async (text: string, { stage }: { stage?: string }) => {
      if (!/^\d{1,3}$/.test(text)) throw new InvalidInput("a key is named by its number");
      show(await endKey({ keys: await keysOf(stage), clock }, { id: Number(text) }));
    });
  return command;
};

const dutyOf = (rotation: Rotation, id: number, at: string): string => {
  if (id === signingKeyAt(rotation, at)) return "signs";
  return id === rotation.next?.id && rotation.next.signsFrom > at
    ? `signs from ${rotation.next.signsFrom}`
    : "verifies";
};
