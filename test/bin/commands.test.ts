import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { program } from "../../bin/commands.ts";
import { eitherHome } from "../../infra/either-home.ts";

/** What a guide tells to type, word by word: everything in backticks or in a block that begins with `tearsheet`. */
const commandsIn = async (guide: string): Promise<string[]> => {
  const text = await readFile(`docs/${guide}`, "utf8");
  return [...text.matchAll(/(?:`|^ *)(?:npx )?tearsheet ([^`\n]+)/gm)].map(([, words = ""]) => words.trim());
};

/** The command that the words lead to; `undefined` where there is none. */
const leafOf = (words: readonly string[], command: Command = program): Command | undefined => {
  if (command.commands.length === 0 || words.length === 0) return command;
  const next = command.commands.find((each) => each.name() === words[0]);
  return next && leafOf(words.slice(1), next);
};
const takesStage = (leaf: Command | undefined): boolean =>
  leaf !== undefined &&
  (leaf.options.some(({ long }) => long === "--stage") ||
    leaf.registeredArguments.some((each) => each.name() === "stage"));

describe("the commands that the guides name", () => {
  it.each(["runbook.md", "deploy.md"])("in %s are written for a stage, and take one", async (guide) => {
    const commands = await commandsIn(guide);
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((words) => !words.includes("<stage>"))).toEqual([]);
    expect(commands.filter((words) => !takesStage(leafOf(words.split(" "))))).toEqual([]);
  });

  it.each(["newsletters.md", "move-from-mailchimp.md"])("in %s take a stage", async (guide) => {
    const commands = await commandsIn(guide);
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.filter((words) => !takesStage(leafOf(words.split(" "))))).toEqual([]);
  });

  it.each(["../README.md", "commands.md"])("in %s are commands", async (guide) => {
    const commands = (await commandsIn(guide)).filter((words) => !/…|--help/.test(words));
    expect(commands.length).toBeGreaterThan(8);
    expect(commands.filter((words) => !leafOf(words.split(" ")))).toEqual([]);
  });

  it("and that render or send know this machine only", () => {
    for (const words of ["delivery send", "delivery correct", "delivery send-copy", "digest make", "start"])
      expect([words, takesStage(leafOf(words.split(" ")))]).toEqual([words, false]);
  });
});

it("whoever mistypes a command is told where its words are, at whatever depth", () => {
  const find = leafOf(["subscribers", "find"]);
  const written: string[] = [];
  find?.exitOverride().configureOutput({ writeErr: (text) => void written.push(text) });
  expect(() => find?.parse(["flashbulb"], { from: "user" })).toThrow();
  expect(written.join("")).toContain("(tearsheet subscribers find --help shows how)");
});

/** The path of every command that does something, such as "console keys add". */
const leavesOf = (command: Command, path: readonly string[] = []): string[] =>
  command.commands.length === 0
    ? [path.join(" ")]
    : command.commands.flatMap((each) => leavesOf(each, [...path, each.name()]));

/** What the table names: each command whole, or as "… list" after one of its group. */
const commandsOfTable = async (): Promise<string[]> => {
  const cells = [...(await readFile("docs/commands.md", "utf8")).matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell);
  const named: string[][] = [];
  for (const [, words = ""] of cells.join(" ").matchAll(/`(?:npx tearsheet|…) ([^`]+)`/g)) {
    const [typed = []] = words.split(/ (?=[<[\d-])/).map((part) => part.split(" "));
    const isWhole = program.commands.some((each) => each.name() === typed[0]);
    named.push(isWhole ? typed : [...(named.at(-1)?.slice(0, -1) ?? []), ...typed]);
  }
  return named.map((words) => words.join(" "));
};

it("docs/commands.md names every command there is, and none other", async () => {
  // Beside what stands under it, `clock` does something by itself.
  expect((await commandsOfTable()).toSorted()).toEqual([...leavesOf(program), "clock"].toSorted());
});

it("a command reaches the stage that it names, and this machine without one", async () => {
  const reached: string[] = [];
  const command = () =>
    eitherHome<string>(
      (using) =>
        new Command("shelf").addCommand(
          new Command("look").action(() => using(async (home) => void reached.push(home))),
        ),
      (work) => work("here"),
      (stage) => (work) => work(`stage ${stage}`),
    );
  await command().parseAsync(["look", "--stage", "prod"], { from: "user" });
  await command().parseAsync(["look"], { from: "user" });
  expect(reached).toEqual(["stage prod", "here"]);
});
