import { HTTPException } from "hono/http-exception";
import * as z from "zod";
import { newsWords } from "../calendar/news-words.ts";
import { Conflict, InvalidInput, NotFound } from "../core/errors.ts";
import { variantSchema } from "../core/rendition.ts";
import { instantSchema } from "../core/time.ts";
import { editSchema } from "../digest/edit.ts";
import { editIssue } from "../digest/edit-issue.ts";
import { editorChoicesSchema } from "../digest/editor-choices.ts";
import { type Issue, issueStates } from "../digest/issue.ts";
import { newsKinds, unseenNews } from "../digest/issue-news.ts";
import { seeNews } from "../digest/see-news.ts";
import { undoEdit } from "../digest/undo-edit.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import type { DeskActsDeps } from "./desk-acts.ts";
import { deskChecks } from "./desk-checks.ts";
import { type Notice, noticeOf, refusals } from "./desk-notices.ts";
import { draftNoteSchema, mostShown, testSchema } from "./desk-store.ts";
import { draftUrl, makeDraftLink, openLinks } from "./draft-links.ts";
import { readDesk } from "./read-desk.ts";
import { editNote } from "./read-edit.ts";
import { mostTestAddresses, testSend } from "./test-send.ts";

const path = "/newsletters/:newsletterId/issues/:issueId";
const reason = z.object({ in: z.boolean(), text: z.string(), rule: z.string().optional() });

const newsAnswer = z.object({ kind: z.enum(newsKinds), at: instantSchema, words: z.string() });

const deskAnswer = z.object({
  id: z.string(),
  state: z.enum(issueStates),
  revision: z.int(),
  corrects: z.int().optional().describe("Of a correction: the revision that was sent, which it is to replace."),
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
const variant = variantSchema.default("everything").describe("Which of the two shapes of the mail.");
const seen = z.int().min(0);

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
    path: `${path}/seen`,
    role: "editor",
    act: "issue.seen",
    summary: "Says that what the program did to an issue by itself is seen, up to an instant; answers what is not.",
    body: z.object({ upTo: instantSchema }),
    answer: z.object({ news: z.array(newsAnswer) }),
    handle: async ({ params, body }) => ({ news: newsOf((await seeNews(deps, { ...params, ...body })).issue) }),
  }),
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
