import { Argument, Command, Option } from "commander";
import { InvalidInput, NotFound } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Using } from "../core/using.ts";
import { holdIssue } from "../digest/hold-issue.ts";
import { type Issue, issueNamed } from "../digest/issue.ts";
import { timesOf } from "../digest/issue-times.ts";
import type { MakeDeps } from "../digest/make-issue.ts";
import { setAsideIssue } from "../digest/set-aside-issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import { reopenIssue } from "./reopen-issue.ts";

export type IssueCommandDeps = MakeDeps & {
  issues: Pick<IssueStore, "freePosts" | "claimPosts">;
  newsletters: Pick<NewsletterStore, "get">;
  print: (line: string) => void;
};

type Named = { newsletter: Newsletter; issue: Issue };

/** `tearsheet digest skip|hold|reopen`: what an editor may decide of an issue instead of approving it, and the way back. */
export const issueCommands = (using: Using<IssueCommandDeps>): Command[] => {
  const of = (id: string, work: (deps: IssueCommandDeps, named: Named) => Promise<string>) =>
    using(async (deps) => deps.print(await work(deps, await named(deps, id))));

  const skip = new Command("skip")
    .description("let an issue be: nothing of it goes out")
    .addArgument(issueArgument())
    .addOption(
      new Option("--posts <posts>", "its posts go out with the next issue, or with none")
        .choices(["carry", "drop"])
        .default("carry"),
    )
    .action((id: string, { posts }: { posts: "carry" | "drop" }) =>
      of(id, async (deps, { newsletter, issue }) => {
        const done = await setAsideIssue(deps, { ...nameOf(issue), as: "skipped", letGo: posts === "drop" });
        if (!done.ok) throw new InvalidInput(`${id} is ${done.issue.state}${notSkipped[done.reason]}`);
        const kept = done.issue.letGo ? "its posts are let go with it" : "its posts wait for the next";
        return `${id} is skipped, ${kept}; until ${limitOf(newsletter, issue)}: tearsheet digest reopen ${id}`;
      }),
    );

  const hold = new Command("hold")
    .description("have an issue wait for an approval, whatever the newsletter's policy says")
    .addArgument(issueArgument())
    .option("--off", "leave it to the policy again")
    .action((id: string, { off = false }: { off?: boolean }) =>
      of(id, async (deps, { newsletter, issue }) => {
        const done = await holdIssue(deps, { ...nameOf(issue), hold: !off });
        if (!done.ok) throw new InvalidInput(`${id} is ${done.issue.state}: it cannot be held`);
        if (off && waitsForEditor(newsletter, done.issue))
          return `${id} is held by no editor, but its week is thin: it goes only if it is approved`;
        if (off) return `${id} is not held; unapproved, its deadline says: ${newsletter.whenUnapproved}`;
        return `${id} is held until ${limitOf(newsletter, issue)} and goes only if it is approved; tearsheet digest hold ${id} --off`;
      }),
    );

  const reopen = new Command("reopen")
    .description("open a skipped issue again: it waits for an approval")
    .addArgument(issueArgument())
    .action((id: string) =>
      of(id, async (deps, { newsletter, issue }) => {
        const done = await reopenIssue(deps, { newsletter, issue });
        if (done.ok) return `${id} is open again, until ${limitOf(newsletter, issue)}; it goes only if it is approved`;
        throw new InvalidInput(`${id} ${notReopened[done.reason]}`);
      }),
    );

  return [skip, hold, reopen];
};

const notSkipped = {
  "not-open": ": an approval is taken back first, in the console",
  gone: ": it is on its way, or sent",
  "set-aside": " already: nothing was changed",
} as const;

const notReopened = {
  "not-set-aside": "is neither skipped nor missed",
  "too-late": "is of a time that is over: its posts are in the next issue, unless they were let go",
  empty: "would have no posts: other issues have them",
} as const;

const issueArgument = () => new Argument("<issue>", "id of the issue, as digest make prints it");

const nameOf = ({ newsletterId, id }: Issue) => ({ newsletterId, issueId: id });

const limitOf = (newsletter: Newsletter, issue: Issue): string => `${timesOf(newsletter, issue).limitAt.slice(0, 16)}Z`;

const named = async (deps: IssueCommandDeps, id: string): Promise<Named> => {
  const { newsletterId, issueId } = issueNamed(id);
  const [settings, stored] = await Promise.all([
    deps.newsletters.get(newsletterId),
    deps.issues.get(newsletterId, issueId),
  ]);
  if (!settings || !stored) throw new NotFound(`there is no issue ${id}`);
  return { newsletter: settings.newsletter, issue: stored.issue };
};
