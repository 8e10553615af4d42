import { Command } from "commander";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { addMilliseconds, day } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { summaryLine } from "./import-summary.ts";
import type { PollDeps } from "./poll-source.ts";
import { pollSources, type SourceOutcome } from "./poll-sources.ts";
import { type SourceState, silence } from "./source-state.ts";

export type SourceCommandDeps = PollDeps & {
  newsletters: Pick<NewsletterStore, "get" | "list">;
  print: (line: string) => void;
};

const pollDays = 14;

/** `tearsheet posts sources`, `tearsheet posts poll` */
export const sourceCommands = (using: Using<SourceCommandDeps>): Command[] => [
  new Command("sources")
    .description("where posts come from by themselves: when each was asked, what it said, when it is asked next")
    .argument("[newsletter]", "id of the newsletter; all of them without it")
    .action((id: string | undefined) =>
      using(async (deps) => {
        for (const newsletter of await chosen(deps, id)) {
          if (newsletter.sources.length === 0) deps.print(withoutSources(newsletter.id));
          const known = await deps.sources.all(newsletter.id);
          for (const { url } of newsletter.sources) deps.print(stateLine(newsletter.id, url, known.get(url)?.state));
        }
      }),
    ),
  new Command("poll")
    .description("ask the sources of a newsletter now, whenever they were asked last")
    .argument("<newsletter>", "id of the newsletter")
    .action((id: string) =>
      using(async (deps) => {
        for (const newsletter of await chosen(deps, id)) {
          if (newsletter.sources.length === 0) deps.print(withoutSources(newsletter.id));
          const since = addMilliseconds(deps.clock(), -pollDays * day);
          const outcomes = await pollSources(deps, { newsletter, closing: true, since });
          for (const outcome of outcomes) deps.print(outcomeLine(outcome));
          if (outcomes.some(({ did }) => did === "failed" || did === "broke")) process.exitCode = 1;
        }
      }),
    ),
];

const chosen = async (deps: SourceCommandDeps, id: string | undefined): Promise<Newsletter[]> => {
  if (id === undefined) return deps.newsletters.list();
  const { newsletter } = await existingNewsletter(deps, id);
  return [newsletter];
};

const withoutSources = (id: string): string => `${id}\tits settings name no sources: newsletters edit`;

const stateLine = (newsletterId: string, url: string, state: SourceState | undefined): string => {
  if (!state) return [newsletterId, url, "never asked"].join("\t");
  const heard = state.answeredAt ? `last answered ${state.answeredAt}` : "never answered";
  const wait = state.waitUntil ? [`asks us to wait until ${state.waitUntil}`] : [];
  return [newsletterId, silence(state) ?? url, heard, ...wait, `next asked ${state.nextAt}`].join("\t");
};

const outcomeLine = (outcome: SourceOutcome): string => {
  switch (outcome.did) {
    case "read":
      return `${outcome.url}: ${summaryLine(outcome.summary)}`;
    case "unchanged":
      return `${outcome.url}: unchanged`;
    case "busy":
      return `${outcome.url}: is being asked by somebody else`;
    case "failed":
      return `${outcome.url}: ${outcome.reason}`;
    case "broke":
      return `${outcome.url}: ${String(outcome.error)}`;
  }
};
