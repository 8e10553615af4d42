import { type HttpBindings, type ServerType, serve } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { visitorAddress } from "../functions/audience/network.ts";
import { authorizePosts } from "../functions/console/authorize-posts.ts";
import { consoleRoutes } from "../functions/console/routes.ts";
import { consolePath } from "../functions/console/sign-in-paths.ts";
import { loopbackNames } from "../functions/core/config.ts";
import { InvalidInput } from "../functions/core/errors.ts";
import type { Instant } from "../functions/core/time.ts";
import { postsRoutes } from "../functions/posts/routes.ts";
import { readForMany } from "../functions/read-for-many.ts";
import { archivePages, readerPages } from "../functions/web.ts";
import { clockPage } from "./clock-page.ts";
import { frontPage } from "./front-page.ts";
import type { Home } from "./home.ts";
import { mailboxApp } from "./mailbox/routes.ts";
import { isPrivate, type Parts } from "./parts.ts";
import { sampleApp } from "./sample/app.ts";
import { signInApp } from "./sign-in/routes.ts";

/** Everything that one address on this machine answers: the product's own routes, the mailbox, the sample's blog. */
export const localWeb = (
  home: Home,
  parts: Parts,
  wake: () => void = () => undefined,
  turned: () => Promise<unknown> = async () => undefined,
): Hono => {
  const { publicUrl } = parts;
  const app = new Hono();
  app.onError((error, context) => {
    console.error(error);
    return context.text("Something went wrong here; the terminal says what.", 500);
  });
  const turnClock = isPrivate(home.config.host, publicUrl) ? home.turnClock : undefined;
  app.use(ownHost(home.config.host, publicUrl));
  app.route(
    "/",
    frontPage({
      newsletters: parts.newsletters,
      issues: parts.issues,
      hasMailbox: home.endpoint !== undefined,
      hasClock: turnClock !== undefined,
    }),
  );
  app.route("/", readerPages({ ...parts, ...readForMany(parts), wake, visitorOf }));
  app.route("/", archivePages(parts));
  const withKeys = { ...parts, keys: parts.apiKeys };
  app.route("/", postsRoutes({ ...parts, authorize: (request) => authorizePosts(withKeys, request) }));
  if (turnClock) {
    const turn = async (to: Instant) => {
      await turnClock(to);
      await turned();
    };
    app.route("/", clockPage({ ...parts, turn }));
  }
  app.use(consolePath, ownOrigin(publicUrl));
  app.use(`${consolePath}/*`, ownOrigin(publicUrl));
  app.route("/", consoleRoutes(withKeys));
  if (!home.config.signIn && isPrivate(home.config.host, publicUrl)) app.route("/", signInApp(publicUrl));
  if (home.endpoint) app.route("/mailbox", mailboxApp(home.endpoint));
  if (home.config.sample) app.route("/", sampleApp({ origin: () => publicUrl, clock: home.clock }));
  return app;
};

/** Behind a proxy on this machine the visitor is whom the proxy names. */
const visitorOf = (context: Context): string | undefined =>
  visitorAddress(
    (context.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress,
    context.req.header("x-forwarded-for"),
  );

/**
 * While we listen on the loopback address only, a page elsewhere must not read the mailbox by a name of its own that
 * was made to lead here (DNS rebinding): only our own names are answered.
 */
const ownHost = (listensOn: string, publicUrl: string): MiddlewareHandler => {
  const own = new Set([...loopbackNames, new URL(publicUrl).hostname]);
  const isOpen = !loopbackNames.includes(listensOn);
  return (context, next) => {
    if (isOpen || own.has(new URL(context.req.url).hostname)) return next();
    return Promise.resolve(context.text("This address is not served here.", 421));
  };
};

/** Who opens the console by another name of this machine is led to the one that the sign-in comes back to. */
const ownOrigin = (publicUrl: string): MiddlewareHandler => {
  const own = new URL(publicUrl);
  return (context, next) => {
    const { hostname, pathname, search } = new URL(context.req.url);
    const isOther = hostname !== own.hostname && [hostname, own.hostname].every((each) => loopbackNames.includes(each));
    if (!isOther || context.req.method !== "GET") return next();
    return Promise.resolve(context.redirect(own.origin + pathname + search));
  };
};

export type RunningWeb = { port: number; close(): Promise<void> };

/** Listens on the address of the configuration. Throws `InvalidInput` that says what to do when the port is taken. */
export const listen = async (
  app: Pick<Hono, "fetch">,
  { host, port }: { host: string; port: number },
): Promise<RunningWeb> => {
  let server: ServerType | undefined;
  const taken = await new Promise<number>((listening, refused) => {
    server = serve({ fetch: app.fetch, hostname: host, port }, (address) => listening(address.port));
    server.once("error", refused);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new InvalidInput(
      `port ${port} is taken by another program: set TEARSHEET_PORT to a free one, such as ${port + 1}`,
    );
  });
  return {
    port: taken,
    close: () =>
      new Promise((closed) => {
        server?.close(() => closed());
        if (server && "closeAllConnections" in server) server.closeAllConnections();
      }),
  };
};
