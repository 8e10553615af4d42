import { HTTPException } from "hono/http-exception";
import * as z from "zod";
import { newsWords } from "../calendar/news-words.ts";
import { reopenIssue } from "../calendar/reopen-issue.ts";
import { Conflict, InvalidInput, NotFound } from "../core/errors.ts";
import { variantSchema } from "../core/rendition.ts";
import { instantSchema } from "../core/time.ts";
import { approveByEditor } from "../digest/approve-by-editor.ts";
import { cancelIssue } from "../digest/cancel-issue.ts";
import { editSchema } from "../digest/edit.ts";
import { editIssue } from "../digest/edit-issue.ts";
import { editorChoicesSchema } from "../digest/editor-choices.ts";
import { holdIssue } from "../digest/hold-issue.ts";
import { type Issue, issueStates } from "../digest/issue.ts";
import { newsKinds, unseenNews } from "../digest/issue-news.ts";
import { seeNews } from "../digest/see-news.ts";
import { setAsideIssue } from "../digest/set-aside-issue.ts";
import { undoEdit } from "../digest/undo-edit.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { confirmAudience } from "./confirm-audience.ts";
import { type DeskActsDeps, editNote, reopenRefusals } from "./desk-acts.ts";
import { deskChecks } from "./desk-checks.ts";
import { type Notice, noticeOf, refusals } from "./desk-notices.ts";
import { draftNoteSchema, mostShown, testSchema } from "./desk-store.ts";
import { draftUrl, makeDraftLink, openLinks } from "./draft-links.ts";
import { readDesk } from "./read-desk.ts";
import { mostTestAddresses, testSend } from "./test-send.ts";

const path = "/newsletters/:newsletterId/issues/:issueId";
const reason = z.object({ in: z.boolean(), text: z.string(), rule: z.string().optional() });

const newsAnswer = z.object({ kind: z.enum(newsKinds), at: instantSchema, words: z.string() });

const deskAnswer = z.object({
  id: z.string(),
  state: z.enum(issueStates),
  revision: z.int(),
  edit: z.int().describe("How many changes editors have made: what a change says it has seen."),
  subject: z.string(),
  preheader: z.string(),
  sendAt: instantSchema.optional(),
  choices: editorChoicesSchema,
  news: z.array(newsAnswer).describe("What the program did to it by itself, and no editor has seen."),
  blocks: z.array(z.looseObject({ kind: z.string() })),
  posts: z.record(z.string(), reason),
  photos: z.record(z.string(), reason),
  checks: z.array(z.object({ kind: z.enum(["fix", "know"]), words: z.string() })),
});

const shownLink = z.object({
  id: z.string(),
  url: z.string(),
  until: instantSchema,
  pinned: z.boolean(),
  variant: variantSchema,
});
const changed = z.object({ edit: z.int(), words: z.string(), approvalTakenBack: z.boolean() });
const state = z.object({ state: z.enum(issueStates) });
const variant = variantSchema.default("everything").describe("Which of the two shapes of the mail.");
const seen = z.int().min(0);
const sendAt = instantSchema.describe("An instant to come: not before the end of its window, and before its limit.");

