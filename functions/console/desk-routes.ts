import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { NotFound } from "../core/errors.ts";
import { keptFor } from "../core/kept-for.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { bodyForNobody } from "../core/rendition.ts";
import type { Clock } from "../core/time.ts";
import { type IssueName, isGoing, isOpen } from "../digest/issue.ts";
import { issuesLookedAt } from "../digest/memory.ts";
import type { RenderDeps } from "../digest/render-issue.ts";
import type { IssueStore } from "../digest/store.ts";
import { withCorrections } from "../digest/with-corrections.ts";
import { isReady } from "../posts/photo.ts";
import { altRunBody } from "./alt-run.ts";
import { newsletterPath, showPage, tokenField } from "./console-page.ts";
import { sheetBody } from "./contact-sheet.ts";
import { correctionRoutes } from "./correction-page.ts";
import type { Desk } from "./desk.ts";
import { type DeskActsDeps, deskActs, type Show } from "./desk-acts.ts";
import { nameOf } from "./desk-name.ts";
import { type Notice, noticeNamed, noticePart } from "./desk-notices.ts";
import { changedDesk, type DeskPage, deskBody, versionOf } from "./desk-page.ts";
import { type Draw, mayOf } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { type Place, readPlace, theIssue } from "./desk-place.ts";
import { deskScripts, scriptRoutes } from "./desk-scripts.ts";
import { mostShown } from "./desk-store.ts";
import { restBody } from "./desk-stories.ts";
import { deskStyle } from "./desk-style.ts";
import { viewSchema } from "./desk-views.ts";
import { openLinks } from "./draft-links.ts";
import { type DraftMail, draftMail } from "./draft-mail.ts";
import type { ConsoleEnv } from "./env.ts";
import { draftHeaders, framedDraft } from "./framed-draft.ts";
import { needs } from "./guard.ts";
import { type InHand, withInHand } from "./in-hand.ts";
import { lookedAgain } from "./look.ts";
import { newsletterOf } from "./newsletter-of.ts";
import { photoBody } from "./photo-desk.ts";
import { readAudience } from "./read-audience.ts";
import { readDesk } from "./read-desk.ts";
import { refreshAudience } from "./refresh-audience.ts";
import { sizesPage } from "./sizes-page.ts";
import { type TakedownDeps, takedownRoutes } from "./takedown.ts";
import { toldOnce } from "./told-once.ts";

export type DeskDeps = DeskActsDeps &
  RenderDeps &
  TakedownDeps & {
    issues: Pick<IssueStore, "get" | "put" | "latest">;
    fileUrl: (key: string) => string;
    publicUrl: string;
    /** The real time: how old a rendition is. */
    wallClock: Clock;
  };

type DeskContext = Context<ConsoleEnv>;

const issueRoute = "/console/newsletters/:newsletterId/issues/:issueId";

