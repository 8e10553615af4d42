import { EventEmitter } from "node:events";
import type { Server } from "node:http";

type Asked = { method: string; path: string; headers: Readonly<Record<string, string>>; body?: string | Uint8Array };
type Answered = { statusCode: number; headers: Record<string, string>; body: Uint8Array };

/** No signature is made where none is looked at: it is a tenth of what a request costs. */
const unsigned = {
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none",
  "x-amz-date": "20260101T000000Z",
};
export const noSigner = { sign: async <Request>(request: Request): Promise<Request> => request };

/**
 * Hands a client's requests to a server of this process without a socket between them, as the client would have sent
 * them and with the `Date` that an HTTP server says. It is for the one server that answers with one whole body.
 */
export const directHandler = (server: Pick<Server, "emit">) => ({
  handle: ({ method, path, headers, body = "" }: Asked): Promise<{ response: Answered }> =>
    new Promise((answered) => {
      const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const request = Object.assign(new EventEmitter(), {
        method,
        url: path,
        headers: { ...unsigned, ...Object.fromEntries(named) },
      });
      const said: Record<string, string> = { date: new Date().toUTCString() };
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: string | number) => {
          said[name.toLowerCase()] = String(value);
        },
        end: (text = "") =>
          answered({ response: { statusCode: response.statusCode, headers: said, body: Buffer.from(text) } }),
      };
      server.emit("request", request, response);
      request.emit(
        "data",
        typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      );
      request.emit("end");
    }),
});