/** What the desk does, for programs: the same verbs, the same refusals. */
export const deskApi = (deps: DeskActsDeps): ApiRoute[] => [
  apiRoute({
    method: "get",
    path,
    role: "viewer",
    summary: "An issue as it stands: its blocks in order, and the reason for every post and photo in or out.",
    answer: deskAnswer,
    handle: async ({ params, editor }) => {
      const desk = await readDesk(deps, { ...params, editorId: editor.id });
      const { digest, ...issue } = desk.issue;
      const news = newsOf(desk.issue);
      const { blocks, postReasons: posts, photoReasons: photos } = digest;
      return { ...issue, news, blocks: [...blocks] as never, posts, photos, checks: deskChecks(desk) };
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/edits`,
    role: "editor",
    act: "issue.edit",
    summary:
      "Makes one decision hold, or changes nothing: 409 when somebody decided the same meanwhile, with both versions of words.",
    body: z.object({ seen, edit: editSchema }),
    answer: changed,
    handle: async ({ params, body, editor, note }) => {
      const done = await editIssue(deps, { ...params, by: editor.id, name: editor.name, ...body });
      if (done.ok) note(editNote(body, done.change));
      return answerOf(done, noticeOf(done, await readDesk(deps, { ...params, editorId: editor.id }), body));
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/undo`,
    role: "editor",
    act: "issue.edit",
    summary: "Takes the last change back, when it is still the one of that number.",
    body: z.object({ n: z.int().positive() }),
    answer: changed,
    handle: async ({ params, body, note }) => {
      const done = await undoEdit(deps, { ...params, ...body });
      if (done.ok) note(editNote({ undo: body.n }, done.change));
      return answerOf(done, { words: done.ok ? "" : (refusals[done.reason] ?? "It was changed meanwhile.") });
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/approval`,
    role: "sender",
    act: "issue.approve",
    summary:
      "Approves what was seen; it leaves at its deadline, or at `sendAt`. Within ten minutes of that it asks for a fresh sign-in.",
    body: z.object({ seen, sendAt: sendAt.optional() }),
    answer: state,
    handle: async ({ params, body, isFresh, refuse }) => {
      const done = await approveByEditor(deps, { ...params, ...body, isProven: isFresh });
      return done.ok || done.reason !== "leaves-soon" ? stateOf(done) : refuse("leaves-soon");
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/send-now`,
    role: "sender",
    fresh: true,
    act: "issue.send-now",
    summary: "Approves what was seen, to leave within a minute, when `count` is how many people it goes to now.",
    body: z.object({ seen, count: z.int().min(0) }),
    answer: state,
    handle: async ({ params, body }) => {
      const confirmed = await confirmAudience(deps, { ...params, typed: String(body.count) });
      if (!confirmed.ok) throw new InvalidInput(`count: ${confirmed.words}`);
      return stateOf(await approveByEditor(deps, { ...params, seen: body.seen, sendAt: "now", isProven: true }));
    },
  }),
  apiRoute({
    method: "delete",
    path: `${path}/approval`,
    role: "sender",
    act: "issue.take-back",
    summary: "Takes an approval back, as long as no mail has left.",
    answer: state,
    handle: async ({ params }) => stateOf(await cancelIssue(deps, params)),
  }),
  apiRoute({
    method: "post",
    path: `${path}/tests`,
    role: "editor",
    act: "issue.test",
    summary: "Sends the issue as it stands to at most ten addresses; it counts in no report.",
    body: z.object({ addresses: z.array(z.string().max(254)).min(1).max(mostTestAddresses), variant }),
    answer: z.object({ accepted: z.int(), refused: z.int() }),
    handle: async ({ params, body, editor, draw }) => {
      const sent = await testSend(deps, { ...params, ...body, by: editor.id, name: editor.name, draw });
      if (sent.ok) return sent;
      const words = refusals[sent.reason] ?? sent.reason;
      throw sent.reason === "sent-already" || sent.reason === "tests-today"
        ? new Conflict(words)
        : new InvalidInput(words);
    },
  }),
  apiRoute({
    method: "get",
    path: `${path}/tests`,
    role: "viewer",
    summary: "When the issue was sent as a test, by whom and to how many, the latest first.",
    answer: z.object({ tests: z.array(testSchema) }),
    handle: async ({ params }) => {
      await readDesk(deps, { ...params, editorId: "" });
      return { tests: await deps.desk.tests(params.issueId, mostShown.tests) };
    },
  }),
  apiRoute({
    method: "get",
    path: `${path}/links`,
    role: "editor",
    summary: "The preview links that still show the draft, and every note that came by one, also by those that ended.",
    answer: z.object({ links: z.array(shownLink), notes: z.array(draftNoteSchema.omit({ id: true })) }),
    handle: async ({ params }) => {
      await readDesk(deps, { ...params, editorId: "" });
      const [links, notes] = await Promise.all([
        openLinks(deps, params.issueId, deps.clock()),
        deps.desk.notes(params.issueId, { most: mostShown.notes }),
      ]);
      return { links, notes };
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/links`,
    role: "editor",
    act: "draft-link.add",
    summary: "Makes a preview link for 72 hours: it follows the draft, or is pinned to the mail as it stands.",
    body: z.object({ pinned: z.boolean().default(false), variant }),
    answer: shownLink,
    handle: async ({ params, body, editor, draw, note }) => {
      await readDesk(deps, { ...params, editorId: "" });
      const link = await makeDraftLink(deps, { ...params, ...body, by: editor.id, draw });
      note({ linkId: link.id });
      return { ...link, url: draftUrl(deps, params.issueId, link) };
    },
  }),
  apiRoute({
    method: "delete",
    path: `${path}/links/:linkId`,
    role: "editor",
    act: "draft-link.revoke",
    summary: "Ends a preview link: whoever has it sees nothing by it any more.",
    answer: z.object({ id: z.string() }),
    handle: async ({ params: { linkId, ...params } }) => {
      await readDesk(deps, { ...params, editorId: "" });
      if (!(await deps.desk.revokeLink(params.issueId, linkId))) throw new NotFound("there is no such link");
      return { id: linkId };
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/skip`,
    role: "sender",
    act: "issue.skip",
    summary: "Skips an issue; its posts are carried over to the next unless they are let go.",
    body: z.object({ letGo: z.boolean().default(false) }),
    answer: state,
    handle: async ({ params, body }) => stateOf(await setAsideIssue(deps, { ...params, as: "skipped", ...body })),
  }),
  apiRoute({
    method: "post",
    path: `${path}/reopen`,
    role: "sender",
    act: "issue.reopen",
    summary: "Opens a skipped issue again, as long as it may still go out; it then waits for an approval.",
    body: z.object({}),
    answer: state,
    handle: async ({ params, editor }) => {
      const { newsletter, issue } = await readDesk(deps, { ...params, editorId: editor.id });
      const done = await reopenIssue(deps, { newsletter, issue });
      return stateOf(done.ok ? done : { ok: false, reason: reopenRefusals[done.reason] });
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/seen`,
    role: "editor",
    act: "issue.seen",
    summary: "Says that what the program did to an issue by itself is seen, up to an instant; answers what is not.",
    body: z.object({ upTo: instantSchema }),
    answer: z.object({ news: z.array(newsAnswer) }),
    handle: async ({ params, body }) => ({ news: newsOf((await seeNews(deps, { ...params, ...body })).issue) }),
  }),
  ...(["post", "delete"] as const).map((method) =>
    apiRoute({
      method,
      path: `${path}/hold`,
      role: "sender",
      act: method === "post" ? "issue.hold" : "issue.let-go-on",
      summary:
        method === "post"
          ? "Has an issue wait for an approval, whatever the policy says."
          : "Leaves an issue that an editor held to the policy again.",
      answer: state,
      handle: async ({ params }) => stateOf(await holdIssue(deps, { ...params, hold: method === "post" })),
    }),
  ),
];

const newsOf = (issue: Issue): z.infer<typeof newsAnswer>[] =>
  unseenNews(issue).map((news) => ({ kind: news.kind, at: news.at, words: newsWords(news).join(" ") }));

type Done = Awaited<ReturnType<typeof editIssue>> | Awaited<ReturnType<typeof undoEdit>>;

const answerOf = (done: Done, { words, unsaved }: Pick<Notice, "words" | "unsaved">): z.infer<typeof changed> => {
  if (done.ok) return { edit: done.issue.edit, words: done.change.words, approvalTakenBack: done.approvalTakenBack };
  if (done.reason === "not-held" || done.reason === "unknown-post" || done.reason === "unknown-photo")
    throw new InvalidInput(words);
  if (!unsaved) throw new Conflict(words);
  const { theirs, mine } = unsaved;
  const said = { error: words, problems: [words], reason: done.reason, theirs, mine };
  throw new HTTPException(409, { res: Response.json(said, { status: 409 }) });
};

/** What the call asked for is wrong, whatever becomes of the issue. */
const wrongAsked = new Set(["no-postal-address", "too-early", "too-late", "window-open"]);

const stateOf = (
  done: { ok: true; issue: { state: z.infer<typeof state>["state"] } } | { ok: false; reason: string },
): z.infer<typeof state> => {
  if (!done.ok) {
    const words = refusals[done.reason] ?? done.reason;
    throw wrongAsked.has(done.reason) ? new InvalidInput(words) : new Conflict(words);
  }
  return { state: done.issue.state };
};
