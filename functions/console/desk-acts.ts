import { type Context, Hono } from "hono";
import { Temporal } from "temporal-polyfill";
import { reopenIssue } from "../calendar/reopen-issue.ts";
import { InvalidInput } from "../core/errors.ts";
import { type Variant, variantSchema } from "../core/rendition.ts";
import { type Instant, instantSchema, toInstant } from "../core/time.ts";
import { approveByEditor } from "../digest/approve-by-editor.ts";
import { cancelIssue } from "../digest/cancel-issue.ts";
import { type EditDeps, editIssue } from "../digest/edit-issue.ts";
import { holdIssue } from "../digest/hold-issue.ts";
import { seeNews } from "../digest/see-news.ts";
import { setAsideIssue } from "../digest/set-aside-issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { undoEdit } from "../digest/undo-edit.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import { withCorrections } from "../digest/with-corrections.ts";
import { confirmAudience } from "./confirm-audience.ts";
import type { countAudience } from "./count-audience.ts";
import type { Desk } from "./desk.ts";
import { nameOf } from "./desk-name.ts";
import { type Notice, noticeNamed, noticeOf, reopenRefusals } from "./desk-notices.ts";
import { deskPath } from "./desk-paths.ts";
import { ownPlace, type Place, readPlace, theIssue } from "./desk-place.ts";
import type { DeskStore } from "./desk-store.ts";
import { viewQuery, viewSchema } from "./desk-views.ts";
import { type DraftLinkDeps, makeDraftLink } from "./draft-links.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, freshSignIn, needs } from "./guard.ts";
import { type InHand, withInHand } from "./in-hand.ts";
import { type ReadDeskDeps, readDesk } from "./read-desk.ts";
import { editNote, readEdit } from "./read-edit.ts";
import { refuse } from "./refuse.ts";
import { type TestSendDeps, testSend } from "./test-send.ts";
import { leadOn } from "./told-once.ts";

export type DeskActsDeps = EditDeps &
  ReadDeskDeps &
  TestSendDeps &
  DraftLinkDeps &
  Parameters<typeof countAudience>[0] & { desk: DeskStore; issues: IssueStore };

type DeskContext = Context<ConsoleEnv>;
/** Shows a page of the desk, and says on it what came of what was asked for. */
export type Show = (context: DeskContext, desk: Desk, place: Place, notice?: Notice) => Promise<Response>;

const issueRoute = "/console/newsletters/:newsletterId/issues/:issueId";

