import { dateFormat } from "../../templates/date-format.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { leavesAt, type Post, standsSince } from "../posts/post.ts";
import type { Reason } from "./digest.ts";
import type { EditorChoices } from "./editor-choices.ts";
import { endInId, issueId, type Window } from "./issue.ts";
import type { Memory } from "./memory.ts";
import { out } from "./reason.ts";
import { tagKey } from "./topics.ts";
import { isWithin } from "./window.ts";

const withdrawn = {
  source: "withdrawn by the source",
  page: "its page is gone",
  editor: "withdrawn by the editor",
} as const;

export type PostRules = {
  newsletter: Newsletter;
  window: Window;
  memory: Memory;
  choices: EditorChoices;
  /** When the issue was closed: what came later waits for the next one. */
  closedAt?: Instant | undefined;
  /** What came later waits in the tray for the editor. */
  trayFrom?: Instant | undefined;
};

/**
 * Why a post may not be in the issue, or `undefined` when it may. A post goes out once, never before its date or its
 * embargo, and when it missed the issue of its own window, with the next.
 */
export const whyPostIsOut = (post: Post, rules: PostRules): Reason | undefined => {
  const { newsletter, window, memory, choices, closedAt, trayFrom } = rules;
  const sentWith = memory.sentWith.get(post.id);
  const at = leavesAt(post);
  if (post.withdrawnAt) return out("withdrawn", withdrawn[post.withdrawnBy ?? "source"]);
  if (sentWith && sentWith !== issueId(newsletter.id, window))
    return out("sent", `went out with the issue of ${dayOf(newsletter, sentWith)}`);
  if (at >= window.until)
    return at > post.publishedAt ? out("embargo", "under embargo") : out("ahead", "dated after the window");
  if (closedAt && standsSince(post) > closedAt)
    return out("too late", "came after the issue was closed; the next may have it");
  if (at < window.from && (memory.lateFrom === undefined || at < memory.lateFrom))
    return out("too old", "older than the window, and no earlier issue missed it");
  if (at < window.from && memory.openWindows.some((earlier) => isWithin(earlier, at)))
    return out("too old", "older than the window, and its own issue is not over yet");
  if (choices.droppedPostIds.includes(post.id)) return out("dropped", "dropped by the editor");
  if (trayFrom && standsSince(post) > trayFrom && !isLetIn(post, choices))
    return out("tray", "new since an editor arranged the issue; waits in the tray");
  return undefined;
};

/** The day by which editors know an issue, on its newsletter's calendar. */
const dayOf = ({ zone }: Newsletter, id: string): string => {
  const until = endInId(id);
  return until ? dateFormat("en-GB", { timeZone: zone, dateStyle: "long" }).format(new Date(until)) : id;
};

const isLetIn = ({ id }: Post, { leadPostId, pinnedPostIds, letInPostIds }: EditorChoices): boolean =>
  id === leadPostId || pinnedPostIds.includes(id) || letInPostIds.includes(id);

/** Whether a post is sensitive by its flag or by one of its tags: then no rule makes it lead, highlight or subject. */
export const isSensitive = (post: Post, { sensitiveTags }: Newsletter): boolean => {
  const sensitive = new Set(sensitiveTags.map(tagKey));
  return post.sensitive ?? post.tags.some((tag) => sensitive.has(tagKey(tag)));
};
