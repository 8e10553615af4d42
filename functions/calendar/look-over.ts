import type { Newsletter } from "../core/newsletter.ts";
import type { Clock, Instant } from "../core/time.ts";
import { cancelIssue } from "../digest/cancel-issue.ts";
import { changeIssue } from "../digest/change-issue.ts";
import { type Issue, type IssueName, isGoing, isOpen, issueId, type Window } from "../digest/issue.ts";
import { type News, newsAnd, newsNow } from "../digest/issue-news.ts";
import { makeIssue } from "../digest/make-issue.ts";
import { postsThatRun } from "../digest/posts-that-run.ts";
import { counted } from "../digest/reason.ts";
import { type RemakeDeps, remakeApproved } from "../digest/remake-approved.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { findHeldBack } from "../posts/find-held-back.ts";
import { type LookDeps, type Looked, lookAtPosts } from "../posts/look-at-posts.ts";
import type { PostStore } from "../posts/store.ts";
import { isBeingLooked } from "./due.ts";
import type { StepOutcome } from "./outcome.ts";

export type LookOverDeps = RemakeDeps &
  RenderDeps &
  Omit<LookDeps, "posts"> & { clock: Clock; posts: PostStore; issues: Pick<IssueStore, "get" | "put" | "freePosts"> };

/**
 * Looks whether every post of an issue is still published, without `pages` by our own store alone, and makes the issue
 * without those that are not. An approval stands for the rest, unless too little is left: then it is a draft again, for
 * its editor to decide. What is approved is rendered as it was looked at, before it counts as looked at: what its
 * sources say afterwards is not in it unseen. Of two who look at pages at once one does; who dies over it is followed by
 * another three minutes later.
 */
export const lookOver = async (
  deps: LookOverDeps,
  { newsletter, window, pages = true }: { newsletter: Newsletter; window: Window; pages?: boolean },
): Promise<StepOutcome | undefined> => {
  const name: IssueName = { newsletterId: newsletter.id, issueId: issueId(newsletter.id, window) };
  const at = deps.clock();
  const taken = await changeIssue<"no-longer">(deps, name, (issue) => {
    if (!(isOpen(issue) || isGoing(issue))) return "no-longer";
    if (!pages) return issue;
    return isBeingLooked(issue, at) ? "no-longer" : { ...issue, lookingAt: at };
  });
  if (!taken.ok) return undefined;
  const before = taken.issue;
  const postIds = postsThatRun(before.digest);
  const asked = { newsletterId: newsletter.id, postIds, until: window.until };
  const { gone, unseen, denied, sites } = pages ? await lookAtPosts(deps, asked) : await lookInStore(deps, asked);
  if (!pages && gone.length === 0) return undefined;
  // Before it is made without them: who dies on the way has said it.
  if (gone.length > 0) await sayLost(deps, name, { kind: "dropped", at, posts: [...gone] });
  const looked = gone.length > 0 ? await withoutThem(deps, { newsletter, window }, before) : before;
  if (isGoing(looked)) await renderIssue(deps, name);
  const { issue } = await changeIssue(
    deps,
    name,
    (now): Issue =>
      isSameApproval(now, looked)
        ? { ...lookEnded(now, at), lookedAt: at, ...(pages && newsOfLook(now, sites, at)) }
        : lookEnded(now, at),
  );
  if (gone.length > 0) return { did: "dropped", issue, titles: gone.map(({ title }) => title) };
  return unseen + denied > 0 ? { did: "unseen", issue, unseen, denied, of: postIds.length } : undefined;
};

const lookEnded = (now: Issue, at: Instant): Issue => {
  const { lookingAt, ...ended } = now;
  return lookingAt === at ? ended : now;
};

/** Which pages could not be looked at; nothing is said any more of those that a later look saw. */
const newsOfLook = (now: Issue, sites: Looked["sites"], at: Instant): Pick<Issue, "news"> => {
  const why = sites.map(unseenWords).join("; ");
  const news = newsNow(now, "unseen", why ? { at, why } : undefined);
  return now.news || news.length > 0 ? { news } : {};
};

const unseenWords = ({ host, unseen, denied, of }: Looked["sites"][number]): string => {
  const parts = [
    ...(unseen > 0 ? [`${unseen} of ${counted(of, "page")} gave no answer`] : []),
    ...(denied > 0 ? [`${denied} of ${counted(of, "page")} are denied at once, which is not believed`] : []),
  ];
  return `${host}, where ${parts.join(" and ")}`;
};

/** What our own store says of them by now, as far as a look over the pages says it. */
const lookInStore = async (deps: LookOverDeps, asked: Parameters<typeof findHeldBack>[1]): Promise<Looked> => ({
  gone: await findHeldBack(deps, asked),
  unseen: 0,
  denied: 0,
  sites: [],
});

const sayLost = async (deps: LookOverDeps, name: IssueName, { posts = [], ...news }: News): Promise<void> => {
  const lost = { ...news, posts: posts.map(({ id, title }) => ({ id, title })) };
  await changeIssue(deps, name, (now): Issue => ({ ...now, news: newsAnd(now, lost) }));
};

const withoutThem = async (
  deps: LookOverDeps,
  input: { newsletter: Newsletter; window: Window },
  before: Issue,
): Promise<Issue> => {
  const remade = isGoing(before) ? await remakeApproved(deps, input) : undefined;
  if (remade?.ok) return remade.issue;
  const isThin = remade?.reason === "thin";
  const news: News = { kind: "taken-back", at: deps.clock(), why: "too few of its posts are left" };
  if (isThin) await cancelIssue(deps, { newsletterId: before.newsletterId, issueId: before.id, news });
  return (await makeIssue(deps, { ...input, waits: isThin })).issue;
};

/** What was approved or changed while its pages were asked for waits for a look of its own. */
const isSameApproval = (now: Issue, looked: Issue): boolean =>
  now.revision === looked.revision && now.approvedAt === looked.approvedAt;
