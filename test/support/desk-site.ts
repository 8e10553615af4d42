import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { Role } from "../../functions/console/editor.ts";
import { consoleRoutes } from "../../functions/console/routes.ts";
import { consoleTable } from "../../functions/console/table.ts";
import { parseConfig } from "../../functions/core/config.ts";
import { inParallel } from "../../functions/core/in-parallel.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { addMilliseconds, type Clock, clockFrom, day, type Instant } from "../../functions/core/time.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import type { Window } from "../../functions/digest/issue.ts";
import { makeIssue } from "../../functions/digest/make-issue.ts";
import { photoRoutes } from "../../functions/posts/photo-routes.ts";
import type { Post } from "../../functions/posts/post.ts";
import { tables } from "../../functions/tables.ts";
import { hearEvents } from "../../local/events.ts";
import { mailboxApp } from "../../local/mailbox/routes.ts";
import { localParts } from "../../local/parts.ts";
import type { SesEvent } from "../../local/ses/ses-event.ts";
import { signInApp } from "../../local/sign-in/routes.ts";
import { idKey, keyring, subscribe } from "./audience.ts";
import { signInAs } from "./console.ts";
import { timeOf } from "./delivery.ts";
import { aNewsletter, aWindow } from "./digest-week.ts";
import { confirmed } from "./installation.ts";
import { memoryFiles } from "./memory-files.ts";
import { pictureAt } from "./pictured-week.ts";
import { openSes } from "./ses.ts";
import { openStore } from "./store.ts";

/** The console over a store in memory, served on a port of its own, with the draft of a week whose pictures are there. */
export const openDeskSite = async (input: {
  posts: readonly Post[];
  newsletter?: Newsletter;
  window?: Window;
  /** How many subscribe to it. */
  people?: number;
  /** The clock runs on from what is set, and so many mails a second go out. */
  runsAt?: number;
  /** By which sign-ins last, where somebody signs in at the provider of this machine, whose time is the real one. */
  wallClock?: Clock;
  /** Which events of the mail service come; none unless it is said. */
  hears?: (event: SesEvent) => boolean;
}) => {
  const { newsletter = aNewsletter({ postalAddress: "Flashbulb, 1 Shutter Lane, London" }), window = aWindow } = input;
  const engine = await openStore(...tables);
  const local = await openSes(
    { dailyQuota: 1_000 + 2 * (input.people ?? 0), ...(input.runsAt && { ratePerSecond: input.runsAt }) },
    1_000,
  );
  const showing = (at: Instant): Clock => (input.runsAt ? clockFrom(at) : () => at);
  let shown = showing(addMilliseconds(window.until, -2.5 * day));
  const clock = () => shown();
  const app = new Hono();
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const memory = memoryFiles();
  const files = { ...memory, get: async (key: string) => (await memory.get(key)) ?? pictureAt(key) };
  const parts = localParts(
    {
      config: parseConfig({}, clock()),
      keys: { linkKeys: keyring, idKey },
      ...{
        files,
        ses: local.ses,
        table: engine.table,
        endpoint: local.endpoint,
        clock,
        stampClock: clock,
        storeTime: timeOf(clock),
      },
      tell: async () => {},
      ...confirmed,
      close: async () => {},
    },
    origin,
  );
  const deps = { ...parts, keys: parts.apiKeys, wallClock: input.wallClock ?? clock };
  app.route("/", photoRoutes(parts));
  app.route("/mailbox", mailboxApp(local.endpoint));
  app.route("/", consoleRoutes(deps));
  app.route("/", signInApp(origin));
  await parts.newsletters.put({ newsletter, version: 0 });
  for (const post of input.posts) await parts.posts.put(post, undefined);
  const people = Array.from({ length: input.people ?? 0 }, (_, n) => n);
  await inParallel(people, 8, (n) => subscribe(parts.audience, { address: `r${n}@example.com`, name: `Reader ${n}` }));
  const { hears } = input;
  const takeIn = (events: readonly SesEvent[]) => takeInEvents(parts, events);
  const hearing =
    hears &&
    hearEvents({
      endpoint: {
        subscribe: (listen) => local.endpoint.subscribe((event) => (hears(event) ? listen(event) : undefined)),
      },
      takeIn,
      say: (line) => console.error(line),
    });
  const { issue } = await makeIssue(parts, { newsletter, window });
  return {
    table: engine.table,
    ...{ origin, deps, newsletter, issueId: issue.id, accepted: local.accepted, faults: local.endpoint.faults },
    desk: `${origin}/console/newsletters/${newsletter.id}/issues/${issue.id}`,
    set(at: Instant) {
      shown = showing(at);
    },
    signIn: (role: Role) => signInAs(engine.table(consoleTable), role, { now: clock(), publicUrl: origin }),
    async close() {
      server.closeAllConnections();
      server.close();
      await hearing?.stop();
      await local.close();
      await engine.close();
    },
  };
};
export type DeskSite = Awaited<ReturnType<typeof openDeskSite>>;
