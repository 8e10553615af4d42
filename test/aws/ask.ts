import { type IncomingHttpHeaders, request } from "node:http";
import { request as requestByTls } from "node:https";

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** Asks the deployed API. A stand-in names it below `localhost`, which not every machine resolves. */
export const ask = (
  url: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { protocol, host, hostname, port, pathname, search } = new URL(url);
    const outgoing = (protocol === "https:" ? requestByTls : request)(
      {
        method,
        path: pathname + search,
        host: hostname.endsWith(".localhost") ? "127.0.0.1" : hostname,
        ...(port && { port }),
        headers: { ...headers, host, ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }) },
        timeout: 60_000,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    outgoing.on("error", reject).on("timeout", () => outgoing.destroy(new Error(`${method} ${pathname}: no answer`)));
    outgoing.end(body);
  });
