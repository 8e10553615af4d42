import { once } from "node:events";
import { createServer } from "node:net";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sesHandler } from "../../functions/mail/ses-handler.ts";

/** An endpoint beside this thread, that answers after so many milliseconds as the path says. */
const endpoint = `
  const { createServer } = require("node:http");
  const { parentPort } = require("node:worker_threads");
  const server = createServer((request, response) => {
    request.resume().on("end", () => setTimeout(() => response.end("taken"), Number(request.url.slice(1))));
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;
const limits = { requestTimeoutMs: 250, connectTimeoutMs: 250, connections: 4 };

const standStill = (milliseconds: number) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

describe("the connections to SES", () => {
  const handler = sesHandler(limits);
  let worker: Worker;
  let port: number;
  beforeAll(async () => {
    worker = new Worker(endpoint, { eval: true });
    [port] = await once(worker, "message");
  });
  afterAll(async () => {
    handler.destroy();
    await worker.terminate();
  });
  const ask = (path: string, onto = port, mayStart = () => true) =>
    handler.handle(
      { method: "POST", protocol: "http:", hostname: "127.0.0.1", port: onto, path, headers: {}, body: "mail" },
      { mayStart },
    );

  it("read what was answered in time to a process that stood still past the limit", async () => {
    await ask("/0");
    let started = () => {};
    const starts = new Promise<void>((resolve) => {
      started = resolve;
    });
    const answer = ask("/50", port, () => {
      started();
      return true;
    });
    await starts;
    // The bytes go out in the turn after.
    await new Promise(setImmediate);
    standStill(2 * limits.requestTimeoutMs);
    expect(String((await answer).response.body)).toBe("taken");
  });

  it("give up what nobody answers, and then it may have been taken", async () => {
    await expect(ask("/5000")).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("know that nothing was sent where nobody listens, and where it was too late to start", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port: nobody } = closed.address() as { port: number };
    closed.close();
    await expect(ask("/0", nobody)).rejects.toMatchObject({ name: "Retryable" });
    await expect(ask("/0", port, () => false)).rejects.toMatchObject({ name: "Retryable" });
  });
});