/** "This issue" and what hangs on it: the mail in its frame, a photo, the contact sheet, the run of descriptions. */
export const deskRoutes = (parts: DeskDeps): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  const deps = { ...parts, issues: withCorrections(parts.issues) };
  const read = (context: DeskContext): Promise<Desk> => readDesk(deps, deskOf(context));

  /** The mail and its sizes are asked for at once, and right after a change: one rendition does for all of them. */
  const made = keptFor<DraftMail, InHand>(
    mailMaxAgeMs,
    () => Date.parse(deps.wallClock()),
    async (key, inHand) => {
      const [newsletterId = "", issueId = ""] = key.split(" ");
      return draftMail(inHand && isOpen(inHand.issue) ? withInHand(deps, inHand) : deps, { newsletterId, issueId });
    },
  );
  const mailOf = (context: DeskContext): Promise<DraftMail> => {
    const version = context.req.query("v");
    return version ? made(keyOf(nameOf(context), version)) : draftMail(deps, nameOf(context));
  };
  /** Begins to make the mail of an issue that somebody just changed, before the page asks for it. */
  const prepare = (inHand: InHand): void => {
    const { newsletterId, id: issueId } = inHand.issue;
    // What fails is asked for again by the page, and told there.
    made(keyOf({ newsletterId, issueId }, versionOf(inHand.issue)), inHand).catch(() => undefined);
  };

  /** The desk and the sizes ask for it at once. */
  const refresh = keptFor<void>(
    audienceMaxAgeMs,
    () => Date.parse(deps.wallClock()),
    (newsletterId) => refreshAudience(deps, newsletterId),
  );

  app.route("/", scriptRoutes());
  app.get("/console/newsletters/:newsletterId", needs("viewer"), async (context) => {
    const newsletterId = context.req.param("newsletterId");
    const latest = await deps.issues.latest(newsletterId, issuesLookedAt);
    const issue =
      latest.findLast(isOpen) ?? latest.findLast((each) => isGoing(each) && each.state !== "handed-over") ?? latest[0];
    if (!issue) return showNoIssue(context, (await newsletterOf(deps, newsletterId)).newsletter);
    return context.redirect(deskPath({ newsletterId, issueId: issue.id }));
  });

  app.get(issueRoute, needs("viewer"), async (context) => {
    const desk = await read(context);
    const { editor } = context.var;
    const look = await deps.desk.look(desk.issue.id, editor.id);
    await Promise.all([
      deps.desk.setLook(desk.issue.id, editor.id, lookedAgain(look, desk.now)),
      readAudience({ ...deps, refresh }, desk.newsletter.id),
    ]);
    return show(context, desk, theIssue, toldHere(context));
  });

  app.get(`${issueRoute}/mail`, needs("viewer"), async (context) => {
    const view = viewSchema.parse(context.req.query("view"));
    const isSent = context.req.query("of") === "sent";
    const { rendition, postsByUrl } = await (isSent ? draftMail(parts, nameOf(context)) : mailOf(context));
    const variant = view === "photos" ? "photos" : "everything";
    const url = `${deps.publicUrl}/newsletters/${nameOf(context).newsletterId}`;
    const body = (part: "html" | "text") => bodyForNobody(rendition, { variant, part, url });
    const headers = draftHeaders(view === "images-off" || view === "text" ? "off" : "on");
    if (view === "text") return context.text(body("text"), 200, headers);
    if (context.req.query("as") === "sent") return context.html(body("html"), 200, headers);
    const page = framedDraft({
      rendition,
      variant,
      scheme: view.startsWith("dark") ? "dark" : "light",
      deskUrl: deps.publicUrl + deskPath(nameOf(context)),
      postsByUrl,
      near: context.req.query("near"),
    });
    return context.html(page, 200, headers);
  });

  app.get(`${issueRoute}/sizes`, needs("viewer"), async (context) => {
    const { rendition } = await mailOf(context);
    await refresh(nameOf(context).newsletterId);
    return context.html(sizesPage(rendition, context.get("nonce")), 200, {
      "content-security-policy": `default-src 'none'; style-src 'nonce-${context.get("nonce")}'; frame-ancestors 'self'`,
    });
  });

  for (const path of ["photos", "photos/:photoId", "posts", "alt"])
    app.get(`${issueRoute}/${path}`, needs("viewer"), async (context) => {
      const { pathname, search } = new URL(context.req.url);
      const place = readPlace(pathname.slice(deskPath(nameOf(context)).length) + search);
      return show(context, await read(context), place, toldHere(context));
    });

  const toldHere = (context: DeskContext): Notice | undefined => noticeNamed(toldOnce(deps, context) ?? "");

  const show: Show = async (context, desk, place, notice) => {
    const may = mayOf(context.var.editor, desk.issue);
    const view = viewSchema.parse(context.req.query("view"));
    const draw: Draw = { desk, view, token: tokenField(context), fileUrl: deps.fileUrl, may };
    const status = notice?.kind === "alert" && context.req.method === "POST" ? 409 : 200;
    const known = context.req.header("x-desk") ?? "";
    if (known.includes("=")) {
      const photo = place.page === "photo" ? photoBody(draw, photoOf(desk, place.photoId)) : "";
      const changed = changedDesk(await issuePage(context, draw), known);
      return context.html(html`${noticePart(notice)}${changed}${photo}`, status);
    }
    const page = { newsletter: desk.newsletter, style: deskStyle, scripts: deskScripts, wide: place.page !== "alt" };
    const { body, ...heading } =
      place.page === "issue"
        ? { title: "This issue", ownHeading: true, body: deskBody(await issuePage(context, draw)) }
        : otherPage(draw, place, notice);
    return showPage(context, { ...page, ...heading, body: html`${noticePart(notice)}${body}` }, status);
  };

  const issuePage = async (context: DeskContext, draw: Draw): Promise<DeskPage> => {
    const { newsletter, issue, now } = draw.desk;
    const [audience, links, notes, tests] = await Promise.all([
      deps.desk.audience(newsletter.id),
      openLinks(deps, issue.id, now),
      deps.desk.notes(issue.id, { most: mostShown.notes }),
      deps.desk.tests(issue.id, mostShown.tests),
    ]);
    return { draw, audience, links, notes, tests, ownAddress: context.var.editor.email };
  };

  app.route("/", deskActs(parts, show, prepare));
  app.route("/", takedownRoutes(parts));
  app.route("/", correctionRoutes(parts));
  return app;
};

/** How long the page may ask for the same version of a mail before it is made anew. */
const mailMaxAgeMs = 2_000;
const audienceMaxAgeMs = 1_000;
const keyOf = ({ newsletterId, issueId }: IssueName, version: string): string =>
  `${newsletterId} ${issueId} ${version}`;

const deskOf = (context: DeskContext) => ({ ...nameOf(context), editorId: context.get("editor").id });

/** Of a newsletter that is new. */
const showNoIssue = (context: DeskContext, newsletter: Newsletter) => {
  const calendar = newsletterPath(newsletter.id, "calendar");
  const body = html`<p>There is none yet. The first is made by itself when its window opens, and fills as posts come.</p>
<p><a class="button quiet" href="${calendar}">When that is</a> <a class="button quiet" href="${newsletterPath(newsletter.id, "sources")}">Where its posts come from</a></p>`;
  return showPage(context, { title: "This issue", newsletter, body });
};

/** A page that hangs on "This issue". */
const otherPage = (draw: Draw, place: Exclude<Place, { page: "issue" }>, notice?: Notice) => {
  if ("photoId" in place) return { title: "Photo", body: photoBody(draw, photoOf(draw.desk, place.photoId)) };
  if ("at" in place) return { title: "Descriptions", body: altRunBody(draw, place.at, notice?.unsaved) };
  if (place.page === "photos") return { title: "Contact sheet", body: sheetBody(draw) };
  return { title: "Posts that are not in the mail", body: restBody(draw) };
};

const photoOf = ({ posts }: Desk, photoId: string) => {
  for (const post of posts.values()) {
    const photo = post.photos.find(({ id }) => id === photoId);
    if (photo && isReady(photo)) return { photo, post };
  }
  throw new NotFound("there is no such photo among this week’s");
};
