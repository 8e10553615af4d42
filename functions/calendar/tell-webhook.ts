import type { Newsletter } from "../core/newsletter.ts";
import type { PostJson } from "../core/post-json.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { webhookHeaders } from "../core/webhook-signature.ts";
import { readSums, type SumsDeps } from "../delivery/read-sums.ts";
import type { IssueName, IssueSummary } from "../digest/issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { answered, happenings, type Notification, newNotification, tried } from "./webhook.ts";
import type { WebhookStore } from "./webhook-store.ts";

export type TellWebhookDeps = SumsDeps & {
  issues: Pick<IssueStore, "latest">;
  webhooks: WebhookStore;
  postJson: PostJson;
  keyring: Keyring;
  /** The real time, whatever time the newsletters live at: receivers refuse what is not signed now. */
  wallClock: Clock;
  deskUrl: (issue: IssueName) => string;
};

/** Of so many issues what happens is told; older ones are over. */
const issuesToldOf = 6;
const mostNotifications = 60;

/**
 * Tells a newsletter's webhook what happened to its issues since it was set: each happening once, under an id that a
 * second try keeps, and again with longer and longer waits until it is taken (Standard Webhooks 1.0). What happened
 * shows in the issues themselves, so a tick that was lost is made up for by the next. Throws nothing for what the
 * receiver does.
 */
export const tellWebhook = async (deps: TellWebhookDeps, newsletter: Newsletter): Promise<Notification[]> => {
  const { id: newsletterId, webhook } = newsletter;
  if (!webhook) return [];
  const now = deps.wallClock();
  const issues = await deps.issues.latest(newsletterId, issuesToldOf);
  const oldest = issues.at(-1)?.id;
  const known = await deps.webhooks.latest(newsletterId, { most: mostNotifications, ...(oldest && { from: oldest }) });
  const isNew = (await deps.webhooks.url(newsletterId)) !== webhook.url;
  const waiting = known.filter(({ state, nextAt }) => state === "waiting" && nextAt <= now);
  for (const each of await happened(deps, issues)) {
    const notification = newNotification(each, now, isNew ? "before" : "waiting");
    if (known.some(({ id }) => id === notification.id) || !webhook.events.includes(each.event)) continue;
    if ((await deps.webhooks.add(newsletterId, notification)) && !isNew) waiting.push(notification);
  }
  if (isNew) await deps.webhooks.begin(newsletterId, webhook.url);
  const told: Notification[] = [];
  for (const each of waiting.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const issue = issues.find(({ id }) => id === each.issueId);
    const after = issue && (await send(deps, { newsletterId, url: webhook.url, issue, notification: each }));
    if (after) told.push(after);
  }
  return told;
};

const happened = async (deps: TellWebhookDeps, issues: readonly IssueSummary[]) => {
  const all = await Promise.all(
    issues.map(async (issue) => {
      const run = issue.state === "handed-over" ? await deps.runs.get(issue.id) : undefined;
      return happenings(issue, run?.settled !== undefined);
    }),
  );
  return all.flat();
};

type Sent = { newsletterId: string; url: string; issue: IssueSummary; notification: Notification };

/** One try. Written down before it is made, so that no two make it; nothing when another has it. */
const send = async (
  deps: TellWebhookDeps,
  { newsletterId, url, issue, notification }: Sent,
): Promise<Notification | undefined> => {
  const now = deps.wallClock();
  const taken = tried(notification, now);
  if (!(await deps.webhooks.save(newsletterId, taken, notification.tries))) return undefined;
  const body = JSON.stringify({
    type: notification.event,
    timestamp: notification.at,
    data: {
      newsletterId,
      issueId: issue.id,
      revision: notification.revision,
      subject: issue.subject,
      url: deps.deskUrl({ newsletterId, issueId: issue.id }),
      ...(notification.event === "issue.done" && { sums: (await readSums(deps, issue.id))?.tally }),
    },
  });
  const headers = webhookHeaders(deps.keyring, { newsletterId, id: notification.id, at: now, body });
  const after = answered(taken, await deps.postJson({ url, body, headers }));
  await deps.webhooks.save(newsletterId, after, taken.tries);
  return after;
};
