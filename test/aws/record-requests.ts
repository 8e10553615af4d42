import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import type { ClientRequest } from "node:http";
import type { Noted } from "./uses.ts";

/**
 * Loaded before each deployed function by the end to end: notes every request that goes out, one line each, whichever
 * client makes it. `uses.ts` makes actions on resources of them.
 */
const file = process.env.TEARSHEET_RECORD;
const name = process.env.POWERTOOLS_SERVICE_NAME ?? "";
const mostBytes = 500_000;
const edge = 5000;

const note = (noted: Omit<Noted, "name">): void => {
  if (file) appendFileSync(file, `${JSON.stringify({ name, ...noted })}\n`);
};

/** Node's http: the SDK's clients. A request is whole when it ends. */
const noteClient = (request: ClientRequest): void => {
  const chunks: Buffer[] = [];
  type Write = (...of: unknown[]) => boolean;
  const write = request.write.bind(request) as Write;
  const end = request.end.bind(request) as unknown as (...of: unknown[]) => ClientRequest;
  const keep = (chunk: unknown) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
  };
  request.write = ((chunk: unknown, ...more: unknown[]) => {
    keep(chunk);
    return write(chunk, ...more);
  }) as typeof request.write;
  request.end = ((chunk: unknown, ...more: unknown[]) => {
    keep(chunk);
    const body = Buffer.concat(chunks).toString("utf8", 0, mostBytes);
    const target = request.getHeader("x-amz-target");
    note({ method: request.method, path: request.path, body, ...(target !== undefined && { target: String(target) }) });
    return end(chunk, ...more);
  }) as typeof request.end;
};

subscribe("http.client.request.created", (message) => noteClient((message as { request: ClientRequest }).request));

/** The head of a message and the envelope behind it, of a form that holds a mail. */
const edgesOf = (form: string): string =>
  form.length > 3 * edge ? `${form.slice(0, 2 * edge)}${form.slice(-edge).replace(/^[^&]*/, "")}` : form;

/** undici: Node's own fetch, and the connections to SES. */
subscribe("undici:request:create", (message) => {
  const { request } = message as { request: { method: string; path: string; body: unknown } };
  const body = request.body instanceof Uint8Array ? edgesOf(Buffer.from(request.body).toString("latin1")) : "";
  note({ method: request.method, path: request.path, body });
});
