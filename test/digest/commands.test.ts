import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { NotFound } from "../../functions/core/errors.ts";
import { type DigestCommandDeps, digestCommands } from "../../functions/digest/commands.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { renderIssue } from "../../functions/digest/render-issue.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { anIssueOf, postsOf, renderDeps } from "../support/mail-issue.ts";
import { aRichMail } from "../support/mail-week.ts";
import { memoryFiles } from "../support/memory-files.ts";

const mail = aRichMail();
const issue = { newsletterId: mail.newsletter.id, issueId: mail.issueId };

const run = async (args: readonly string[], changes: Partial<DigestCommandDeps> = {}): Promise<string[]> => {
  const printed: string[] = [];
  const put: Issue[] = [];
  const base = renderDeps(mail, anIssueOf(mail, { digest: { ...mail.digest, trimmed: [] } as Issue["digest"] }));
  const deps: DigestCommandDeps = {
    ...base,
    issues: {
      get: async (newsletterId, id) => {
        const issue = put.find((each) => each.id === id);
        return issue ? { issue, version: 1 } : base.issues.get(newsletterId, id);
      },
      put: async (issue) => put.push(issue) > 0,
      latest: async () => [],
      first: async () => undefined,
      claims: async () => new Map(),
    },
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
  test("make makes the issue of the window that holds the instant, and prints its id, state and what happened", async () => {
    const posts = postsOf([]);
    const printed = await run(["make", "flashbulb", "--at", "2018-01-31T12:00Z"], { posts });
    expect(printed.at(-1)).toBe("flashbulb-20180203T0700Z\tdraft\tmade");
    const open = await run(["make", "flashbulb", "--at", "now"], { posts });
    expect(open.at(-1)).toMatch(/^flashbulb-\d{8}T0[67]00Z\tdraft\tmade$/);
    expect(open.at(-1)?.startsWith(mail.issueId)).toBe(false);
  });

  test("make takes the last window that has ended, and leaves an approved issue as it is", async () => {
    expect((await run(["make", "flashbulb"])).at(-1)).toBe(`${mail.issueId}\tapproved\tsettled`);
  });

  test("make refuses a window that has not begun: those before it have no issue yet", async () => {
    await expect(run(["make", "flashbulb", "--at", "2099-01-31T12:00Z"])).rejects.toThrow("begins at 2099-01-31T07:00");
  });

  test("make says that there is no such newsletter", async () => {
    await expect(run(["make", "other"])).rejects.toThrow(NotFound);
  });

  test("make refuses a date that is none", async () => {
    await expect(run(["make", "flashbulb", "--at", "someday"])).rejects.toThrow("--at: someday is no date");
  });

  test("explain tells what the rendition took away", async () => {
    const words = "“More” shows 9 links instead of 12.";
    const rendition = { ...(await renderIssue(renderDeps(mail), issue)), trimmed: [words] };
    const renditions = { ...renditionStore(memoryFiles()), get: async () => rendition };
    const lines = await run(["explain", mail.issueId], { renditions });
    expect(lines.slice(lines.indexOf("Trimmed"))[1]).toBe(`  ${words}`);
  });

  test("explain prints a reason a line", async () => {
    expect((await run(["explain", mail.issueId]))[0]).toBe(`Issue ${mail.issueId}, approved, revision 1`);
  });

  test("preview writes both variants as HTML, text and pictures, with no sentinel left", async () => {
    const out = await mkdtemp(join(tmpdir(), "preview-"));
    onTestFinished(() => rm(out, { recursive: true }));
    const printed = await run(["preview", mail.issueId, "--out", out]);
    expect(printed).toHaveLength(12);
    expect((await readdir(out)).sort()).toEqual(printed.map((path) => path.slice(out.length + 1)).sort());
    const html = await readFile(join(out, "everything.html"), "utf8");
    expect(html).toContain('href="https://flashbulb.example"');
    expect(html).not.toMatch(/href="[0-9a-z]{26}"/);
    expect(await readFile(join(out, "photos-375-dark.png"), "utf8")).toBe("375-dark");
    const file = join(out, "everything.html");
    await expect(run(["preview", mail.issueId, "--out", file])).rejects.toThrow("cannot be a folder to write to");
  });

  test("show prints the inbox line and the text of a variant", async () => {
    const printed = await run(["show", mail.issueId, "--variant", "photos"]);
    expect(printed[0]).toBe(`Subject:   ${mail.subject}`);
    expect(printed.at(-1)).toContain("The week in pictures");
    expect(printed.at(-1)).not.toContain("More this week");
  });

  test("what is no issue's id is said to be none", async () => {
    await expect(run(["show", "flashbulb"])).rejects.toThrow("tearsheet calendar lists them");
  });

  test("a misspelt option is refused, and nothing runs", async () => {
    const newsletters = { get: () => Promise.reject(new Error("ran")) };
    await expect(run(["make", "flashbulb", "--att", "x"], { newsletters })).rejects.toThrow("unknown option");
  });
});
