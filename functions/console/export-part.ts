import { Hono } from "hono";
import * as z from "zod";
import { type ExportDeps, everybody } from "../audience/export-subscribers.ts";
import { type HandOutDeps, handOutExport } from "../audience/hand-out-export.ts";
import { exportFormats, exportName, exportType, listExportSchema } from "../audience/list-export.ts";
import type { ListExportStore } from "../audience/list-export-store.ts";
import { type OrderExportDeps, orderExport } from "../audience/order-export.ts";
import { subscriberSchema } from "../audience/subscriber.ts";
import { suppressionSchema } from "../audience/suppression.ts";
import { Conflict, NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { exportBody, exportPath } from "./export-page.ts";
import { fileAnswer } from "./file-answer.ts";
import { acts, needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { runStyle } from "./run-style.ts";
import { consolePath } from "./sign-in-paths.ts";

export type ExportPartDeps = ExportDeps &
  OrderExportDeps &
  HandOutDeps & {
    exports: ListExportStore;
    newsletters: Pick<NewsletterStore, "get">;
    publicUrl: string;
  };

const path = "/newsletters/:newsletterId/subscribers";
const mostExported = 500;
const subscriberId = /^[0-9a-hjkmnp-tv-z]{26}$/;
const shownExport = listExportSchema.pick({
  ...{ id: true, newsletterId: true, format: true, raw: true, at: true, step: true, rows: true, bytes: true },
});
const asked = z.object({ format: z.enum(exportFormats).default("csv"), raw: z.boolean().default(false) });

/** Everybody taken out: as a file that is written by whoever has the time, or, for programs, page by page. */
export const exportPart = (deps: ExportPartDeps): ConsolePart => ({ pages: pages(deps), api: api(deps) });

const pages = (deps: ExportPartDeps): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  const route = `${consolePath}${path}`;
  app.post(`${route}/export`, needs("admin"), acts("subscribers.export"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const form = await context.req.parseBody();
    const format = exportFormats.find((each) => each === form.format) ?? "csv";
    const by = context.get("editor").id;
    const draw = context.get("formDraw");
    const order = await orderExport(deps, { newsletterId: newsletter.id, format, raw: form.raw === "yes", by, draw });
    context.get("note")({ exportId: order.id });
    return context.redirect(exportPath(order), 303);
  });

  app.get(`${route}/exports/:exportId`, needs("admin"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const kept = await deps.exports.get(newsletter.id, context.req.param("exportId"));
    if (!kept) throw new NotFound(noSuch);
    const body = exportBody(kept.order, deps.clock());
    const page = { title: "Everybody", newsletter, body, style: runStyle, scripts: ["/console/scripts/run.js"] };
    return showPage(context, page);
  });

  app.get(`${route}/exports/:exportId/file`, needs("admin"), acts("subscribers.take-out"), async (context) => {
    const { order, handed } = await handedOut(deps, context.req.param());
    if ("url" in handed) return context.redirect(handed.url, 303);
    return fileAnswer(context, handed.bytes, { name: exportName(order), type: exportType(order) });
  });
  return app;
};

const noSuch = "there is no such file";

const handedOut = async (deps: ExportPartDeps, params: { newsletterId: string; exportId: string }) => {
  const { newsletter } = await newsletterOf(deps, params.newsletterId);
  const out = await handOutExport(deps, { newsletterId: newsletter.id, exportId: params.exportId });
  if (out.ok) return out;
  if (out.reason === "none") throw new NotFound(noSuch);
  throw new Conflict(out.reason === "writing" ? "the file is being written" : "the file is no longer kept");
};

const api = (deps: ExportPartDeps): ApiRoute[] => [
  apiRoute({
    method: "post",
    path: `${path}/export`,
    role: "admin",
    act: "subscribers.export",
    summary:
      "At most 500 people in every state, and why no mail goes there; `next` is what the next call takes as `after`.",
    body: z.object({ after: z.string().regex(subscriberId).optional() }),
    answer: z.object({
      subscribers: z.array(subscriberSchema.omit({ move: true }).extend({ suppressed: suppressionSchema.optional() })),
      next: z.string().optional(),
    }),
    handle: async ({ params, body: { after } }) => {
      const { id: newsletterId } = (await newsletterOf(deps, params.newsletterId)).newsletter;
      const subscribers = [];
      for await (const some of everybody(deps, { newsletterId, after })) {
        subscribers.push(...some.map((who) => ({ ...who, newsletterId })));
        if (subscribers.length >= mostExported) break;
      }
      return { subscribers, ...(subscribers.length >= mostExported && { next: subscribers.at(-1)?.id }) };
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/exports`,
    role: "admin",
    act: "subscribers.export",
    summary: "Has everybody, in every state, written into one file, however many they are.",
    body: asked,
    answer: shownExport,
    handle: async ({ params, body, editor, draw, note }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const order = await orderExport(deps, { newsletterId: newsletter.id, ...body, by: editor.id, draw });
      note({ exportId: order.id });
      return order;
    },
  }),
  apiRoute({
    method: "get",
    path: `${path}/exports/:exportId`,
    role: "admin",
    summary: "How far a file is written; when it is `done`, it may be had for a day.",
    answer: shownExport,
    handle: async ({ params }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const kept = await deps.exports.get(newsletter.id, params.exportId);
      if (!kept) throw new NotFound(noSuch);
      return kept.order;
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/exports/:exportId/file`,
    role: "admin",
    act: "subscribers.take-out",
    summary:
      "Where to GET a file that is written: an address for five minutes; on one machine a page of the console. 409 while it is written, or a day later.",
    body: z.object({}),
    answer: z.object({ url: z.string() }),
    handle: async ({ params }) => {
      const { order, handed } = await handedOut(deps, params);
      return { url: "url" in handed ? handed.url : deps.publicUrl + exportPath(order, "file") };
    },
  }),
];
