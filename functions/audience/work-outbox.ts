import { inParallel } from "../core/in-parallel.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { addMilliseconds } from "../core/time.ts";
import type { Outcome } from "../mail/outcome.ts";
import { type AskAboutMoveDeps, askAboutMove } from "./ask-about-move.ts";
import { type AskForConfirmationDeps, askForConfirmation } from "./ask-for-confirmation.ts";
import { type EndMoveDeps, endMove } from "./end-move.ts";
import { type ForgetPendingDeps, forgetPending } from "./forget-pending.ts";
import { type Job, longestWaitMilliseconds } from "./outbox.ts";
import { shards } from "./shard.ts";
import { isClosed, mustClose } from "./sign-up-health.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import { type WelcomeDeps, welcomeSubscriber } from "./welcome-subscriber.ts";

export type WorkOutboxDeps = AskForConfirmationDeps &
  WelcomeDeps &
  AskAboutMoveDeps &
  EndMoveDeps &
  ForgetPendingDeps & {
    signUps: SignUpStore;
    newsletters: Pick<NewsletterStore, "get">;
    mailsAtATime?: number | undefined;
    /** Resolves when the next look or mail may be worked on: where others need the same process, they go first. */
    turn?: (() => Promise<void>) | undefined;
  };

/** A mail that was not sent: ids and codes only. */
export type Unsent = { newsletterId: string; subscriberId: string; mail: Job["kind"]; kind: string; code: string };

export type OutboxWorked = {
  sent: number;
  unsent: Unsent[];
  /** Newsletters whose form this run closed. */
  closed: { newsletterId: string; because: string }[];
};

const usualMailsAtATime = 8;

/**
 * Sends the mails that were promised: confirmations, welcomes, questions about a changed address. Run twice, or twice at
 * once, it mails nobody twice; what certainly was not sent is tried again by the next run, for a day. It closes the form
 * of a newsletter whose confirmation mails come back or stay unanswered: those not sent yet then wait until it opens. It
 * forgets who has not confirmed in time.
 */
export const workOutbox = async (deps: WorkOutboxDeps): Promise<OutboxWorked> => {
  const worked: OutboxWorked = { sent: 0, unsent: [], closed: [] };
  const open = openNewsletters(deps, worked);
  for (const shard of shards) {
    await deps.turn?.();
    const jobs = await deps.signUps.promised(shard);
    await inParallel(jobs, deps.mailsAtATime ?? usualMailsAtATime, async (job) => {
      await deps.turn?.();
      const result = job.kind === "moving" ? await endMove(deps, { job }) : await work(deps, open, job);
      if (result.did === "sent") worked.sent += 1;
      if ("outcome" in result && result.outcome) worked.unsent.push(unsentOf(job, result.outcome));
      if (result.did !== "later") await deps.signUps.settle(job);
    });
  }
  await forgetPending(deps);
  return worked;
};

type Worked = { did: "sent" | "none" | "later" | "failed"; outcome?: Outcome };

type MailJob = Exclude<Job, { kind: "moving" }>;

const work = async (deps: WorkOutboxDeps, open: ReturnType<typeof openNewsletters>, job: MailJob): Promise<Worked> => {
  const newsletter = await open(job);
  if (newsletter === "later") return { did: "later" };
  if (!newsletter) return { did: "none" };
  if (job.kind === "ask") return askForConfirmation(deps, { newsletter, job });
  if (job.kind === "move") return askAboutMove(deps, { newsletter, job });
  return welcomeSubscriber(deps, { newsletter, job });
};

/** The newsletter of a job: none for a job that waited too long, `later` while the form is closed. Each is read once. */
const openNewsletters = (deps: WorkOutboxDeps, worked: OutboxWorked) => {
  const found = new Map<string, Promise<{ newsletter: Newsletter | undefined; closed: boolean }>>();
  const look = async (newsletterId: string) => {
    const stored = await deps.newsletters.get(newsletterId);
    const at = deps.clock();
    if (isClosed(await deps.signUps.breaker(newsletterId), at)) return { newsletter: stored?.newsletter, closed: true };
    const because = mustClose(await deps.signUps.mailsByHour(newsletterId, at), at);
    if (because && (await deps.signUps.close(newsletterId, because, at))) worked.closed.push({ newsletterId, because });
    return { newsletter: stored?.newsletter, closed: because !== undefined };
  };
  return async ({ newsletterId, at, kind }: MailJob): Promise<Newsletter | undefined | "later"> => {
    if (addMilliseconds(at, longestWaitMilliseconds) < deps.clock()) return undefined;
    if (!found.has(newsletterId)) found.set(newsletterId, look(newsletterId));
    const { newsletter, closed } = (await found.get(newsletterId)) as Awaited<ReturnType<typeof look>>;
    // Who is welcomed has answered; every other mail may go to a stranger.
    return newsletter && closed && kind !== "welcome" ? "later" : newsletter;
  };
};

const unsentOf = ({ newsletterId, subscriberId, kind: mail }: Job, outcome: Outcome): Unsent => {
  const code = "code" in outcome ? outcome.code : "";
  return { newsletterId, subscriberId, mail, kind: outcome.kind, code };
};
