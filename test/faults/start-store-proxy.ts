import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { failures, fateOf, isWrite, noStoreFaults, type StoreFate, type StoreFaults } from "./store-faults.ts";

/** The way to a store: passes every request on, or does to it what the faults say, and counts. */
export type StoreProxy = {
  url: string;
  faults: StoreFaults;
  /** Writes that were asked for, whatever became of them, and how often each fault struck. */
  counts: { writes: number; reads: number } & Record<Exclude<StoreFate, "served">, number>;
  /** Writes by the partition that they were asked for. */
  writesOf: ReadonlyMap<string, number>;
  stop(): Promise<void>;
};

const partition = /"pk":\{"S":"([^"]+)"/;

export const startStoreProxy = async (
  storeUrl: string,
  options: { faults?: StoreFaults; draw?: () => number } = {},
): Promise<StoreProxy> => {
  const { draw = Math.random } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const writesOf = new Map<string, number>();
  const counts = { writes: 0, reads: 0, conditionFails: 0, throttled: 0, appliedButFailed: 0 };
  const server = createServer((request, response) => {
    response.sendDate = false;
    void serve(request, response).catch(() => request.socket.destroy());
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const asked = { target: String(request.headers["x-amz-target"]), body: body.toString() };
    counts[isWrite(asked) ? "writes" : "reads"]++;
    const pk = isWrite(asked) ? partition.exec(asked.body)?.[1] : undefined;
    if (pk) writesOf.set(pk, 1 + (writesOf.get(pk) ?? 0));
    if (proxy.faults.slowMs > 0) await sleep(proxy.faults.slowMs);
    const fate = fateOf(proxy.faults, asked, draw());
    response.setHeader("date", new Date(Date.now() + proxy.faults.dateOffMs).toUTCString());
    if (fate !== "served") counts[fate]++;
    if (fate === "conditionFails" || fate === "throttled") return fail(response, fate);
    const answer = await pass(storeUrl, { agent, request, body });
    if (fate === "appliedButFailed" && answer.status === 200) return fail(response, fate);
    response.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
    response.end(answer.body);
  };
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const proxy: StoreProxy = {
    url: `http://127.0.0.1:${port}`,
    faults: options.faults ?? noStoreFaults,
    counts,
    writesOf,
    async stop() {
      agent.destroy();
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
    },
  };
  return proxy;
};

const fail = (response: ServerResponse, fate: Exclude<StoreFate, "served">): void => {
  const { status, type, message } = failures[fate];
  const body = JSON.stringify({ __type: type, message });
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(body);
};

const bodyOf = async (from: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of from) chunks.push(chunk);
  return Buffer.concat(chunks);
};

type Answer = { status: number; headers: Record<string, string>; body: Buffer };

/** The checksum of the body goes along as it came; the date is ours to say. */
const pass = (storeUrl: string, via: { agent: Agent; request: IncomingMessage; body: Buffer }): Promise<Answer> =>
  new Promise((answered, failed) => {
    const { agent, request, body } = via;
    const passed = httpRequest(storeUrl, { method: request.method, headers: request.headers, agent }, (answer) => {
      bodyOf(answer).then((bytes) => {
        const headers: Record<string, string> = {};
        for (const name of ["content-type", "x-amz-crc32", "x-amzn-requestid"]) {
          const value = answer.headers[name];
          if (typeof value === "string") headers[name] = value;
        }
        answered({ status: answer.statusCode ?? 500, headers, body: bytes });
      }, failed);
    });
    passed.once("error", failed).end(body);
  });
