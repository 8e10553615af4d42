import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import * as z from "zod";
import { framedMail, frameHeaders } from "../../functions/mail/framed-mail.ts";
import type { AcceptedMessage } from "../ses/accepted-message.ts";
import type { MessageStore } from "../ses/message-store.ts";
import type { SesEndpoint } from "../ses/ses-endpoint.ts";
import { listPage } from "./list-page.ts";
import { messagePage, type Notice, notices } from "./message-page.ts";
import { type Markup, page, pageHeaders } from "./page.ts";
import { postOneClick } from "./post-one-click.ts";
import { readMail } from "./read-mail.ts";
import { listSchema, viewSchema } from "./view.ts";

export type MailboxDeps = {
  messages: Pick<MessageStore, "page" | "find" | "at" | "mail">;
  /** Publishes a bounce or a complaint; `false` when nobody listens. */
  simulate: SesEndpoint["simulate"];
  /** Where the app is mounted: the front of every link in it. */
  base?: string;
  /** How the one-click button reaches the address in the mail. */
  post?: typeof fetch;
};

const largestForm = 1024;
const noticeSchema = z
  .enum(Object.keys(notices) as [Notice, ...Notice[]])
  .optional()
  .catch(undefined);
const formSchema = z.object({ what: z.enum(["bounce", "complaint"]) });

/**
 * The mailbox: what the SES endpoint accepted, to look at in a browser. GET changes nothing; the two POSTs act only
 * for a page of the same origin. A mail is shown in a sandboxed frame under a policy of its own, and runs no script.
 */
export const mailboxApp = (deps: MailboxDeps): Hono => {
  const { messages, simulate, base = "/mailbox", post = fetch } = deps;
  const app = new Hono();
  const back = (context: Context, message: AcceptedMessage, notice: Notice) =>
    context.redirect(`${base}/messages/${message.id}?notice=${notice}`, 303);

  app.use(csrf());

  app.get("/", async (context) => {
    const { q, before, after, limit } = listSchema.parse(context.req.query());
    const found = await messages.page({ limit, before, after, search: q });
    return answer(context, listPage({ base, found, search: q }));
  });

  app.get("/messages.json", async (context) => {
    const { q, before, after, limit } = listSchema.parse(context.req.query());
    context.header("cache-control", "no-store");
    return context.json(await messages.page({ limit, before, after, search: q }));
  });

  app.get("/messages/:id", async (context) => {
    const message = messages.find(context.req.param("id"));
    if (!message) return answer(context, notFound(base), 404);
    const raw = messages.mail(message);
    return answer(
      context,
      messagePage({
        base,
        message,
        mail: raw && { raw, parsed: await readMail(raw) },
        view: viewSchema.parse(context.req.query()),
        newer: messages.at(message.sequence + 1)?.id,
        older: messages.at(message.sequence - 1)?.id,
        notice: noticeSchema.parse(context.req.query("notice")),
      }),
    );
  });

  app.get("/messages/:id/frame", async (context) => {
    const message = messages.find(context.req.param("id"));
    const raw = message && messages.mail(message);
    const mail = raw && (await readMail(raw)).html;
    const { scheme, images } = viewSchema.parse(context.req.query());
    for (const [name, value] of Object.entries(frameHeaders(images))) context.header(name, value);
    return mail === undefined ? context.text("Not kept.", 404) : context.html(framedMail(mail, scheme));
  });

  app.get("/messages/:id/mail.eml", (context) => {
    const message = messages.find(context.req.param("id"));
    const raw = message && messages.mail(message);
    if (!message || !raw) return answer(context, notFound(base), 404);
    return context.body(new Uint8Array(raw), 200, {
      "content-type": "message/rfc822",
      "content-disposition": `attachment; filename="${message.sequence}.eml"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  app.post("/messages/:id/unsubscribe", async (context) => {
    const message = messages.find(context.req.param("id"));
    const raw = message && messages.mail(message);
    const url = raw && (await readMail(raw)).unsubscribe.oneClick;
    if (!message || !url) return answer(context, notFound(base), 404);
    return back(context, message, await postOneClick({ post }, url));
  });

  app.post("/messages/:id/events", bodyLimit({ maxSize: largestForm }), async (context) => {
    const message = messages.find(context.req.param("id"));
    const form = formSchema.safeParse(await context.req.parseBody());
    if (!message || !form.success) return answer(context, notFound(base), 404);
    return back(context, message, simulate(message, form.data.what) ? form.data.what : "unheard");
  });

  return app;
};

const answer = (context: Context, markup: Markup, status: 200 | 404 = 200): Response | Promise<Response> => {
  for (const [name, value] of Object.entries(pageHeaders)) context.header(name, value);
  return context.html(markup, status);
};

const notFound = (base: string): Markup =>
  page({
    base,
    title: "Not here – Mailbox",
    body: html`<div class="empty"><h1>Not here</h1><p>This mailbox holds no such message. <a href="${base}">All messages</a></p></div>`,
  });
