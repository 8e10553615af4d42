import { Command, Option } from "commander";
import { InvalidInput, NotFound } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import { type Variant, variants } from "../core/rendition.ts";
import type { Using } from "../core/using.ts";
import { type AddSubscriberResult, addSubscriber } from "./add-subscriber.ts";
import { notAnAddress } from "./address.ts";
import { liftSuppression } from "./lift-suppression.ts";
import { addListCommands, type ListCommandDeps } from "./list-commands.ts";
import { readSignUpForm } from "./read-sign-up-form.ts";
import type { Subscriber } from "./subscriber.ts";
import { suppressAddress } from "./suppress-address.ts";

export type AudienceCommandDeps = ListCommandDeps;

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
        await existingNewsletter(deps, newsletterId);
        let refused = 0;
        for (const address of addresses) {
          const name = addresses.length === 1 ? options.name : undefined;
          const result = await addSubscriber(deps, { newsletterId, address, name, variant: options.variant });
          if (!result.ok) refused += 1;
          deps.print(result.ok ? addedLine(result) : `refused: ${refusalWords(result.reason)}`);
        }
        if (refused > 0) process.exitCode = 1;
      }),
    );

  command
    .command("list")
    .description("every subscriber: id, state, variant, address, and why no mail goes there")
    .argument("<newsletter>", "id of the newsletter")
    .action((newsletterId: string) =>
      using(async (deps) => {
        await existingNewsletter(deps, newsletterId);
        const page: Subscriber[] = [];
        for await (const subscriber of deps.audience.all(newsletterId)) {
          page.push(subscriber);
          if (page.length === pageSize) await list(deps, page.splice(0));
        }
        await list(deps, page);
      }),
    );

  command
    .command("suppress")
    .description("let no mail go to an address any more, from any newsletter")
    .argument("<newsletter>", "id of the newsletter")
    .argument("<address>")
    .action((newsletterId: string, address: string) =>
      using(async (deps) => {
        await existingNewsletter(deps, newsletterId);
        const result = await suppressAddress(deps, { address });
        if (!result.ok) throw new InvalidInput(`refused: the address ${notAnAddress[result.reason]}`);
        deps.print(`${result.id} ${result.changed ? "suppressed" : "suppressed already"}`);
      }),
    );

  command
    .command("unsuppress")
    .description("let mail go to an address again, after a bounce, a complaint, or suppress")
    .argument("<newsletter>", "id of the newsletter")
    .argument("<address>")
    .action((newsletterId: string, address: string) =>
      using(async (deps) => {
        await existingNewsletter(deps, newsletterId);
        const result = await liftSuppression(deps, { address });
        if (result.ok) deps.print(`${result.id} gets mail again`);
        else if (result.reason === "not-suppressed") throw new NotFound("the address is not suppressed");
        else throw new InvalidInput(`refused: the address ${notAnAddress[result.reason]}`);
      }),
    );

  command
    .command("sign-up")
    .description(
      "whether the sign-up form is open, and its mails and answers of two days by the hour; it closes by itself when they come back or go unanswered",
    )
    .argument("<newsletter>", "id of the newsletter")
    .option("--open", "open it; what came back before now counts no more")
    .action((newsletterId: string, { open = false }: { open?: boolean }) =>
      using(async (deps) => {
        await existingNewsletter(deps, newsletterId);
        if (open) await deps.signUps.open(newsletterId, deps.clock());
        const { closedUntil, because, hours } = await readSignUpForm(deps, { newsletterId });
        deps.print(closedUntil ? `closed until ${closedUntil}: ${because}` : "open");
        for (const { hour, sent, confirmed, bounced } of hours)
          deps.print(`${hour}\tsent ${sent}\tconfirmed ${confirmed}\tbounced ${bounced}`);
      }),
    );

  addListCommands(command, using);
  return command;
};

const refusalWords = (reason: Extract<AddSubscriberResult, { ok: false }>["reason"]): string => {
  if (reason === "unsubscribed") return "the person has unsubscribed, and only they can come back";
  const [of, why] = reason.split(": ");
  if (of === "name")
    return `the name ${why === "too-long" ? "is too long" : "has signs that may not stand in a mail's header"}`;
  return `the address ${notAnAddress[why as keyof typeof notAnAddress]}`;
};

const addedLine = ({ id, added, suppressed }: Extract<AddSubscriberResult, { ok: true }>): string =>
  `${id} ${added ? "added" : "there already"}${suppressed ? `, but no mail goes there: suppressed: ${suppressed}` : ""}`;

const pageSize = 100;

const list = async ({ audience, print }: AudienceCommandDeps, page: readonly Subscriber[]): Promise<void> => {
  const suppressions = await audience.suppressions(page.map(({ id }) => id));
  for (const { id, state, preferences, address } of page) {
    const suppression = suppressions.get(id);
    const why = suppression ? [`suppressed: ${suppression.reason}, ${suppression.at}`] : [];
    print([id, state, preferences.variant, address, ...why].join("\t"));
  }
};
