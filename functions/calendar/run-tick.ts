import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Clock } from "../core/time.ts";
import type { RunStore } from "../delivery/run-store.ts";
import { owedNews } from "../digest/issue-news.ts";
import { issuesLookedAt } from "../digest/memory.ts";
import type { IssueStore } from "../digest/store.ts";
import { dueFor, type Standing, type Step, type ToMind, windowsToMind } from "./due.ts";
import { hearBeforeClose } from "./hear-before-close.ts";
import { type HearDeps, hearSources } from "./hear-sources.ts";
import type { TickOutcome } from "./outcome.ts";
import { readStanding, type StandingDeps } from "./read-standing.ts";
import { type StepDeps, takeStep } from "./take-step.ts";
import { type TellWebhookDeps, tellWebhook } from "./tell-webhook.ts";

export type TickDeps = StepDeps &
  TellWebhookDeps &
  HearDeps &
  StandingDeps & {
    clock: Clock;
    newsletters: Pick<NewsletterStore, "listEach">;
    issues: Pick<IssueStore, "latest">;
    runs: Pick<RunStore, "settledAmong">;
  };

/**
 * Does what is due now for every newsletter, oldest window first: drafts fill, windows close, editors are nudged,
 * deadlines send, hold or skip, what is too late is missed; then sources are asked, so that a slow one holds up no
 * issue. Before an issue is closed they are asked once more, and it waits a little for those that are not heard. Fired
 * twice, or again after a crash, it finds what is done and does only the rest; a tick that was lost is made up for by
 * the next. A newsletter whose settings cannot be read is told as failed, and stops no other.
 */
export const runTick = async (deps: TickDeps): Promise<TickOutcome[]> => {
  const outcomes: TickOutcome[] = [];
  const attempt = async <Result>(newsletterId: string, work: () => Promise<Result>): Promise<Result | undefined> =>
    work().catch((error: unknown) => {
      outcomes.push({ newsletterId, did: "failed", error });
      return undefined;
    });
  const { newsletters, unread } = await deps.newsletters.listEach();
  for (const { id: newsletterId, error } of unread) outcomes.push({ newsletterId, did: "failed", error });
  for (const newsletter of newsletters) {
    const { id } = newsletter;
    const windows = await attempt(id, () => windowsOf(deps, newsletter));
    for (const window of windows ?? []) {
      const before = outcomes.length;
      await attempt(id, () => mind(deps, newsletter, window, (done) => outcomes.push(done)));
      // Windows follow the last issue: one that got none comes before those after it, with the next tick.
      if (!window.id && outcomes.slice(before).some(({ did }) => did === "failed")) break;
    }
  }
  for (const newsletter of newsletters)
    outcomes.push(...((await attempt(newsletter.id, () => hearSources(deps, { newsletter }))) ?? []));
  // Last, for a receiver that is slow must hold up nothing.
  for (const newsletter of newsletters) await attempt(newsletter.id, () => tellWebhook(deps, newsletter));
  return outcomes;
};

/** The windows for which something may be due. What is out is the rule, and one small read says it of all. */
const windowsOf = async (deps: TickDeps, newsletter: Newsletter): Promise<ToMind[]> => {
  const now = deps.clock();
  const windows = windowsToMind(newsletter, await deps.issues.latest(newsletter.id, issuesLookedAt), now);
  const handedOver = windows.flatMap(({ id, state }) => (id && state === "handed-over" ? [id] : []));
  const out = await deps.runs.settledAmong(handedOver);
  return windows.filter(({ id, news }) => !(id && out.has(id)) || owedNews({ news }, now).length > 0);
};

/** Takes the steps that are due for one window, each at most once: what follows depends on what came of the last. */
const mind = async (
  deps: TickDeps,
  newsletter: Newsletter,
  { window }: ToMind,
  report: (outcome: TickOutcome) => void,
): Promise<void> => {
  const taken = new Set<Step>();
  let known: Standing | undefined;
  for (;;) {
    const standing = known ?? (await readStanding(deps, { newsletter, window }));
    const due = dueFor(newsletter, standing, deps.clock());
    const step = due.find((each) => !taken.has(each) && !(each === "refresh" && taken.size > 0));
    if (!step) return;
    taken.add(step);
    const closes = step === "close" || (step === "make" && window.until <= deps.clock());
    let unheard: string | undefined;
    if (closes) {
      const heard = await hearBeforeClose(deps, { newsletter, window });
      for (const outcome of heard.outcomes) report(outcome);
      if (!heard.isHeard) return;
      unheard = heard.unheard;
    }
    const done = await takeStep(deps, { newsletter, window, step, closes, unheard });
    if (done) report({ newsletterId: newsletter.id, ...done });
    // The rule is that nothing new came, and then nothing else changed.
    known = step === "refresh" && !done ? standing : undefined;
  }
};
