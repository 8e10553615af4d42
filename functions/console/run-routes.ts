import { type Context, Hono } from "hono";
import { NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { exportRecipients } from "../delivery/export-recipients.ts";
import { liftableCauses } from "../delivery/issue-run.ts";
import { type ListDeps, listedStates } from "../delivery/list-recipients.ts";
import { type TellDeps, tellDelivery } from "../delivery/tell-delivery.ts";
import { showPage, tokenField } from "./console-page.ts";
import { csvAnswer } from "./csv-answer.ts";
import { type DecideRunDeps, decideRun, type RunDecision } from "./decide-run.ts";
import { nameOf } from "./desk-name.ts";
import { deskPath } from "./desk-paths.ts";
import { clockFace } from "./desk-words.ts";
import { mayAs } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, freshSignIn, needs } from "./guard.ts";
import { reportBody } from "./report-page.ts";
import type { RunPage } from "./run-draw.ts";
import { runNotice } from "./run-notices.ts";
import { runBody } from "./run-page.ts";
import { runStyle } from "./run-style.ts";
import { leadOn, toldOnce } from "./told-once.ts";

export type RunRoutesDeps = DecideRunDeps &
  TellDeps &
  ListDeps & { newsletters: Pick<NewsletterStore, "get">; publicUrl: string };

type RunContext = Context<ConsoleEnv>;

const issueRoute = "/console/newsletters/:newsletterId/issues/:issueId";

/** The run of an issue: watched, decided about, and afterwards its report. */
export const runRoutes = (deps: RunRoutesDeps): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  const read = async (context: RunContext) => {
    const { newsletterId, issueId } = nameOf(context);
    const [settings, stored] = await Promise.all([
      deps.newsletters.get(newsletterId),
      deps.issues.get(newsletterId, issueId),
    ]);
    if (!settings || !stored) throw new NotFound(`no issue ${issueId}`);
    return { newsletter: settings.newsletter, issue: stored.issue, view: await deps.readings.read(issueId) };
  };

  const show = async (context: RunContext, told?: RunPage["told"]): Promise<Response> => {
    const { newsletter, issue, view } = await read(context);
    const editor = context.get("editor");
    const may = { pause: mayAs(editor, "editor"), send: mayAs(editor, "sender") };
    const notice = runNotice(...(toldOnce(deps, context)?.split(".") ?? []));
    const body = runBody({ newsletter, issue, view, token: tokenField(context), may, notice, told });
    return showPage(context, { title: "The run", newsletter, body, style: runStyle, scripts: [runScript] });
  };

  /** What a form of the page decides; the answer leads back to the page, which says what came of it. */
  const decides = async (context: RunContext, decision: RunDecision): Promise<Response> => {
    const name = nameOf(context);
    const decided = await decideRun(deps, name, decision);
    const said = decided.ok ? decided.notice : decided.reason;
    const count = decided.ok && decided.count !== undefined ? `.${decided.count}` : "";
    if (decided.ok && decided.revision !== undefined) context.get("note")({ revision: String(decided.revision) });
    return leadOn(deps, context, deskPath(name, "run"), said + count);
  };

  app.get(`${issueRoute}/run`, needs("viewer"), (context) => show(context));

  app.get(`${issueRoute}/report`, needs("viewer"), async (context) => {
    const { newsletter, issue, view } = await read(context);
    return showPage(context, {
      title: "Report",
      newsletter,
      body: reportBody(newsletter, issue, view),
      style: runStyle,
    });
  });

  app.post(`${issueRoute}/run/pause`, needs("editor"), acts("issue.pause"), (context) =>
    decides(context, { kind: "pause" }),
  );
  app.post(`${issueRoute}/run/resume`, needs("sender"), acts("issue.resume"), async (context) => {
    const { causes } = await context.req.parseBody();
    return decides(context, { kind: "resume", causes: liftableCauses.filter((cause) => cause === causes) });
  });
  app.post(`${issueRoute}/run/cancel`, needs("sender"), acts("issue.cancel"), async (context) => {
    const { typed } = await context.req.parseBody();
    return decides(context, { kind: "cancel", typed: String(typed ?? "") });
  });
  app.post(`${issueRoute}/run/correction`, needs("editor"), acts("issue.begin-correction"), async (context) => {
    const name = nameOf(context);
    const begun = await decideRun(deps, name, { kind: "begin-correction" });
    return begun.ok
      ? leadOn(deps, context, deskPath(name), begun.notice)
      : leadOn(deps, context, deskPath(name, "run"), begun.reason);
  });
  app.post(`${issueRoute}/run/correct`, needs("sender"), acts("issue.correct"), async (context) =>
    decides(context, { kind: "correct", seen: await seenIn(context) }),
  );
  app.post(`${issueRoute}/run/discard`, needs("sender"), acts("issue.discard-correction"), async (context) =>
    decides(context, { kind: "discard-correction", seen: await seenIn(context) }),
  );
  app.post(`${issueRoute}/run/settle`, needs("sender"), acts("issue.settle"), (context) =>
    decides(context, { kind: "settle" }),
  );
  app.post(
    `${issueRoute}/run/resend-unknown`,
    needs("sender"),
    freshSignIn(),
    acts("issue.resend-unknown"),
    (context) => decides(context, { kind: "resend" }),
  );
  app.post(`${issueRoute}/run/redrive`, needs("sender"), acts("issue.redrive"), (context) =>
    decides(context, { kind: "redrive" }),
  );
  app.post(`${issueRoute}/run/copy`, needs("sender"), acts("recipient.send-copy"), async (context) => {
    const { address } = await context.req.parseBody();
    const { editor, formDraw: draw } = context.var;
    return decides(context, { kind: "copy", address: String(address ?? ""), by: editor.id, draw });
  });
  app.post(`${issueRoute}/run/story`, needs("editor"), acts("recipient.look-up"), async (context) => {
    const name = nameOf(context);
    const { newsletter } = await read(context);
    const address = String((await context.req.parseBody()).address ?? "").trim();
    const told = await tellDelivery(deps, { ...name, address, when: (at) => clockFace(newsletter, at) });
    context.get("note")({ subscriberId: told.subscriberId });
    return show(context, { address, story: told.story });
  });

  app.get(`${issueRoute}/run/recipients/:state`, needs("editor"), acts("recipients.export"), async (context) => {
    const name = nameOf(context);
    const state = listedStates.find((each) => each === context.req.param("state"));
    if (!state) throw new NotFound("there is no such list");
    await read(context);
    return csvAnswer(context, exportRecipients(deps, { ...name, state }), `${name.issueId}-${state}.csv`);
  });
  return app;
};

/** How many changes of the correction were seen, where the form says so. */
const seenIn = async (context: RunContext): Promise<number | undefined> => {
  const { seen } = await context.req.parseBody();
  return typeof seen === "string" ? Number(seen) : undefined;
};

const runScript = "/console/scripts/run.js";
