import { Argument, Command, Option } from "commander";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Instant } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { issueNamed } from "../digest/issue.ts";
import { exportRecipients } from "./export-recipients.ts";
import { type ListDeps, type ListedState, listedStates } from "./list-recipients.ts";
import { type TellDeps, tellDelivery } from "./tell-delivery.ts";

export type PeopleCommandDeps = TellDeps &
  ListDeps & {
    newsletters: Pick<NewsletterStore, "get">;
    audience: TellDeps["audience"] & ListDeps["audience"];
    deliveries: TellDeps["deliveries"] & ListDeps["deliveries"];
    print: (line: string) => void;
  };

const issueArgument = () => new Argument("<issue>", "id of the issue, as digest make prints it");

/** The part of `tearsheet delivery` that speaks of people: who, list. */
export const peopleCommands = (using: Using<PeopleCommandDeps>): Command[] => [
  new Command("who")
    .description("what became of an issue for one address, in a sentence")
    .addArgument(issueArgument())
    .argument("<address>")
    .action((issueId: string, address: string) => using((deps) => who(deps, issueId, address))),
  new Command("list")
    .description("the recipients of an issue who did not surely get it, as CSV")
    .addArgument(issueArgument())
    .addOption(new Option("--state <state>", "in which state").choices(listedStates).default("unknown"))
    .action((issueId: string, { state }: { state: ListedState }) =>
      using(async (deps) => {
        const { newsletterId } = issueNamed(issueId);
        for await (const line of exportRecipients(deps, { newsletterId, issueId, state })) deps.print(line);
      }),
    ),
];

const who = async (deps: PeopleCommandDeps, issueId: string, address: string): Promise<void> => {
  const name = issueNamed(issueId);
  const zone = (await deps.newsletters.get(name.newsletterId))?.newsletter.zone ?? "UTC";
  const { story } = await tellDelivery(deps, { ...name, address, when: (at) => clockFace(at, zone) });
  deps.print(story);
};

const clockFace = (at: Instant, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));
