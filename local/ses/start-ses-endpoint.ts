import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, failed } from "./answer.ts";
import { answerControl } from "./answer-control.ts";
import { type EndpointOptions, type SesEndpoint, sesEndpoint } from "./ses-endpoint.ts";
import { internalFailure, tooLarge } from "./ses-error.ts";

/** Form-encoding base64 of a message makes it at most this much longer: 4 bytes for 3, and `%2B` for every one. */
const encodingFactor = 4;

/** `stop` ends every connection, silent ones too, and closes the folder. */
export type RunningEndpoint = { endpoint: SesEndpoint; url: string; port: number; stop(): Promise<void> };

/**
 * The endpoint on a port of its own, for `AWS_ENDPOINT_URL_SES`; port 0 takes a free one. Besides SES's protocol
 * (POST /) it answers `/_faults`, `/_settings` and `/_events`, by which another process scripts it. Rejects with the
 * system's error when the port is taken.
 */
export const startSesEndpoint = async (
  options: EndpointOptions & { port?: number; host?: string },
): Promise<RunningEndpoint> => {
  const { port = 0, host = "127.0.0.1", now = Date.now } = options;
  const endpoint = sesEndpoint(options);
  const server = createServer((request, response) => {
    // By this a client corrects the clock that it signs with, so it is the clock that judges signatures.
    response.setHeader("date", new Date(now()).toUTCString());
    void serve(endpoint, request, response);
  });
  // Longer than any client keeps an idle connection, so that it is never we who close one as a request comes in.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  await new Promise<void>((listening, refused) => {
    server.once("error", refused);
    server.listen(port, host, listening);
  }).catch((error: unknown) => {
    endpoint.close();
    throw error;
  });
  const address = server.address() as AddressInfo;
  return {
    endpoint,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    async stop() {
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
      endpoint.close();
    },
  };
};

const serve = async (endpoint: SesEndpoint, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    // A page in a browser on this machine must not send mail or script faults: no browser omits both of these.
    if (request.headers.origin || request.headers["sec-fetch-site"]) return plain(response, 403, "not for browsers");
    const body = await bodyOf(request, endpoint.settings.maxMessageBytes * encodingFactor);
    if (body === undefined) return finish(request, response, failed(tooLarge, "too-large"));
    if (request.url?.startsWith("/_")) return answerControl(endpoint, request, body, response);
    if (request.method !== "POST") return plain(response, 405, "Amazon SES, on this machine: point an SES client here");
    finish(request, response, await endpoint.handle({ headers: request.headers, body }));
  } catch (error) {
    // A client that hung up has nobody to answer.
    if (request.destroyed && !request.complete) return;
    console.error("the SES endpoint failed on a request", error);
    if (response.headersSent) return void request.socket.destroy();
    finish(request, response, failed(internalFailure, "failed"));
  }
};

const finish = (request: IncomingMessage, response: ServerResponse, answer: Answer): void => {
  if (answer.kind === "drop") request.socket.destroy();
  else if (answer.kind === "hang") setTimeout(() => request.socket.destroy(), answer.seconds * 1000).unref();
  else {
    const xml = Buffer.from(answer.xml);
    response.writeHead(answer.status, {
      "content-type": "text/xml",
      "content-length": xml.length,
      "x-amzn-requestid": answer.requestId,
    });
    response.end(xml);
  }
};

const plain = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
};

/** The whole body, or `undefined` once it is longer than `limit`; what is too much is read and thrown away. */
const bodyOf = async (request: IncomingMessage, limit: number): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
  }
  return bytes <= limit ? Buffer.concat(chunks, bytes) : undefined;
};
