import { Command, Option } from "commander";
import { NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type Variant, variants } from "../core/rendition.ts";
import type { Clock } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { addSubscriber } from "./add-subscriber.ts";
import type { AudienceStore } from "./store.ts";

export type AudienceCommandDeps = {
  audience: AudienceStore;
  newsletters: Pick<NewsletterStore, "get">;
  idKey: Uint8Array;
  clock: Clock;
  print: (line: string) => void;
};

/** `tearsheet subscribers …` */
export const subscriberCommands = (using: Using<AudienceCommandDeps>): Command => {
  const command = new Command("subscribers").description("who gets a newsletter");

  command
    .command("add")
    .description("add addresses whose consent you hold, as confirmed; nobody who unsubscribed comes back this way")
    .argument("<newsletter>", "id of the newsletter")
    .argument("<address...>")
    .option("--name <name>", "the name of the person, with one address")
    .addOption(new Option("--variant <variant>", "what they get").choices(variants).default("everything"))
    .action((newsletterId: string, addresses: string[], options: { name?: string; variant: Variant }) =>
      using(async (deps) => {
        await existing(deps, newsletterId);
        let refused = 0;
        for (const address of addresses) {
          const name = addresses.length === 1 ? options.name : undefined;
          const result = await addSubscriber(deps, { newsletterId, address, name, variant: options.variant });
          if (!result.ok) refused += 1;
          deps.print(
            result.ok ? `${result.id} ${result.added ? "added" : "there already"}` : `refused: ${result.reason}`,
          );
        }
        if (refused > 0) process.exitCode = 1;
      }),
    );

  command
    .command("list")
    .description("every subscriber: id, state, variant, address")
    .argument("<newsletter>", "id of the newsletter")
    .action((newsletterId: string) =>
      using(async (deps) => {
        await existing(deps, newsletterId);
        for await (const { id, state, preferences, address } of deps.audience.all(newsletterId))
          deps.print([id, state, preferences.variant, address].join("\t"));
      }),
    );

  return command;
};

const existing = async ({ newsletters }: AudienceCommandDeps, id: string): Promise<void> => {
  if (!(await newsletters.get(id))) throw new NotFound(`there is no newsletter ${id}`);
};
