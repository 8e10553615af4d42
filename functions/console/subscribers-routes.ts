import { type Context, Hono } from "hono";
import type { AnnounceImportDeps } from "../audience/announce-import.ts";
import { discardOrder } from "../audience/discard-order.ts";
import { type EraseDeps, eraseSubscriber, waitingWords } from "../audience/erase-subscriber.ts";
import { orderNow } from "../audience/import-order.ts";
import type { ReportName, ReportStore } from "../audience/import-report.ts";
import type { ListExportStore } from "../audience/list-export-store.ts";
import { saidStates } from "../audience/list-state.ts";
import { type ImportHint, type ImportOrderDeps, orderImport } from "../audience/order-import.ts";
import { type OtherData, personalData } from "../audience/personal-data.ts";
import { readSignUpForm } from "../audience/read-sign-up-form.ts";
import { reportLines } from "../audience/report-lines.ts";
import type { SignUpStore } from "../audience/sign-up-store.ts";
import type { AudienceStore } from "../audience/store.ts";
import { suppressAddress } from "../audience/suppress-address.ts";
import { takeInOrder } from "../audience/take-in-order.ts";
import { Conflict, InvalidInput, NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { StampDeps } from "../core/stamped.ts";
import { addByEditor, addedWords } from "./add-by-editor.ts";
import { showPage, tokenField } from "./console-page.ts";
import { csvAnswer } from "./csv-answer.ts";
import type { DeskStore } from "./desk-store.ts";
import { mayAs } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, freshSignIn, needs } from "./guard.ts";
import { importBody } from "./import-page.ts";
import { isTyped } from "./is-typed.ts";
import { type LiftByEditorDeps, liftByEditor } from "./lift-by-editor.ts";
import { newsletterOf } from "./newsletter-of.ts";
import { readAudience } from "./read-audience.ts";
import { refreshAudience } from "./refresh-audience.ts";
import { runStyle } from "./run-style.ts";
import { consolePath } from "./sign-in-paths.ts";
import { isPast, liftRefusal, untyped } from "./subscriber-refusals.ts";
import { type SubscribersPage, subscribersBody, subscribersPath, subscribersStyle } from "./subscribers-page.ts";
import { readAddress, type TellSubscriberDeps, tellSubscriber } from "./tell-subscriber.ts";

export type SubscribersDeps = TellSubscriberDeps &
  StampDeps &
  LiftByEditorDeps &
  EraseDeps &
  ImportOrderDeps &
  AnnounceImportDeps & {
    /** Takes in an uploaded file, where it comes to us and not to a bucket. */
    receive?: ((hint: ImportHint, bytes: Uint8Array) => Promise<boolean>) | undefined;
    newsletters: Pick<NewsletterStore, "get">;
    audience: TellSubscriberDeps["audience"] & LiftByEditorDeps["audience"] & AudienceStore;
    signUps: SignUpStore;
    exports: Pick<ListExportStore, "latest">;
    desk: Pick<DeskStore, "audience" | "setAudience">;
    reports: Pick<ReportStore, "after">;
    otherData?: OtherData | undefined;
  };

type SubscribersContext = Context<ConsoleEnv>;
type Shown = Partial<Pick<SubscribersPage, "notice" | "address">>;

const route = `${consolePath}/newsletters/:newsletterId/subscribers`;
const mostOrders = 10;
const mostExports = 3;

