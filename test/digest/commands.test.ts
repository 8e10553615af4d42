import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type DigestCommandDeps, digestCommands } from "../../functions/digest/commands.ts";
import { aRendition } from "../support/mail.ts";

const run = async (args: readonly string[], changes: Partial<DigestCommandDeps> = {}): Promise<string[]> => {
  const printed: string[] = [];
  const deps: DigestCommandDeps = {
    makeIssue: async ({ newsletterId, at }) => ({
      issueId: `${newsletterId}-1`,
      lines: [`window of ${at ?? "last week"}`],
    }),
    explainIssue: async ({ issueId }) => [`In: the lead of ${issueId}`],
    rendition: async ({ issueId }) => aRendition({ issueId, trimmed: ["“More” shows 9 links instead of 12."] }),
    takePicture: async (_, { name }) => Buffer.from(name),
    publicUrl: "https://flashbulb.example",
    print: (line) => printed.push(line),
    ...changes,
  };
  const command = digestCommands((work) => work(deps));
  for (const each of command.commands) each.exitOverride().configureOutput({ writeErr: () => {} });
  await command.parseAsync(args, { from: "user" });
  return printed;
};

describe("tearsheet digest", () => {
  test("make prints what was done, then the issue's id alone", async () => {
    expect(await run(["make", "flashbulb", "--at", "2018-01-31T12:00Z"])).toEqual([
      "window of 2018-01-31T12:00:00.000Z",
      "flashbulb-1",
    ]);
    expect(await run(["make", "flashbulb"])).toEqual(["window of last week", "flashbulb-1"]);
  });

  test("make refuses a date that is none", async () => {
    await expect(run(["make", "flashbulb", "--at", "someday"])).rejects.toThrow("--at: someday is no date");
  });

  test("explain prints a reason a line", async () => {
    expect(await run(["explain", "flashbulb-1"])).toEqual(["In: the lead of flashbulb-1"]);
  });

  test("preview writes both variants as HTML, text and pictures, with no sentinel left", async () => {
    const out = await mkdtemp(join(tmpdir(), "preview-"));
    onTestFinished(() => rm(out, { recursive: true }));
    const printed = await run(["preview", "flashbulb-1", "--out", out]);
    expect(printed).toHaveLength(12);
    expect((await readdir(out)).sort()).toEqual(printed.map((path) => path.slice(out.length + 1)).sort());
    const html = await readFile(join(out, "everything.html"), "utf8");
    expect(html).toContain('href="https://flashbulb.example"');
    for (const sentinel of Object.values(aRendition().sentinels)) expect(html).not.toContain(sentinel);
    expect(await readFile(join(out, "photos-375-dark.png"), "utf8")).toBe("375-dark");
  });

  test("show prints the inbox line, what was trimmed, and the text", async () => {
    const printed = await run(["show", "flashbulb-1"]);
    expect(printed[0]).toBe("Subject:   Rome, with the lights on");
    expect(printed).toContain("Trimmed:   “More” shows 9 links instead of 12.");
    expect(printed.at(-1)).toContain("Unsubscribe:");
  });

  test("a misspelt option is refused, and nothing runs", async () => {
    const makeIssue = () => Promise.reject(new Error("ran"));
    await expect(run(["make", "flashbulb", "--att", "x"], { makeIssue })).rejects.toThrow("unknown option");
  });
});
