import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server on the loopback address for one test; ends with `await using`. */
export type Site = AsyncDisposable & {
  url: string;
  /** As the guarded fetch wants it in `allow`. */
  hostPort: string;
  port: number;
  /** How many connections were ever made to it. */
  connections(): number;
};

/** Listens on every loopback address, IPv4 and IPv6 alike, so that no spelling of "this machine" goes unseen. */
export const aSite = async (listener: RequestListener): Promise<Site> => {
  let connections = 0;
  const server = createServer(listener).on("connection", () => connections++);
  await new Promise<void>((ready) => server.listen(0, "::", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hostPort: `127.0.0.1:${port}`,
    port,
    connections: () => connections,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
