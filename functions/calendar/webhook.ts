import * as z from "zod";
import { derivedId } from "../core/ids.ts";
import { webhookEvents } from "../core/newsletter.ts";
import type { Posted } from "../core/post-json.ts";
import { addMilliseconds, hour, type Instant, instantSchema, minute } from "../core/time.ts";
import { type IssueSummary, isGoing } from "../digest/issue.ts";

/** One thing that happened to an issue, and how far a newsletter's webhook was told of it. */
export const notificationSchema = z.object({
  id: z.string(),
  event: z.enum(webhookEvents),
  issueId: z.string(),
  revision: z.int(),
  /** When it was seen to have happened. */
  at: instantSchema,
  /** `before`: it happened before there was a webhook. */
  state: z.enum(["waiting", "delivered", "given-up", "before"]),
  tries: z.int().min(0),
  nextAt: instantSchema,
  /** What the last try came to: a status, or that nothing answered. */
  answer: z.string().optional(),
});
export type Notification = z.infer<typeof notificationSchema>;

export type Happening = Pick<Notification, "event" | "issueId" | "revision">;

/** What has happened to an issue, as its state shows; an approval that was taken back and given again happened twice. */
export const happenings = (
  { id: issueId, state, revision }: Pick<IssueSummary, "id" | "state" | "revision">,
  isDone: boolean,
): Happening[] => [
  { event: "issue.drafted", issueId, revision: 1 },
  ...(isGoing({ state }) ? [{ event: "issue.approved" as const, issueId, revision }] : []),
  ...(isDone ? [{ event: "issue.done" as const, issueId, revision }] : []),
];

/** The same happening of one newsletter has one id, whoever finds it and however often it is sent. */
export const newNotification = (happening: Happening, at: Instant, state: "waiting" | "before"): Notification => ({
  ...happening,
  id: `msg_${derivedId("webhook", happening.event, happening.issueId, String(happening.revision))}`,
  ...{ at, state, tries: 0, nextAt: at },
});

/** How long after a try the next one is, as Standard Webhooks has it; after the last there is none. */
const waits = [minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** Taken up for a try at `now`: who dies with it leaves the next try due in its time. */
export const tried = (notification: Notification, now: Instant): Notification => ({
  ...notification,
  tries: notification.tries + 1,
  nextAt: addMilliseconds(now, waits[notification.tries] ?? 24 * hour),
});

/** After a try: delivered by any 2xx, given up when the receiver is gone (410) or after the last wait. */
export const answered = (notification: Notification, posted: Posted): Notification => {
  const answer = posted.ok ? String(posted.status) : posted.reason;
  if (posted.ok && posted.status >= 200 && posted.status < 300) return { ...notification, state: "delivered", answer };
  const isOver = (posted.ok && posted.status === 410) || notification.tries > waits.length;
  return { ...notification, answer, ...(isOver && { state: "given-up" as const }) };
};
