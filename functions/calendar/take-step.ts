import type { Newsletter } from "../core/newsletter.ts";
import { type BeginDeps, beginIssue } from "../delivery/begin-issue.ts";
import { type ReleaseDeps, releaseIssue } from "../delivery/release-issue.ts";
import { cancelIssue } from "../digest/cancel-issue.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { type Issue, type IssueName, isOpen, isSetAside, issueId, type Window } from "../digest/issue.ts";
import { type News, newsAnd } from "../digest/issue-news.ts";
import { type MakeDeps, makeIssue } from "../digest/make-issue.ts";
import { putRight } from "../digest/put-right.ts";
import { type SettingAsideInput, setAsideIssue } from "../digest/set-aside-issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import type { Step } from "./due.ts";
import { lapseRun } from "./lapse-run.ts";
import { type LookOverDeps, lookOver } from "./look-over.ts";
import { type NudgeDeps, nudgeEditors } from "./nudge-editors.ts";
import type { StepOutcome } from "./outcome.ts";
import { type Refusal, refusedNews } from "./refused-news.ts";
import { missedNews, type TellNewsDeps, tellNews } from "./tell-news.ts";

export type StepDeps = MakeDeps &
  ReleaseDeps &
  BeginDeps &
  NudgeDeps &
  TellNewsDeps &
  LookOverDeps & { issues: Pick<IssueStore, "freePosts"> };

/** `closes`: the sources of a window that has ended were heard, or are not waited for; `unheard` says which were not. */
export type StepInput = {
  newsletter: Newsletter;
  window: Window;
  step: Step;
  closes: boolean;
  unheard?: string | undefined;
};

/** Takes one step that is due, by the verb that an editor or a command would use. Nothing to tell when nothing changed. */
export const takeStep = async (
  deps: StepDeps,
  { newsletter, window, step, closes, unheard }: StepInput,
): Promise<StepOutcome | undefined> => {
  const name = { newsletterId: newsletter.id, issueId: issueId(newsletter.id, window) };
  switch (step) {
    case "make":
    case "refresh":
    case "close":
      return make(deps, { newsletter, window, closes, unheard });
    case "reopen": {
      const issue = await putRight(deps, name);
      return (
        (await make(deps, { newsletter, window, closes, unheard })) ?? {
          did: issue.closedAt ? "closed" : "drafted",
          issue,
        }
      );
    }
    case "look":
      return lookOver(deps, { newsletter, window });
    case "nudge":
      return nudgeEditors(deps, { newsletter, ...name });
    case "send":
      return send(deps, newsletter, window, name);
    case "skip":
      return skip(deps, name);
    case "hold":
      return hold(deps, name);
    case "tell":
      return tellNews(deps, { newsletter, ...name });
    case "lapse":
    case "miss":
      return miss(deps, newsletter, { ...name, lapses: step === "lapse" });
  }
};

const make = async (deps: StepDeps, input: Omit<StepInput, "step">): Promise<StepOutcome | undefined> => {
  const { issue, outcome } = await makeIssue(deps, input);
  if (outcome !== "made" && outcome !== "changed") return undefined;
  if (isSetAside(issue)) return { did: "skipped", issue };
  return { did: issue.closedAt ? "closed" : "drafted", issue };
};

const skip = async (deps: StepDeps, name: IssueName): Promise<StepOutcome | undefined> => {
  const news: News = { kind: "skipped", at: deps.clock(), why: "nobody approved it" };
  return setAside(deps, { ...name, as: "skipped", news });
};

const setAside = async (deps: StepDeps, aside: SettingAsideInput): Promise<StepOutcome | undefined> => {
  const done = await setAsideIssue(deps, aside);
  return done.ok && done.isNew ? { did: aside.as, issue: done.issue } : undefined;
};

/** The state stays, the issue waits; that it does is for its editors to know. */
const hold = async (deps: StepDeps, name: IssueName): Promise<undefined> => {
  const held: News = { kind: "held", at: deps.clock(), why: "nobody approved it by its deadline" };
  await changeIssue<"no-longer">(deps, name, (issue) =>
    isOpen(issue) ? { ...issue, news: newsAnd(issue, held) } : "no-longer",
  );
};

/** That it is missed is told with the mail of it; after a long absence, which missed the windows of weeks, at once. */
const miss = async (
  deps: StepDeps,
  newsletter: Newsletter,
  { lapses, ...name }: IssueName & { lapses: boolean },
): Promise<StepOutcome | undefined> => {
  const before = (await deps.issues.get(name.newsletterId, name.issueId))?.issue;
  if (!before) return undefined;
  const news = missedNews(newsletter, before, deps.clock());
  if (lapses && !(await lapseRun(deps, name))) return undefined;
  if (!lapses) await cancelIssue(deps, { ...name, isOver: true });
  const missed = await setAside(deps, { ...name, as: "missed", news, lapsed: lapses });
  return news.quiet ? missed : undefined;
};

/**
 * Begins the sending. A draft is made once more before it goes: what was withdrawn since is not in it, and what made it
 * thin holds it. What is approved is looked over once more in our own store: a source, an editor or the API may have
 * withdrawn or put off a post since the look at its pages.
 */
const send = async (
  deps: StepDeps,
  newsletter: Newsletter,
  window: Window,
  name: IssueName,
): Promise<StepOutcome | undefined> => {
  const { issue: made } = await makeIssue(deps, { newsletter, window });
  const isApproved = made.state === "approved" || made.state === "scheduled";
  const dropped = isApproved ? await lookOver(deps, { newsletter, window, pages: false }) : undefined;
  const issue = dropped?.issue ?? made;
  if (isSetAside(issue)) return { did: "skipped", issue };
  const released = await releaseIssue(deps, { ...name, waits: (now) => waitsForEditor(newsletter, now) });
  if (!released.ok && released.reason === "waits") return dropped;
  if (!released.ok) return refused(deps, name, released.reason);
  const begun = await beginIssue(deps, released);
  if (!begun.ok) return refused(deps, name, begun.reason);
  const now: Issue = (await deps.issues.get(name.newsletterId, name.issueId))?.issue ?? issue;
  const without = dropped?.did === "dropped" && { without: dropped.titles };
  return begun.isNew ? { did: "begun", issue: now, ...without } : undefined;
};

/** It is tried again with every tick until its limit; that it is refused, and why, is for its editors to know. */
const refused = async (deps: StepDeps, name: IssueName, reason: Refusal): Promise<StepOutcome> => {
  const { issue } = await changeIssue<never>(deps, name, (now): Issue => {
    const news = refusedNews(now, reason, deps.clock());
    return news ? { ...now, news: newsAnd(now, news) } : now;
  });
  return { did: "refused", issue, reason };
};
