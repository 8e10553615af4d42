import type { Instant } from "../core/time.ts";
import { isReady } from "./photo.ts";
import { leavesAt, type Post } from "./post.ts";
import type { NotHad, TakenIn } from "./take-in-post.ts";

/** What became of everything a source had; `new`, `updated`, `unchanged`, `refused` and `failed` add up to it. */
export type ImportSummary = {
  source: string;
  new: number;
  updated: number;
  unchanged: number;
  refused: Refused[];
  /** Broken on the way by no fault of the post's words; the next import tries again. */
  failed: (Refused & { error: unknown })[];
  /** Photos fetched by this import, and those that could not be had. */
  photos: { kept: number; notHad: NotHad[] };
  /** Posts of which something could not be had that another import may get. */
  unfinished: number;
  /** Some page of the source could not be had, or was beyond how far it was asked to read. */
  gap: boolean;
  /** In words, what was taken in but not whole. */
  remarks: string[];
  /** How many posts are dated after `now`, and wait until their date has come. */
  ahead: number;
  now: Instant;
};

export type Refused = { guid?: string | undefined; reason: string };

export const emptySummary = (source: string, now: Instant): ImportSummary => ({
  source,
  new: 0,
  updated: 0,
  unchanged: 0,
  refused: [],
  failed: [],
  photos: { kept: 0, notHad: [] },
  unfinished: 0,
  gap: false,
  remarks: [],
  ahead: 0,
  now,
});

/** Adds to the summary what became of one post. */
export const addTaken = (summary: ImportSummary, guid: string, { outcome, photos }: TakenIn): void => {
  if (!outcome.ok) {
    summary.refused.push({ guid, reason: outcome.problems.join("; ") });
    return;
  }
  summary[outcome.change]++;
  if (leavesAt(outcome.post) > summary.now) summary.ahead++;
  summary.photos.kept += photos.kept;
  summary.photos.notHad.push(...photos.notHad);
  if (isUnfinished(outcome.post)) summary.unfinished++;
  if (outcome.cut) summary.remarks.push(`${guid}: the end of its prose was left out, it was too long`);
  if (outcome.older) summary.remarks.push(`${guid}: the source is older than what is stored, which stands`);
};

const isUnfinished = ({ photos, pageFailure }: Post): boolean =>
  pageFailure !== undefined || photos.some((photo) => !isReady(photo) && !photo.failureLasts);

/** One line: "12 new, 3 updated, 40 unchanged, 2 refused (has no title: 2); 36 photos kept, 1 not had (did not come in time: 1)". */
export const summaryLine = (summary: ImportSummary): string => {
  const { new: made, updated, unchanged, refused, failed, photos, ahead, now } = summary;
  const posts = [`${made} new`, `${updated} updated`, `${unchanged} unchanged`, counted("refused", refused)];
  if (failed.length > 0) posts.push(counted("failed", failed));
  const pictures = [`${photos.kept} photos kept`, counted("not had", photos.notHad)];
  const waiting = ahead > 0 ? `; ${ahead} dated after now, which is ${now} here: they wait` : "";
  return `${posts.join(", ")}; ${pictures.join(", ")}${waiting}`;
};

const mostReasons = 5;

const counted = (word: string, all: readonly { reason: string }[]): string => {
  const reasons = new Map<string, number>();
  for (const { reason } of all) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const often = [...reasons].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const named = often.slice(0, mostReasons).map(([reason, count]) => `${reason}: ${count}`);
  const rest = all.length - often.slice(0, mostReasons).reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) named.push(`other reasons: ${rest}`);
  return `${all.length} ${word}${named.length > 0 ? ` (${named.join(", ")})` : ""}`;
};
