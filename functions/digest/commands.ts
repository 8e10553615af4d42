import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { InvalidInput } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { type Rendition, type Variant, variants } from "../core/rendition.ts";
import { addMilliseconds, type Instant, toInstant } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { explainIssue } from "./explain-issue.ts";
import { isOpen, issueNamed, type Window } from "./issue.ts";
import { type MakeDeps, makeIssue } from "./make-issue.ts";
import { type PreviewView, previewIssue } from "./preview-issue.ts";
import { type RenderDeps, renderIssue } from "./render-issue.ts";
import { windowHolding } from "./window.ts";

export type DigestCommandDeps = MakeDeps &
  RenderDeps & {
    takePicture: (html: string, view: PreviewView) => Promise<Uint8Array>;
    publicUrl: string;
    print: (line: string) => void;
  };

const issueArgument = () => new Argument("<issue>", "id of the issue, as make prints it");

/** `tearsheet digest …` */
export const digestCommands = (using: Using<DigestCommandDeps>): Command => {
  const command = new Command("digest").description("the week's issue: made, explained, looked at");

  command
    .command("make")
    .description("make the issue of a window; made again it is the same one")
    .argument("<newsletter>", "id of the newsletter")
    .option(
      "--at <instant>",
      "an instant in the window, such as 2018-01-31T12:00Z, or now; the last window that ended without it",
      instantOf,
    )
    .option("--again", "open a closed or skipped issue: what has come since may enter")
    .action((newsletterId: string, { at: said, again }: { at?: Instant | "now"; again?: boolean }) =>
      using(async (deps) => {
        const at = said === "now" ? deps.clock() : said;
        const { newsletter } = await existingNewsletter(deps, newsletterId);
        const window = await windowFor(deps, newsletter, at);
        if (window.from > deps.clock()) throw new InvalidInput(`--at: the issue of then begins at ${window.from}`);
        const { issue, outcome } = await makeIssue(deps, { newsletter, window, again });
        for (const remark of issue.digest.remarks) deps.print(remark);
        if (isOpen(issue) && !issue.closedAt && window.until <= deps.clock())
          deps.print("Its window has ended: the next tick hears its sources once more and closes it.");
        deps.print(`${issue.id}\t${issue.state}\t${outcome}`);
      }),
    );

  command
    .command("explain")
    .description("why each post and each photo is in or out")
    .addArgument(issueArgument())
    .action((issueId: string) =>
      using(async (deps) => {
        for (const line of await explainIssue(deps, issueNamed(issueId))) deps.print(line);
      }),
    );

  command
    .command("preview")
    .description("write HTML, text and pictures of the mail at phone and desktop width, light and dark")
    .addArgument(issueArgument())
    .option("--out <folder>", "where to; out/<issue> without it")
    .action((issueId: string, { out = join("out", issueId) }: { out?: string }) =>
      using(async (deps) => {
        const rendition = await renderIssue(deps, issueNamed(issueId));
        await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
          throw new InvalidInput(`--out: ${out} cannot be a folder to write to (${error.code})`, { cause: error });
        });
        const written = await previewIssue(
          { writeFile: (name, content) => writeFile(join(out, name), content), takePicture: deps.takePicture },
          { rendition, placeholderUrl: deps.publicUrl },
        );
        for (const name of written) deps.print(join(out, name));
      }),
    );

  command
    .command("show")
    .description("print the inbox line, the sizes, and the mail as text")
    .addArgument(issueArgument())
    .addOption(new Option("--variant <variant>", "which of the two").choices(variants).default("everything"))
    .action((issueId: string, { variant }: { variant: Variant }) =>
      using(async (deps) => {
        for (const line of shown(await renderIssue(deps, issueNamed(issueId)), variant)) deps.print(line);
      }),
    );

  return command;
};

/** More than a year of a daily newsletter. */
const issuesToAdjoin = 400;

/** The window that holds the instant, or the last that ended, beside those that have their issue. */
const windowFor = async (deps: DigestCommandDeps, newsletter: Newsletter, at: Instant | undefined): Promise<Window> => {
  const { id, cadence, zone } = newsletter;
  const made = (await deps.issues.latest(id, issuesToAdjoin)).map(({ window }) => window);
  if (at) return windowHolding(cadence, zone, at, made);
  const open = windowHolding(cadence, zone, deps.clock(), made);
  return windowHolding(cadence, zone, addMilliseconds(open.from, -1), made);
};

const shown = (rendition: Rendition, variant: Variant): string[] => [
  `Subject:   ${rendition.subject}`,
  `Preheader: ${rendition.preheader}`,
  `Revision:  ${rendition.revision}, rendered ${rendition.renderedAt}`,
  `Size:      ${rendition.htmlBytes} bytes of HTML as encoded, ${rendition.photoBytes} bytes of pictures`,
  ...(rendition.trimmed ?? []).map((told) => `Trimmed:   ${told}`),
  "",
  rendition.bodies[variant].text.trimEnd(),
];

const instantOf = (value: string): Instant | "now" => {
  if (value === "now") return value;
  try {
    return toInstant(value);
  } catch {
    throw new InvalidInput(`--at: ${value} is no date such as 2018-01-31T12:00Z`);
  }
};
