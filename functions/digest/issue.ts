import * as z from "zod";
import { InvalidInput } from "../core/errors.ts";
import { newsletterIdPattern } from "../core/newsletter.ts";
import { type Instant, instantSchema } from "../core/time.ts";
import { changeSchema } from "./change-log.ts";
import { digestSchema } from "./digest-schema.ts";
import { editorChoicesSchema } from "./editor-choices.ts";
import { newsSchema } from "./issue-news.ts";
import { keptTimesSchema } from "./issue-times.ts";
import { printSchema } from "./print.ts";

/** The half-open span of time `from` ≤ t < `until` that one issue covers; edges fixed on the newsletter's wall clock. */
export type Window = { from: Instant; until: Instant };

/** Letters, digits and hyphens only: it stands in delivery ids, SES tags and URLs. */
export const issueId = (newsletterId: string, window: Window): string =>
  `${newsletterId}-${window.until.slice(0, 16).replace(/[-:]/g, "")}Z`;

const issueIdPattern = new RegExp(`^(${newsletterIdPattern})-\\d{8}T\\d{4}Z$`);
export const isIssueId = (text: string): boolean => issueIdPattern.test(text);

export type IssueName = { newsletterId: string; issueId: string };

/** The newsletter that an issue's id begins with. Throws `InvalidInput` for what is no issue's id. */
export const issueNamed = (id: string): IssueName => {
  const newsletterId = issueIdPattern.exec(id)?.[1];
  if (!newsletterId) throw new InvalidInput(`${id} is no issue's id; tearsheet calendar lists them`);
  return { newsletterId, issueId: id };
};

/** When the window of an issue ends, as its id says; `undefined` for what is no issue's id. */
export const endInId = (id: string): Instant | undefined =>
  instantSchema.safeParse(id.replace(/^.*-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:00.000Z")).data;

/**
 * `draft` fills and changes; `held` waits for an editor; `approved` and `scheduled` are reversible until the first mail
 * leaves; `handed-over` belongs to delivery for good. Nothing of a `skipped` or `missed` issue went out.
 */
export const issueStates = ["draft", "held", "approved", "scheduled", "handed-over", "skipped", "missed"] as const;
export type IssueState = (typeof issueStates)[number];

const tookBackSchema = z.object({
  approvedAt: instantSchema.optional(),
  sendAt: instantSchema.optional(),
  closedAt: instantSchema.optional(),
  postsOfRevision: z.int().positive(),
});

const plainIssueSchema = z.object({
  id: z.string(),
  newsletterId: z.string(),
  window: z.object({ from: instantSchema, until: instantSchema }),
  state: z.enum(issueStates),
  /** 1, then one more whenever something approved is to be done again. */
  revision: z.int().positive(),
  digest: digestSchema,
  subject: z.string(),
  preheader: z.string(),
  choices: editorChoicesSchema,
  /** How many changes editors have made; whoever saves says how many were seen. */
  edit: z.int().min(0).default(0),
  /** The latest of them. */
  changes: z.array(changeSchema).default([]),
  /** What the next issues remember of its highlights. */
  prints: z.array(printSchema),
  madeAt: instantSchema,
  /** Its hours: they follow the settings until it is closed, and stay from then on. */
  times: keptTimesSchema.optional(),
  /** From then on no post enters that comes later. */
  closedAt: instantSchema.optional(),
  approvedAt: instantSchema.optional(),
  /** How many changes there were when it was approved last: what came after them is news to whoever approved. */
  approvedEdit: z.int().optional(),
  /** The revision with whose posts it was approved, when it had to be made anew without one of them; else its own. */
  postsOfRevision: z.int().positive().optional(),
  /** When it leaves, if an editor said so; else at its deadline. */
  sendAt: instantSchema.optional(),
  /** A skipped issue whose posts are let go with it: no later issue has them. */
  letGo: z.literal(true).optional(),
  /** When the program set it aside by itself; an instant to come was that of a clock that ran ahead. */
  setAsideAt: instantSchema.optional(),
  /** The approval that was taken back because its time was over: it stands again when a clock that ran ahead said so. */
  tookBack: tookBackSchema.optional(),
  /** Since when it goes only if somebody approves it, whatever the policy: an editor held it, or opened it again. */
  waitsSince: instantSchema.optional(),
  /** When its editors were asked to look at it before its deadline; and since when somebody is about to ask them. */
  nudgedAt: instantSchema.optional(),
  nudgingAt: instantSchema.optional(),
  /** When somebody last looked whether the pages of its posts are still there; and since when somebody does. */
  lookedAt: instantSchema.optional(),
  lookingAt: instantSchema.optional(),
  /** What the program did to it by itself, the latest last; and since when somebody is about to mail it. */
  news: z.array(newsSchema).optional(),
  tellingAt: instantSchema.optional(),
  /** Posts that some got with an earlier revision, and that were taken out since: no other issue has them. */
  alsoRan: z.array(z.string()).optional(),
  /** Of a correction: the revision that is being sent, and that it is to replace. */
  corrects: z.int().positive().optional(),
});

/** One dated instance of a newsletter; it can exist only once, its id being its newsletter and its window. */
export const issueSchema = plainIssueSchema.extend({
  /** What the rest is to get of an issue that is being sent: a draft, or handed over and only to be finished. */
  correction: plainIssueSchema.optional(),
});
export type Issue = z.infer<typeof issueSchema>;

/** What later issues need to know of an issue. */
export const issueSummarySchema = issueSchema.pick({
  id: true,
  window: true,
  state: true,
  revision: true,
  subject: true,
  prints: true,
  closedAt: true,
  letGo: true,
  setAsideAt: true,
  news: true,
});
export type IssueSummary = z.infer<typeof issueSummarySchema>;

/** Whether an editor or the rules may still change what is in it. */
export const isOpen = ({ state }: Pick<Issue, "state">): boolean => state === "draft" || state === "held";

/** Whether it is what the rest is to get of an issue that is being sent. */
export const isCorrection = ({ corrects }: Pick<Issue, "corrects">): boolean => corrects !== undefined;

/** Whether it went out, or will unless somebody takes it back. */
export const isGoing = ({ state }: Pick<Issue, "state">): boolean =>
  state === "approved" || state === "scheduled" || state === "handed-over";

/** Whether it is over and nothing of it went out. */
export const isSetAside = ({ state }: Pick<Issue, "state">): boolean => state === "skipped" || state === "missed";

/** Whether it is going out, sent or set aside: a post of its window that did not go out with it is late. */
export const isSettled = (issue: Pick<Issue, "state">): boolean => isGoing(issue) || isSetAside(issue);

/**
 * Whether a clock that ran ahead closed it or set it aside. What an editor set aside has no instant of that; an open
 * issue that remembers an approval is that of somebody who died over setting it aside.
 */
export const isAhead = (
  issue: Pick<Issue, "state" | "window" | "closedAt" | "setAsideAt" | "tookBack">,
  now: Instant,
): boolean => {
  const { window, closedAt = "", setAsideAt = "", tookBack } = issue;
  if (isSetAside(issue)) return setAsideAt > now;
  return isOpen(issue) && (tookBack !== undefined || (now < window.until && closedAt > now));
};
