import { Hono } from "hono";
import { onTestFinished } from "vitest";
import { mailboxApp } from "../../../local/mailbox/routes.ts";
import { type SesEndpoint, sesEndpoint } from "../../../local/ses/ses-endpoint.ts";
import type { SesEvent } from "../../../local/ses/ses-event.ts";
import { aFolder, testNow } from "../../support/ses-endpoint.ts";

export const origin = "http://mailbox.example";

/** A mailbox mounted where the product mounts it, an endpoint behind it, and `receiver` as everybody else's server. */
export const aMailbox = async (options: { keep?: number; receiver?: Hono } = {}) => {
  const endpoint = sesEndpoint({
    folder: await aFolder(),
    settings: { ratePerSecond: 100_000 },
    clock: () => new Date(testNow).toISOString(),
    now: () => testNow,
    schedule: (_, task) => task(),
    ...(options.keep !== undefined && { keep: options.keep }),
  });
  onTestFinished(() => endpoint.close());
  const events: SesEvent[] = [];
  const app = new Hono();
  const { messages, simulate } = endpoint;
  const post: typeof fetch = async (url, init) => (options.receiver ?? new Hono()).request(String(url), init);
  app.route("/mailbox", mailboxApp({ messages, simulate, post }));
  return {
    app,
    endpoint,
    events,
    listen: () => endpoint.subscribe((event) => void events.push(event)),
    deliver: (mail: Buffer, to?: string) => deliver(endpoint, mail, to),
    /** Presses a button on a page of the mailbox. */
    press: (path: string, fields: Record<string, string> = {}, from = origin) =>
      app.request(`${origin}/mailbox${path}`, {
        method: "POST",
        body: new URLSearchParams(fields).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", origin: from },
      }),
    page: async (path: string) => {
      const answer = await app.request(`${origin}/mailbox${path}`);
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    },
  };
};

/** Hands a mail to the endpoint as the wire does, and gives its id. */
const deliver = async (endpoint: SesEndpoint, mail: Buffer, to?: string): Promise<string> => {
  const fields = new URLSearchParams({ Action: "SendRawEmail", "RawMessage.Data": mail.toString("base64") });
  if (to) fields.set("Destinations.member.1", to);
  const answer = await endpoint.handle({
    headers: { authorization: "AWS4-HMAC-SHA256 …", "x-amz-date": "20261024T080000Z" },
    body: Buffer.from(fields.toString()),
  });
  const id = answer.kind === "answer" && /<MessageId>([^<]+)</.exec(answer.xml)?.[1];
  if (!id) throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  return id;
};

/** An HTML mail with everything a digest's header offers. */
export const anHtmlMail = (html: string, headers: Readonly<Record<string, string>> = {}): Buffer =>
  Buffer.from(
    [
      ...Object.entries({
        From: "Flashbulb <week@flashbulb.example>",
        To: "ana@reader.example",
        Subject: "The week in photographs",
        "MIME-Version": "1.0",
        "List-Unsubscribe": "<https://flashbulb.example/unsubscribe/t1>, <mailto:leave@flashbulb.example>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "X-SES-MESSAGE-TAGS": "issue=week-43",
        "Content-Type": "text/html; charset=utf-8",
        ...headers,
      }).map(([name, value]) => `${name}: ${value}`),
      "",
      html,
    ].join("\r\n"),
  );
