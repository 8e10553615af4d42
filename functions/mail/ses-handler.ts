import { HttpResponse } from "@smithy/protocol-http";
import { Pool } from "undici";
import { Retryable } from "../core/errors.ts";

/** The part of a request that goes over the wire; made by the SDK or by `sendRaw`. */
export type SesRequest = {
  method: string;
  protocol: string;
  hostname: string;
  port?: number | undefined;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
};

export type StartOptions = {
  /** Asked when the request would start, after whatever it waited for; `false`: it is too late. */
  mayStart?: (() => boolean) | undefined;
};

export type SesHandlerOptions = { requestTimeoutMs: number; connectTimeoutMs: number; connections: number };

/**
 * The connections to SES, as the SDK's client takes them. Every request is written once, on a connection of its own
 * while it runs, and never again by itself. It starts when its bytes go to a connected socket: what fails before is
 * `Retryable`, because nothing was sent, and from then on the whole answer must be there in time, or it is a
 * `TimeoutError`. What is there when a process wakes that stood still was in time.
 */
export const sesHandler = ({ requestTimeoutMs, connectTimeoutMs, connections }: SesHandlerOptions) => {
  const pools = new Map<string, Pool>();
  const poolOf = ({ protocol, hostname, port }: SesRequest): Pool => {
    const origin = `${protocol}//${hostname}${port ? `:${port}` : ""}`;
    const known = pools.get(origin);
    if (known) return known;
    // Our own timers end a request; its pool's would only be later ones.
    const timeouts = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: connectTimeoutMs } };
    const pool = new Pool(origin, { ...timeouts, connections, pipelining: 1, allowH2: false });
    pools.set(origin, pool);
    return pool;
  };

  const handle = (
    request: SesRequest,
    { mayStart = () => true }: StartOptions = {},
  ): Promise<{ response: HttpResponse }> =>
    new Promise((resolve, reject) => {
      let started = false;
      let ended = false;
      let statusCode = 0;
      let headers: Record<string, string | string[] | undefined> = {};
      const chunks: Buffer[] = [];
      let abort = (_reason: Error) => {};
      const fail = (error: Error) => {
        ended = true;
        clearTimeout(timer);
        reject(started ? error : new Retryable("the request to SES did not start", { cause: error }));
      };
      const expire = () => {
        if (ended) return;
        const error = timedOut(started ? requestTimeoutMs : connectTimeoutMs);
        fail(error);
        abort(error);
      };
      // A process that stood still reads first what came meanwhile: timers run before sockets do, an immediate after.
      const expireOnceRead = () => void setImmediate(expire);
      let timer = setTimeout(expireOnceRead, connectTimeoutMs);
      poolOf(request).dispatch(
        {
          path: request.path,
          method: request.method as "POST",
          headers: request.headers,
          body: (request.body ?? null) as Buffer | string | null,
        },
        {
          onRequestStart(controller) {
            if (!ended && !mayStart()) fail(Object.assign(new Error("too late"), { code: "TooLate" }));
            // Given up already: nothing may be written any more.
            if (ended) return controller.abort(timedOut(connectTimeoutMs));
            started = true;
            abort = (reason) => controller.abort(reason);
            clearTimeout(timer);
            timer = setTimeout(expireOnceRead, requestTimeoutMs);
          },
          onResponseStart(_, status, answered) {
            statusCode = status;
            headers = answered;
          },
          onResponseData(_, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd() {
            ended = true;
            clearTimeout(timer);
            const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
            resolve({ response: new HttpResponse({ statusCode, headers: headers as Record<string, string>, body }) });
          },
          onResponseError: (_, error) => fail(error),
        },
      );
    });

  return {
    handle,
    destroy() {
      for (const pool of pools.values()) void pool.destroy();
      pools.clear();
    },
    // The SDK asks for these; there is nothing to set.
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
};

const timedOut = (milliseconds: number): Error =>
  Object.assign(new Error(`no answer within ${milliseconds} ms`), { name: "TimeoutError" });
