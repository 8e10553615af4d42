import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { cadenceWords } from "./cadence-words.ts";
import { Conflict, InvalidInput } from "./errors.ts";
import { existingNewsletter } from "./existing-newsletter.ts";
import { type Newsletter, parseNewsletter } from "./newsletter.ts";
import type { NewsletterStore } from "./newsletter-store.ts";
import { type Clock, day, millisecondsBetween } from "./time.ts";
import type { Using } from "./using.ts";

export type NewsletterCommandDeps = {
  newsletters: NewsletterStore;
  /** The clock that issues live by, and the real one: the sample's is at another time. */
  clock?: Clock;
  wallClock?: Clock;
  print: (line: string) => void;
};

/** `tearsheet newsletters …` */
export const newsletterCommands = (using: Using<NewsletterCommandDeps>): Command => {
  const command = new Command("newsletters").description("who sends what, when, and how it looks");
  const file = ["<file.json>", "its settings; docs/newsletters.md names them all"] as const;

  command
    .command("add")
    .description("add a newsletter; every problem of its settings is told at once")
    .argument(...file)
    .action(async (path: string) => {
      const newsletter = await readSettings(path);
      await using(async (deps) => {
        if (await deps.newsletters.get(newsletter.id))
          throw new Conflict(`there is a newsletter ${newsletter.id} already: newsletters edit changes it`);
        await put(deps, newsletter, 0);
        tellOtherTime(deps);
      });
    });

  command
    .command("edit")
    .description("replace the settings of the newsletter whose id the file says")
    .argument(...file)
    .action(async (path: string) => {
      const newsletter = await readSettings(path);
      await using(async (deps) => put(deps, newsletter, (await existingNewsletter(deps, newsletter.id)).version));
    });

  command
    .command("list")
    .description("every newsletter: id, name, when it comes out, zone")
    .action(() =>
      using(async ({ newsletters, print }) => {
        for (const newsletter of await newsletters.list()) print(line(newsletter));
      }),
    );

  command
    .command("show")
    .description("print the settings of a newsletter, defaults included, as edit takes them")
    .argument("<id>")
    .action((id: string) =>
      using(async (deps) => deps.print(JSON.stringify((await existingNewsletter(deps, id)).newsletter, null, 2))),
    );

  return command;
};

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EISDIR: "is a folder",
  EACCES: "may not be read",
};

/** Read before anything is opened: what is wrong with a file has nothing to do with the store. */
const readSettings = async (path: string): Promise<Newsletter> => {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const why = unreadable[error.code ?? ""] ?? `cannot be read: ${error.code ?? "unknown"}`;
    throw new InvalidInput(`${path} ${why}`, { cause: error });
  });
  return parseNewsletter(parsedJson(path, text));
};

const parsedJson = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(`${path} is not JSON: ${(error as SyntaxError).message}`, { cause: error });
  }
};

/** Posts of real feeds would never be of the window that is open. */
const tellOtherTime = ({ clock, wallClock, print }: NewsletterCommandDeps): void => {
  if (!clock || !wallClock || Math.abs(millisecondsBetween(clock(), wallClock())) < day) return;
  print(`It lives by the clock of this data folder, which shows ${clock()}: posts that are dated later wait for it.`);
  print(
    "For feeds of today: TEARSHEET_SAMPLE=off, and TEARSHEET_DATA naming a folder of its own, for start and commands.",
  );
};

const put = async ({ newsletters, print }: NewsletterCommandDeps, newsletter: Newsletter, version: number) => {
  await newsletters.put({ newsletter, version });
  print(line(newsletter));
  if (!newsletter.postalAddress)
    print("It has no postalAddress: the law asks for one in every mail, so nothing can be sent until it has.");
};

const line = ({ id, name, cadence, zone }: Newsletter): string =>
  [id, name, cadenceWords(cadence, "en"), zone].join("\t");
