import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Clock } from "../core/time.ts";
import { type ReleaseDeps, releaseIssue } from "../delivery/release-issue.ts";
import { type SendDeps, sendIssue } from "../delivery/send-issue.ts";
import type { Tally } from "../delivery/tally.ts";
import { type Issue, isGoing } from "../digest/issue.ts";
import { type MakeDeps, makeIssue } from "../digest/make-issue.ts";
import { windowEndingBy } from "../digest/window.ts";

export type TickDeps = MakeDeps &
  ReleaseDeps &
  SendDeps & { clock: Clock; newsletters: Pick<NewsletterStore, "list" | "get"> };

/** What a tick did for one newsletter; `error` is a defect, and stops no other newsletter. */
export type TickOutcome = { newsletterId: string } & (
  | { did: "nothing"; issue: Issue }
  | { did: "made"; issue: Issue }
  | { did: "sent"; issue: Issue; tally: Tally }
  | { did: "stopped"; issue: Issue; tally: Tally; reason: string }
  | { did: "refused"; issue: Issue; reason: string }
  | { did: "failed"; error: unknown }
);

/**
 * Does what is due now for every newsletter: makes the issue of the window that ended last, sends it when it is
 * approved or when the newsletter's policy is to send what nobody approved, and goes on where sending stopped. Fired
 * twice, or again after a crash, it finds what is done and does only the rest.
 */
export const runTick = async (deps: TickDeps): Promise<TickOutcome[]> => {
  const outcomes: TickOutcome[] = [];
  for (const newsletter of await deps.newsletters.list()) {
    const newsletterId = newsletter.id;
    try {
      outcomes.push({ newsletterId, ...(await runFor(deps, newsletter)) });
    } catch (error) {
      outcomes.push({ newsletterId, did: "failed", error });
    }
  }
  return outcomes;
};

type Outcome = TickOutcome extends infer Each ? (Each extends unknown ? Omit<Each, "newsletterId"> : never) : never;

const runFor = async (deps: TickDeps, newsletter: Newsletter): Promise<Outcome> => {
  const window = windowEndingBy(newsletter.cadence, newsletter.zone, deps.clock());
  const { issue, outcome } = await makeIssue(deps, { newsletter, window });
  const isDue = isGoing(issue) || (issue.state === "draft" && newsletter.whenUnapproved === "send");
  if (!isDue) return { did: outcome === "made" ? "made" : "nothing", issue };
  const run = await deps.deliveries.run(issue.id);
  if (run?.state === "done" || run?.state === "done-with-unknown") return { did: "nothing", issue };
  const released = await releaseIssue(deps, { newsletterId: newsletter.id, issueId: issue.id });
  if (!released.ok) return { did: "refused", issue, reason: released.reason };
  const sent = await sendIssue(deps, released);
  if (sent.ok) return { did: "sent", issue, tally: sent.tally };
  if (!("tally" in sent)) return { did: "refused", issue, reason: sent.reason };
  return { did: "stopped", issue, tally: sent.tally, reason: sent.reason };
};
