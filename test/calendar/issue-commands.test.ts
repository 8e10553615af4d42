import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { issueCommands } from "../../functions/calendar/issue-commands.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { aNewsletter, aPostOf, aWindow } from "../support/digest-week.ts";
import { anIssueOf, postsOf } from "../support/mail-issue.ts";

const id = "flashbulb-20261121T0700Z";

/** What a command prints for an issue that stands so, and what it makes of it. */
const run = async (argv: readonly string[], before: Partial<Issue>, settings: object = {}) => {
  const digest = makeDigest({ newsletter: aNewsletter(), window: aWindow, posts: [aPostOf("one"), aPostOf("two")] });
  let issue = anIssueOf(undefined, { id, window: aWindow, digest, ...before });
  const printed: string[] = [];
  const deps = {
    clock: () => aWindow.until,
    issues: {
      get: async () => ({ issue, version: 1 }),
      put: async (after: Issue) => {
        issue = after;
        return true;
      },
      latest: async () => [],
      first: async () => undefined,
      claims: async () => new Map(),
      freePosts: async () => {},
      claimPosts: async () => [],
    },
    newsletters: { get: async () => ({ newsletter: aNewsletter(settings), version: 1 }) },
    posts: postsOf([]),
    print: (line: string) => void printed.push(line),
  };
  const program = new Command().exitOverride();
  for (const command of issueCommands((work) => work(deps))) program.addCommand(command);
  await program.parseAsync(argv, { from: "user" });
  return { printed, issue };
};

describe("the commands of an issue", () => {
  test("hold --off says what becomes of it: the policy decides, but not of a thin week", async () => {
    const held = { state: "draft", waitsSince: aWindow.from } as const;
    const policy = { whenUnapproved: "send", minimumPosts: 2 };
    expect((await run(["hold", id, "--off"], held, policy)).printed).toEqual([
      `${id} is not held; unapproved, its deadline says: send`,
    ]);
    const thin = await run(["hold", id, "--off"], { ...held, state: "held" }, { ...policy, minimumPosts: 99 });
    expect(thin.issue.waitsSince).toBeUndefined();
    expect(thin.printed).toEqual([`${id} is held by no editor, but its week is thin: it goes only if it is approved`]);
  });

  test("skip says why it does not: approved, on its way, or over already", async () => {
    const skip = (state: Issue["state"]) => run(["skip", id], { state });
    await expect(skip("approved")).rejects.toThrow("an approval is taken back first");
    await expect(skip("handed-over")).rejects.toThrow("is handed-over: it is on its way, or sent");
    await expect(skip("missed")).rejects.toThrow("is missed already: nothing was changed");
    expect((await skip("draft")).issue.state).toBe("skipped");
  });
});
