import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { InvalidInput } from "../core/errors.ts";
import { type Rendition, type Variant, variants } from "../core/rendition.ts";
import { type Instant, toInstant } from "../core/time.ts";
import { type PreviewView, previewIssue } from "./preview-issue.ts";

export type DigestCommandDeps = {
  /** Makes the issue of a window that has ended, or finds it made: the last one, or the one that holds `at`. */
  makeIssue: (input: { newsletterId: string; at?: Instant }) => Promise<{ issueId: string; lines: readonly string[] }>;
  /** Why every post and every photo of the window is in or out, a line each. */
  explainIssue: (input: { issueId: string }) => Promise<readonly string[]>;
  /** The newest rendition of the issue, made when there is none yet. */
  rendition: (input: { issueId: string }) => Promise<Rendition>;
  takePicture: (html: string, view: PreviewView) => Promise<Uint8Array>;
  publicUrl: string;
  print: (line: string) => void;
};

/** Opens what a command needs, runs it, and closes everything again. */
export type Using<Deps> = <Result>(work: (deps: Deps) => Promise<Result>) => Promise<Result>;

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
      "an instant in the window, such as 2018-01-31T12:00Z; the last window without it",
      instantOf,
    )
    .action((newsletterId: string, { at }: { at?: Instant }) =>
      using(async (deps) => {
        const { issueId, lines } = await deps.makeIssue({ newsletterId, ...(at && { at }) });
        for (const line of lines) deps.print(line);
        deps.print(issueId);
      }),
    );

  command
    .command("explain")
    .description("why each post and each photo is in or out")
    .addArgument(issueArgument())
    .action((issueId: string) =>
      using(async (deps) => {
        for (const line of await deps.explainIssue({ issueId })) deps.print(line);
      }),
    );

  command
    .command("preview")
    .description("write HTML, text and pictures of the mail at phone and desktop width, light and dark")
    .addArgument(issueArgument())
    .option("--out <folder>", "where to; out/<issue> without it")
    .action((issueId: string, { out = join("out", issueId) }: { out?: string }) =>
      using(async (deps) => {
        const rendition = await deps.rendition({ issueId });
        await mkdir(out, { recursive: true });
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
        for (const line of shown(await deps.rendition({ issueId }), variant)) deps.print(line);
      }),
    );

  return command;
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

const instantOf = (value: string): Instant => {
  try {
    return toInstant(value);
  } catch {
    throw new InvalidInput(`--at: ${value} is no date such as 2018-01-31T12:00Z`);
  }
};