/** The page of subscribers. Addresses are in bodies, never in paths, and the audit knows people by id. */
export const subscribersRoutes = (deps: SubscribersDeps): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  const newsletterIn = async (context: SubscribersContext) =>
    (await newsletterOf(deps, context.req.param("newsletterId") ?? "")).newsletter;

  /** The page, and on it whoever is meant by `address`. */
  const show = async (context: SubscribersContext, { notice, address }: Shown = {}, status: 200 | 400 = 200) => {
    const newsletter = await newsletterIn(context);
    const editor = context.get("editor");
    const may = { find: mayAs(editor, "editor"), suppress: mayAs(editor, "sender"), erase: mayAs(editor, "admin") };
    const [audience, orders, exports, form, story] = await Promise.all([
      readAudience({ ...deps, refresh: (id) => refreshAudience(deps, id) }, newsletter.id),
      deps.orders.latest(newsletter.id, mostOrders),
      may.erase ? deps.exports.latest(newsletter.id, mostExports) : [],
      readSignUpForm(deps, { newsletterId: newsletter.id }),
      address === undefined ? undefined : tellSubscriber(deps, { newsletter, address }),
    ]);
    const now = deps.clock();
    const lists = { orders: orders.map((order) => orderNow(order, now)), exports, now };
    const page = { newsletter, audience, ...lists, form, token: tokenField(context), may, ...mostBytesOf(deps) };
    const body = subscribersBody({ ...page, ...(notice && { notice }), ...(story && { story }) });
    const scripts = ["/console/scripts/bring.js"];
    return showPage(context, { title: "Subscribers", newsletter, body, style: subscribersStyle, scripts }, status);
  };

  /** Whom a form means; the audit's line gets the id. */
  const meant = async (context: SubscribersContext) => {
    const form = await context.req.parseBody();
    const who = readAddress(deps, String(form.address ?? ""));
    context.get("note")({ subscriberId: who.id });
    return { ...who, newsletterId: (await newsletterIn(context)).id, form };
  };

  app.get(route, needs("viewer"), (context) => show(context));

  app.post(`${route}/find`, needs("editor"), acts("subscriber.look-up"), async (context) => {
    const { address } = await meant(context);
    return show(context, { address });
  });

  app.post(`${route}/add`, needs("sender"), acts("subscriber.add"), async (context) => {
    const { newsletterId, address, form } = await meant(context);
    const added = await addByEditor(deps, { newsletterId, address, name: String(form.name ?? "") });
    return show(context, { address, notice: { kind: "status", words: addedWords(added) } });
  });

  app.post(`${route}/suppress`, needs("sender"), acts("subscriber.suppress"), async (context) => {
    const { address } = await meant(context);
    await suppressAddress(deps, { address });
    return show(context, { address, notice: { kind: "status", words: "No mail goes there any more." } });
  });

  app.post(`${route}/unsuppress`, needs("sender"), acts("subscriber.unsuppress"), async (context) => {
    const { address } = await meant(context);
    const lifted = await liftByEditor(deps, { address, editor: context.get("editor") });
    const notice = lifted.ok
      ? ({ kind: "status", words: "Mail may go there again." } as const)
      : ({ kind: "alert", words: liftRefusal(lifted.reason) } as const);
    return show(context, { address, notice });
  });

  app.post(`${route}/erase`, needs("admin"), freshSignIn(), acts("subscriber.erase"), async (context) => {
    const { newsletterId, address, id, form } = await meant(context);
    if (!isTyped(deps, form.typed, id))
      return show(context, { address, notice: { kind: "alert", words: untyped } }, 400);
    const erased = await eraseSubscriber(deps, { newsletterId, address });
    const was = erased.ok && erased.erased;
    const words = was ? "They are erased." : "Nothing was kept about them as a subscriber.";
    const lists = erased.ok ? waitingWords(erased.waiting) : "";
    return show(context, { notice: { kind: "status", words: lists ? `${words} But ${lists}.` : words } });
  });

  app.post(`${route}/personal-data`, needs("admin"), acts("subscriber.personal-data"), async (context) => {
    const { newsletterId, address, id } = await meant(context);
    const told = await personalData(deps, { newsletterId, address });
    if (!told.ok) throw new InvalidInput(`address: ${told.reason}`);
    return context.body(JSON.stringify(told.data, null, 2), 200, {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${id}.json"`,
    });
  });

  app.post(`${route}/imports`, needs("sender"), acts("subscribers.import"), async (context) => {
    const { id: newsletterId } = await newsletterIn(context);
    const { list, said } = await context.req.parseBody();
    if (!(list instanceof File)) throw new InvalidInput("list: is a file");
    const ordered = await orderImport(deps, {
      ...{ newsletterId, file: list.name, content: new Uint8Array(await list.arrayBuffer()) },
      ...{ by: context.get("editor").id, draw: context.get("formDraw") },
      said: saidStates.find((each) => each === said),
    });
    if (!ordered.ok) throw new InvalidInput("list: is empty");
    context.get("note")({ importId: ordered.order.id });
    return context.redirect(subscribersPath(newsletterId, "imports", ordered.order.id), 303);
  });

  app.get(`${route}/imports/:importId`, needs("viewer"), async (context) => {
    const newsletter = await newsletterIn(context);
    const kept = await deps.orders.get(newsletter.id, context.req.param("importId"));
    if (!kept) throw new NotFound("there is no such list");
    const mayTakeIn = mayAs(context.get("editor"), "sender");
    const body = importBody(orderNow(kept.order, deps.clock()), {
      token: tokenField(context),
      mayTakeIn,
      now: deps.clock(),
    });
    const page = { title: kept.order.file, newsletter, body, style: runStyle, scripts: ["/console/scripts/run.js"] };
    return showPage(context, page);
  });

  app.get(`${route}/imports/:importId/rows/:part{look|taken}/:from{[0-9]+\\.csv}`, needs("viewer"), async (context) => {
    const { id: newsletterId } = await newsletterIn(context);
    const { importId: id, part, from } = context.req.param();
    if (!(await deps.orders.get(newsletterId, id))) throw new NotFound("there is no such list");
    const name: ReportName = { newsletterId, id, part: part === "look" ? "look" : "taken" };
    return csvAnswer(context, reportLines(deps, name, Number.parseInt(from, 10)), `${id}-${part}-${from}`);
  });

  app.put(`${route}/imports/:importId/file`, needs("sender"), acts("subscribers.upload"), async (context) => {
    if (!deps.receive) throw new NotFound("files are not brought here");
    const { id: newsletterId } = await newsletterIn(context);
    const hint = { newsletterId, importId: context.req.param("importId") };
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    if (!(await deps.receive(hint, bytes))) throw new Conflict("no such list is waited for");
    return context.body(null, 204);
  });

  const moves = { "take-in": takeInOrder, discard: discardOrder } as const;
  for (const verb of ["take-in", "discard"] as const)
    app.post(`${route}/imports/:importId/${verb}`, needs("sender"), acts(`subscribers.${verb}`), async (context) => {
      const { id: newsletterId } = await newsletterIn(context);
      const importId = context.req.param("importId") ?? "";
      const moved = await moves[verb](deps, { newsletterId, importId });
      if (!moved.ok) throw moved.reason === "none" ? new NotFound("there is no such list") : new Conflict(isPast);
      return context.redirect(subscribersPath(newsletterId, "imports", importId), 303);
    });
  return app;
};

const mostBytesOf = ({ uploading }: AnnounceImportDeps) => ({ mostBytes: uploading.mostBytes });
