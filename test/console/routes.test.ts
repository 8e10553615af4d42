import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Role, roles } from "../../functions/console/editor.ts";
import type { ConsoleEnv } from "../../functions/console/env.ts";
import { consoleRoutes } from "../../functions/console/routes.ts";
import { sessionStore } from "../../functions/console/session-store.ts";
import { addMilliseconds, hour } from "../../functions/core/time.ts";
import { type SignedIn, signInAs } from "../support/console.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";

type Row = [method: string, path: string, least: Role | "everybody", act?: string, fresh?: "fresh"];

/** Every route of the console: the least role that it is for, and the act that the audit notes. */
const table: Row[] = [
  ["GET", "/drafts/:token", "everybody"],
  ["GET", "/drafts/:token/mail", "everybody"],
  ["POST", "/drafts/:token/notes", "everybody"],
  ["GET", "/console/sign-in", "everybody"],
  ["GET", "/console/sign-in/*", "everybody"],
  ["GET", "/console/sign-in-again", "everybody"],
  ["GET", "/console/sign-in-again/*", "everybody"],
  ["GET", "/console/signed-in", "everybody"],
  ["GET", "/console/signed-out", "everybody"],
  ["POST", "/console/sign-out", "viewer", "session.end"],
  ["POST", "/console/sign-out-everywhere", "viewer", "session.end-all"],
  ["GET", "/console", "viewer"],
  ["GET", "/console/people", "admin"],
  ["POST", "/console/people/:editorId/sign-out", "admin", "session.end-all"],
  ["GET", "/console/keys", "admin"],
  ["POST", "/console/keys", "admin", "key.add", "fresh"],
  ["POST", "/console/keys/:keyId/revoke", "admin", "key.revoke"],
  ["GET", "/console/audit", "admin"],
  ["GET", "/console/api", "viewer"],
  ["GET", "/console/newsletters/:newsletterId", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/alt", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/mail", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/photos", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/photos/:photoId", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/sizes", "viewer"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/edits", "editor", "issue.edit"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/approve", "sender", "issue.approve"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/schedule", "sender", "issue.schedule"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/send-now", "sender", "issue.send-now", "fresh"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/skip", "sender", "issue.skip"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/hold", "sender", "issue.hold"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/let-go-on", "sender", "issue.let-go-on"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/seen", "editor", "issue.seen"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/reopen", "sender", "issue.reopen"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/take-back", "sender", "issue.take-back"],
  ["GET", "/console/scripts/bring.js", "viewer"],
  ["GET", "/console/scripts/desk.js", "viewer"],
  ["GET", "/console/scripts/desk-ask.js", "viewer"],
  ["GET", "/console/scripts/desk-edits.js", "viewer"],
  ["GET", "/console/scripts/desk-order.js", "viewer"],
  ["GET", "/console/scripts/desk-parts.js", "viewer"],
  ["GET", "/console/scripts/desk-photo.js", "viewer"],
  ["GET", "/console/scripts/desk-words.js", "viewer"],
  ["GET", "/console/scripts/sortable.js", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/subscribers", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/subscribers/suppressed", "editor", "subscribers.list-suppressed"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/find", "editor", "subscriber.look-up"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/suppress", "sender", "subscriber.suppress"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/unsuppress", "sender", "subscriber.unsuppress"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/erase", "admin", "subscriber.erase", "fresh"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/personal-data", "admin", "subscriber.personal-data"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/add", "sender", "subscriber.add"],
  ["POST", "/console/newsletters/:newsletterId/sign-up/open", "sender", "sign-up.open"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/export", "admin", "subscribers.export"],
  ["GET", "/console/newsletters/:newsletterId/subscribers/exports/:exportId", "admin"],
  ["GET", "/console/newsletters/:newsletterId/subscribers/exports/:exportId/file", "admin", "subscribers.take-out"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/imports", "sender", "subscribers.import"],
  ["GET", "/console/newsletters/:newsletterId/subscribers/imports/:importId", "viewer"],
  [
    "GET",
    "/console/newsletters/:newsletterId/subscribers/imports/:importId/rows/:part{look|taken}/:from{[0-9]+\\.csv}",
    "viewer",
  ],
  ["PUT", "/console/newsletters/:newsletterId/subscribers/imports/:importId/file", "sender", "subscribers.upload"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/imports/:importId/take-in", "sender", "subscribers.take-in"],
  ["POST", "/console/newsletters/:newsletterId/subscribers/imports/:importId/discard", "sender", "subscribers.discard"],
  ["GET", "/console/newsletters/:newsletterId/sources", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/settings", "viewer"],
  ["POST", "/console/newsletters/:newsletterId/settings", "admin", "settings.change"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/posts", "viewer"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/photos/:photoId/take-down", "editor", "photo.take-down"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/photos/:photoId/put-back", "admin", "photo.put-back"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/links", "editor", "draft-link.add"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/links/:linkId/revoke", "editor", "draft-link.revoke"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/test", "editor", "issue.test"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/run", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/report", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/run/recipients/:state", "editor", "recipients.export"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/pause", "editor", "issue.pause"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/resume", "sender", "issue.resume"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/cancel", "sender", "issue.cancel"],
  ["GET", "/console/newsletters/:newsletterId/issues/:issueId/beside", "viewer"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/correction", "editor", "issue.begin-correction"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/correct", "sender", "issue.correct"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/discard", "sender", "issue.discard-correction"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/settle", "sender", "issue.settle"],
  [
    "POST",
    "/console/newsletters/:newsletterId/issues/:issueId/run/resend-unknown",
    "sender",
    "issue.resend-unknown",
    "fresh",
  ],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/redrive", "sender", "issue.redrive"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/copy", "sender", "recipient.send-copy"],
  ["POST", "/console/newsletters/:newsletterId/issues/:issueId/run/story", "editor", "recipient.look-up"],
  ["GET", "/console/scripts/run.js", "viewer"],
  ["GET", "/console/scripts/own-zone.js", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/calendar", "viewer"],
  ["GET", "/console/newsletters/:newsletterId/webhook", "admin"],
  ["GET", "/console/newsletters/:newsletterId/sponsors", "viewer"],
  ["POST", "/console/newsletters/:newsletterId/sponsors", "sender", "sponsors.change"],
  ["GET", "/console/*", "viewer"],
  ["GET", "/api/openapi.json", "viewer"],
  ["GET", "/api/newsletters", "viewer"],
  ["GET", "/api/people", "admin"],
  ["DELETE", "/api/people/:editorId/sessions", "admin", "session.end-all"],
  ["GET", "/api/keys", "admin"],
  ["POST", "/api/keys", "admin", "key.add", "fresh"],
  ["DELETE", "/api/keys/:keyId", "admin", "key.revoke"],
  ["GET", "/api/audit", "admin"],
  ["GET", "/api/newsletters/:newsletterId/issues", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/sources", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/settings", "viewer"],
  ["PUT", "/api/newsletters/:newsletterId/settings", "admin", "settings.change"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/posts", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/posts/:postId", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/mail", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/photos/:photoId/swaps", "viewer"],
  ["PUT", "/api/newsletters/:newsletterId/posts/:postId/photos/:photoId/takedown", "editor", "photo.take-down"],
  ["DELETE", "/api/newsletters/:newsletterId/posts/:postId/photos/:photoId/takedown", "admin", "photo.put-back"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/edits", "editor", "issue.edit"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/undo", "editor", "issue.edit"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/tests", "editor", "issue.test"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/tests", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/links", "editor"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/links", "editor", "draft-link.add"],
  ["DELETE", "/api/newsletters/:newsletterId/issues/:issueId/links/:linkId", "editor", "draft-link.revoke"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/approval", "sender", "issue.approve"],
  ["DELETE", "/api/newsletters/:newsletterId/issues/:issueId/approval", "sender", "issue.take-back"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/skip", "sender", "issue.skip"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/reopen", "sender", "issue.reopen"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/send-now", "sender", "issue.send-now", "fresh"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/hold", "sender", "issue.hold"],
  ["DELETE", "/api/newsletters/:newsletterId/issues/:issueId/hold", "sender", "issue.let-go-on"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/seen", "editor", "issue.seen"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/run", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/issues/:issueId/run/recipients", "editor", "recipients.export"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/pause", "editor", "issue.pause"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/resume", "sender", "issue.resume"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/cancel", "sender", "issue.cancel"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/correction", "editor", "issue.begin-correction"],
  ["DELETE", "/api/newsletters/:newsletterId/issues/:issueId/run/correction", "sender", "issue.discard-correction"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/correct", "sender", "issue.correct"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/settlement", "sender", "issue.settle"],
  [
    "POST",
    "/api/newsletters/:newsletterId/issues/:issueId/run/resend-unknown",
    "sender",
    "issue.resend-unknown",
    "fresh",
  ],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/redrive", "sender", "issue.redrive"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/copies", "sender", "recipient.send-copy"],
  ["POST", "/api/newsletters/:newsletterId/issues/:issueId/run/stories", "editor", "recipient.look-up"],
  ["GET", "/api/newsletters/:newsletterId/subscribers/suppressed", "editor", "subscribers.list-suppressed"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/look-up", "editor", "subscriber.look-up"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/suppress", "sender", "subscriber.suppress"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/unsuppress", "sender", "subscriber.unsuppress"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/erase", "admin", "subscriber.erase", "fresh"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/personal-data", "admin", "subscriber.personal-data"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/add", "sender", "subscriber.add"],
  ["GET", "/api/newsletters/:newsletterId/sign-up", "viewer"],
  ["POST", "/api/newsletters/:newsletterId/sign-up/open", "sender", "sign-up.open"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/export", "admin", "subscribers.export"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/exports", "admin", "subscribers.export"],
  ["GET", "/api/newsletters/:newsletterId/subscribers/exports/:exportId", "admin"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/exports/:exportId/file", "admin", "subscribers.take-out"],
  ["GET", "/api/newsletters/:newsletterId/subscribers/imports", "viewer"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/imports", "sender", "subscribers.import"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/uploads", "sender", "subscribers.import"],
  ["GET", "/api/newsletters/:newsletterId/subscribers/imports/:importId", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/subscribers/imports/:importId/rows", "viewer"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/imports/:importId/take-in", "sender", "subscribers.take-in"],
  ["POST", "/api/newsletters/:newsletterId/subscribers/imports/:importId/discard", "sender", "subscribers.discard"],
  ["GET", "/api/newsletters/:newsletterId/calendar", "viewer"],
  ["GET", "/api/newsletters/:newsletterId/webhook", "admin"],
  ["GET", "/api/newsletters/:newsletterId/sponsors", "viewer"],
  ["PUT", "/api/newsletters/:newsletterId/sponsors", "sender", "sponsors.change"],
  ["GET", "/api/*", "viewer"],
];

const now = "2026-11-10T12:00:00.000Z";
const guarded = table.filter(([, , least]) => least !== "everybody");
const changing = guarded.filter(([method]) => method !== "GET");
const noted = guarded.filter(([, , , act]) => act);

describe("the routes of the console", () => {
  let site: ConsoleSite;
  let app: Hono<ConsoleEnv>;
  let asked = 0;
  beforeAll(async () => {
    site = await openConsoleSite();
    app = consoleRoutes({ ...site.parts, keys: site.parts.apiKeys, wallClock: () => addMilliseconds(now, asked++) });
  });
  afterAll(() => site.close());

  const signedIn = (role: Role | undefined, provenHoursAgo = 0): Promise<SignedIn> => {
    const provenAt = addMilliseconds(now, -provenHoursAgo * hour);
    return signInAs(site.table, role, { now, publicUrl: site.url, provenAt });
  };
  const sessions = new Map<Role | undefined, Promise<SignedIn>>();
  /** One session of a role for all rows but those that end it. */
  const signedInFor = ([, path]: Row, role: Role | undefined): Promise<SignedIn> => {
    if (/^\/console\/sign-out/.test(path)) return signedIn(role);
    const session = sessions.get(role) ?? signedIn(role);
    sessions.set(role, session);
    return session;
  };
  const ask = async ([method, path]: Row, headers: Record<string, string>) => {
    const body = method === "GET" || method === "DELETE" ? undefined : "{}";
    const url = site.url + path.replaceAll(/:\w+|\*/g, "x");
    const answer = await app.request(url, { method, headers, ...(body && { body }) });
    const said = answer.status === 401 || answer.status === 403 ? ((await answer.json()) as { reason: string }) : {};
    return { status: answer.status, ...said };
  };
  const lastAct = async () => (await site.parts.audit.ofMonth(now.slice(0, 7), 1))[0];

  it("are those of the table, no more and no fewer", () => {
    const served = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(served)].toSorted()).toEqual(table.map(([method, path]) => `${method} ${path}`).toSorted());
  });

  it("under /api are those of its document", async () => {
    const headers = (await signedIn("viewer")).opens;
    const document = (await (await app.request(`${site.url}/api/openapi.json`, { headers })).json()) as {
      paths: Record<string, object>;
    };
    const described = Object.entries(document.paths).flatMap(([path, calls]) =>
      Object.keys(calls).map((method) => `${method.toUpperCase()} /api${path}`),
    );
    const served = table
      .filter(([, path]) => path.startsWith("/api/") && !/openapi|\*/.test(path))
      .map(([method, path]) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    expect(described.toSorted()).toEqual(served.toSorted());
  });

  it("do by the API what they do by pages, but for one’s own session and a file that is put where a call says", () => {
    const actsOf = (below: string) =>
      new Set(noted.filter(([, path]) => path.startsWith(below)).map(([, , , act]) => act));
    const byApi = actsOf("/api/");
    // An approval for a later time is the approval with `sendAt`.
    const others = ["session.end", "issue.schedule", "subscribers.upload"];
    expect([...actsOf("/console/")].filter((act) => act && !byApi.has(act))).toEqual(others);
  });

  it("each name an act that changes something", () => {
    expect(changing.filter(([, , , act]) => !act)).toEqual([]);
  });

  it.each(guarded)("%s %s refuses whoever stands below the %s, and nobody else", async (...row) => {
    const [, , least] = row;
    expect((await ask(row, { accept: "application/json" })).status).toBe(401);
    for (const role of [undefined, ...roles]) {
      const answer = await ask(row, (await signedInFor(row, role)).asks);
      const isHigh = role !== undefined && roles.indexOf(role) >= roles.indexOf(least as Role);
      if (isHigh) expect([401, 403, 500]).not.toContain(answer.status);
      else expect(answer).toMatchObject({ status: 403, reason: "role" });
    }
  });

  it.each(changing)(
    "%s %s refuses a request of another page, of none, and one of a session that is over",
    async (...row) => {
      const { asks, key } = await signedIn("admin");
      const { origin, ...without } = asks;
      expect(await ask(row, without)).toMatchObject({ status: 403, reason: "origin" });
      expect(await ask(row, { ...asks, origin: "https://evil.example" })).toMatchObject({ reason: "origin" });
      expect(await ask(row, { ...asks, "sec-fetch-site": "cross-site" })).toMatchObject({ reason: "origin" });
      expect(await ask(row, { ...asks, "x-form-token": "" })).toMatchObject({ status: 403, reason: "token" });
      const another = await signedIn("admin");
      expect(await ask(row, { ...another.asks, "x-form-token": asks["x-form-token"] ?? "" })).toMatchObject({
        reason: "token",
      });
      await sessionStore(site.table).end(key);
      expect(await ask(row, asks)).toMatchObject({ status: 401, reason: "signed-out" });
    },
  );

  it.each(noted)("%s %s, done by an %s, stands in the audit as %s", async (...row) => {
    const [, , , act, fresh] = row;
    const stale = await ask(row, (await signedIn("admin", 1)).asks);
    if (fresh) expect(stale).toMatchObject({ status: 403, reason: "not-fresh" });
    else expect(stale.status).not.toBe(403);
    await ask(row, (await signedIn("admin")).asks);
    expect(await lastAct()).toMatchObject({ act, by: { name: "admin", via: "console" } });
    expect((await lastAct())?.outcome).toBeDefined();
  });
});