/** What the forms of the desk do. A form of a script gets the page it stands on anew; any other is led back to it. */
export const deskActs = (deps: DeskActsDeps, show: Show, prepare: (inHand: InHand) => void): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  // What is edited and tested may be a correction; what is approved, held or skipped is the issue itself.
  const desk = { ...deps, issues: withCorrections(deps.issues) };

  app.post(`${issueRoute}/edits`, needs("editor"), acts("issue.edit"), async (context) => {
    const name = nameOf(context);
    const form = await context.req.parseBody();
    const asked = readEdit(form);
    const { id, name: by } = context.get("editor");
    const done =
      "undo" in asked
        ? await undoEdit(desk, { ...name, n: asked.undo })
        : await editIssue(desk, { ...name, by: id, name: by, seen: Number(form.seen ?? 0), ...asked });
    if (done.ok) context.get("note")(editNote(asked, done.change));
    const after = await deskAfter(desk, context, done);
    const back = ownPlace(form.back);
    const isScript = context.req.header("x-desk") !== undefined;
    const view = back.startsWith("/") ? "" : viewQuery(viewSchema.parse(context.req.query("view")));
    if (done.ok && !isScript) return context.redirect(deskPath(name) + view + back, 303);
    if (done.ok) prepare(done);
    return show(context, after, readPlace(back), noticeOf(done, after, asked));
  });

  const read = (context: DeskContext) => readDesk(desk, { ...nameOf(context), editorId: context.get("editor").id });

  /** Leads back to the desk, which says what was done; what was refused is answered as such, and said at once. */
  const ends = async (context: DeskContext, outcome: string, anchor: string): Promise<Response> => {
    const notice = noticeNamed(outcome);
    if (notice?.kind === "alert") return show(context, await read(context), theIssue, notice);
    return leadOn(deps, context, `${deskPath(nameOf(context))}#${anchor}`, outcome);
  };

  const approve = async (context: DeskContext, outcome: string, sendAt?: Instant | "now") => {
    const { seen } = await context.req.parseBody();
    const asked = {
      seen: typeof seen === "string" ? Number(seen) : undefined,
      sendAt,
      isProven: context.get("isFresh"),
    };
    const done = await approveByEditor(deps, { ...nameOf(context), ...asked });
    if (!done.ok && done.reason === "leaves-soon") return refuse(context, "leaves-soon");
    return ends(context, done.ok ? outcome : done.reason, "approve");
  };

  app.post(`${issueRoute}/approve`, needs("sender"), acts("issue.approve"), (context) => approve(context, "approved"));

  app.post(`${issueRoute}/schedule`, needs("sender"), acts("issue.schedule"), async (context) => {
    const { newsletter } = await read(context);
    const { at } = await context.req.parseBody();
    return approve(context, "scheduled", wallInstant(String(at ?? ""), newsletter.zone));
  });

  app.post(`${issueRoute}/send-now`, needs("sender"), freshSignIn(), acts("issue.send-now"), async (context) => {
    const { count } = await context.req.parseBody();
    const confirmed = await confirmAudience(deps, { ...nameOf(context), typed: String(count ?? "") });
    if (!confirmed.ok) return show(context, await read(context), theIssue, { kind: "alert", words: confirmed.words });
    return approve(context, "sending", "now");
  });

  app.post(`${issueRoute}/test`, needs("editor"), acts("issue.test"), async (context) => {
    const name = nameOf(context);
    const { addresses, variant } = await context.req.parseBody();
    const { id: by, name: byName } = context.get("editor");
    const asked = { by, name: byName, draw: context.get("formDraw"), variant: variantOf(variant) };
    const sent = await testSend(desk, { ...name, ...asked, addresses: String(addresses ?? "").split(/[\s,;]+/) });
    const notice = !sent.ok ? sent.reason : sent.accepted === 0 ? "not-sent" : "tested";
    return ends(context, notice, "test");
  });

  app.post(`${issueRoute}/links`, needs("editor"), acts("draft-link.add"), async (context) => {
    const { pinned, variant } = await context.req.parseBody();
    const asked = { by: context.get("editor").id, draw: context.get("formDraw"), pinned: pinned === "yes" };
    const { id: linkId } = await makeDraftLink(deps, { ...nameOf(context), ...asked, variant: variantOf(variant) });
    context.get("note")({ linkId });
    return context.redirect(`${deskPath(nameOf(context))}#links`, 303);
  });

  app.post(`${issueRoute}/links/:linkId/revoke`, needs("editor"), acts("draft-link.revoke"), async (context) => {
    await deps.desk.revokeLink(nameOf(context).issueId, context.req.param("linkId"));
    return context.redirect(`${deskPath(nameOf(context))}#links`, 303);
  });

  app.post(`${issueRoute}/take-back`, needs("sender"), acts("issue.take-back"), async (context) => {
    const done = await cancelIssue(deps, nameOf(context));
    return ends(context, done.ok ? "taken-back" : "gone", "approve");
  });

  app.post(`${issueRoute}/skip`, needs("sender"), acts("issue.skip"), async (context) => {
    const { posts } = await context.req.parseBody();
    const done = await setAsideIssue(deps, { ...nameOf(context), as: "skipped", letGo: posts === "let-go" });
    const notice = !done.ok ? done.reason : done.issue.letGo ? "skipped-let-go" : "skipped";
    return ends(context, notice, "approve");
  });

  app.post(`${issueRoute}/hold`, needs("sender"), acts("issue.hold"), async (context) => {
    const done = await holdIssue(deps, { ...nameOf(context), hold: true });
    return ends(context, done.ok ? "held" : done.reason, "approve");
  });

  app.post(`${issueRoute}/let-go-on`, needs("sender"), acts("issue.let-go-on"), async (context) => {
    const done = await holdIssue(deps, { ...nameOf(context), hold: false });
    const { newsletter } = await read(context);
    const stays = done.ok && waitsForEditor(newsletter, done.issue);
    return ends(context, done.ok ? (stays ? "still-held" : "not-held") : done.reason, "approve");
  });

  app.post(`${issueRoute}/seen`, needs("editor"), acts("issue.seen"), async (context) => {
    const { upTo } = await context.req.parseBody();
    await seeNews(deps, { ...nameOf(context), upTo: instantOf(upTo) });
    return context.redirect(deskPath(nameOf(context)), 303);
  });

  app.post(`${issueRoute}/reopen`, needs("sender"), acts("issue.reopen"), async (context) => {
    const { newsletter, issue } = await read(context);
    const done = await reopenIssue(deps, { newsletter, issue });
    const notice = done.ok ? "reopened" : reopenRefusals[done.reason];
    return ends(context, notice, "approve");
  });

  return app;
};

/** The desk as the edit left it: of one that held nothing has to be read again. */
const deskAfter = async (
  deps: DeskActsDeps,
  context: DeskContext,
  done: Awaited<ReturnType<typeof editIssue>> | Awaited<ReturnType<typeof undoEdit>>,
): Promise<Desk> => {
  const name = nameOf(context);
  const editorId = context.get("editor").id;
  return readDesk(done.ok ? withInHand(deps, done) : deps, { ...name, editorId });
};

const variantOf = (said: unknown): Variant => variantSchema.catch("everything").parse(said);

const instantOf = (said: unknown): Instant => {
  const read = instantSchema.safeParse(said);
  if (read.success) return read.data;
  throw new InvalidInput("upTo: is an instant such as 2026-10-24T08:00:00.000Z");
};

/** A day and a time on the wall clock of the zone. */
const wallInstant = (text: string, zone: string): Instant => {
  try {
    return toInstant(Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds);
  } catch (cause) {
    throw new InvalidInput("at: is a day and a time such as 2026-10-24T08:00", { cause });
  }
};
