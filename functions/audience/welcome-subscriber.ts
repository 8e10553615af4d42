import { welcomeMail } from "../../templates/mails/welcome-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Rendition } from "../core/rendition.ts";
import type { Clock, Instant } from "../core/time.ts";
import { composeMime } from "../mail/compose-mime.ts";
import { maySendAgain, type Outcome } from "../mail/outcome.ts";
import { type SendRawDeps, sendRaw } from "../mail/send-raw.ts";
import { splice } from "../mail/splice.ts";
import type { PersonalLinks } from "./links.ts";
import type { Job } from "./outbox.ts";
import type { AudienceStore } from "./store.ts";

/** The newest issue whose audience is closed. */
export type LatestIssue = {
  rendition: Rendition;
  frozenAt: Instant;
  /** Whether somebody was in its audience: they get it, or got it, without us. */
  wasPlannedFor(subscriberId: string): Promise<boolean>;
};

export type WelcomeDeps = {
  audience: Pick<AudienceStore, "getMany" | "claimWelcome" | "releaseWelcome">;
  latestIssue?: ((newsletterId: string) => Promise<LatestIssue | undefined>) | undefined;
  personal: PersonalLinks;
  clock: Clock;
  configurationSet?: string | undefined;
} & SendRawDeps;

export type WelcomeResult = { did: "sent" } | { did: "none" } | { did: "later" | "failed"; outcome: Outcome };

/**
 * Sends one welcome to who has confirmed, with the latest issue in it; at most once, whatever fails. The issue is left
 * out for whoever is in its audience or had it in an earlier welcome, so nobody gets one twice because of this.
 */
export const welcomeSubscriber = async (
  deps: WelcomeDeps,
  { newsletter, job }: { newsletter: Newsletter; job: Extract<Job, { kind: "welcome" }> },
): Promise<WelcomeResult> => {
  const { subscriberId, at } = job;
  const { subscribers, suppressed } = await deps.audience.getMany(newsletter.id, [subscriberId]);
  const subscriber = subscribers.get(subscriberId);
  if (!subscriber || suppressed.has(subscriberId)) return { did: "none" };
  const latest = await deps.latestIssue?.(newsletter.id);
  const mayHave =
    latest &&
    at > latest.frozenAt &&
    subscriber.welcomed?.issueId !== latest.rendition.issueId &&
    !(await latest.wasPlannedFor(subscriberId));
  const issue = mayHave ? latest.rendition : undefined;
  const { variant } = subscriber.preferences;
  const rendition = welcomeMail(newsletter, { variant, issue, at: deps.clock() });
  const composed = composeMime({ ...deps, newsletter, rendition, variant, at: deps.clock() });
  const { name, address } = subscriber;
  const personal = deps.personal({ newsletterId: newsletter.id, issueId: rendition.issueId }, subscriberId);
  const raw = splice(composed, { to: { name, address }, deliveryId: "welcome", ...personal });
  if (
    !(await deps.audience.claimWelcome(newsletter.id, subscriberId, { at, ...(issue && { issueId: issue.issueId }) }))
  )
    return { did: "none" };
  const outcome = await sendRaw(deps, { source: newsletter.sender.address, destination: address, raw });
  if (outcome.kind === "accepted") return { did: "sent" };
  if (!maySendAgain(outcome)) return { did: "failed", outcome };
  await deps.audience.releaseWelcome(newsletter.id, subscriberId, at, subscriber.welcomed);
  return { did: "later", outcome };
};
