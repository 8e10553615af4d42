import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { answerError } from "../../functions/console/answer-error.ts";
import { hashOfKey, type Scope, writeApiKey } from "../../functions/console/api-key.ts";
import { apiRoute } from "../../functions/console/api-route.ts";
import { apiRoutes } from "../../functions/console/api-routes.ts";
import { type AuditStore, auditStore } from "../../functions/console/audit-store.ts";
import type { ConsoleEnv } from "../../functions/console/env.ts";
import { acts, freshSignIn, needs, signedIn } from "../../functions/console/guard.ts";
import { type KeyStore, keyStore } from "../../functions/console/key-store.ts";
import { securityHeaders } from "../../functions/console/security-headers.ts";
import { type SessionStore, sessionStore } from "../../functions/console/session-store.ts";
import { consoleTable } from "../../functions/console/table.ts";
import { derivedId } from "../../functions/core/ids.ts";
import { addMilliseconds, hour, type Instant, minute } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { type SignedIn, signInAs } from "../support/console.ts";
import { openStore } from "../support/store.ts";

const start = "2026-11-10T12:00:00.000Z";
const publicUrl = "https://news.example";

describe("the guard of the console", () => {
  let engine: StoreEngine;
  let sessions: SessionStore;
  let keys: KeyStore;
  let audit: AuditStore;
  let now: Instant;
  let done: string[];
  let ids = 0;
  beforeAll(async () => {
    engine = await openStore(consoleTable);
    sessions = sessionStore(engine.table(consoleTable));
    keys = keyStore(engine.table(consoleTable));
    audit = auditStore(engine.table(consoleTable));
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    now = start;
    done = [];
  });

  const app = () => {
    const newWriteId = () => `write-${ids++}`;
    const guard = signedIn({ sessions, keys, audit, wallClock: () => now, publicUrl, newWriteId });
    const pages = new Hono<ConsoleEnv>();
    pages.use(
      securityHeaders((key) => `https://photos.example/${key}`, "https://lists.example"),
      guard,
    );
    pages.get("/console/desk", needs("viewer"), (context) => context.text(context.get("editor").name));
    pages.post("/console/desk", needs("editor"), acts("desk.change"), (context) => {
      done.push(context.get("formDraw"));
      return context.text("changed");
    });
    pages.post("/console/send/:issueId", needs("sender"), freshSignIn(), acts("issue.send"), (context) => {
      done.push("sent");
      return context.text("sent");
    });
    const change = apiRoute({
      method: "put",
      path: "/newsletters/:newsletterId/word",
      role: "editor",
      act: "word.change",
      summary: "Changes the word.",
      body: z.object({ word: z.string() }),
      answer: z.object({ word: z.string() }),
      handle: async ({ params, body, actor }) => {
        done.push(`${actor.via} ${params.newsletterId} ${body.word}`);
        return { word: body.word, secret: "stays here" };
      },
    });
    return pages.route("/", apiRoutes([change])).onError(answerError);
  };
  const as = (role: Parameters<typeof signInAs>[1], provenAt?: Instant): Promise<SignedIn> =>
    signInAs(engine.table(consoleTable), role, { now, publicUrl, ...(provenAt && { provenAt }) });
  const ask = (path: string, init: RequestInit) => app().request(publicUrl + path, init);

  it("lets an editor in who has a session, and knows them by name", async () => {
    const answer = await ask("/console/desk", { headers: (await as("viewer")).opens });
    expect([answer.status, await answer.text()]).toEqual([200, "viewer"]);
  });

  it("leads who opens a page without a session to the sign-in and back, and tells a script so", async () => {
    const opened = await ask("/console/desk?of=7", { headers: { accept: "text/html" } });
    expect([opened.status, opened.headers.get("location")]).toEqual([302, "/console/sign-in/desk?of=7"]);
    expect((await ask("/console/desk", { headers: { accept: "application/json" } })).status).toBe(401);
    expect((await ask("/console/desk", { method: "POST", headers: { accept: "text/html" } })).status).toBe(401);
  });

  it("knows a session no more that was idle, is old, was ended, or never was", async () => {
    const browser = await as("viewer");
    const status = async () => (await ask("/console/desk", { headers: { ...browser.opens, accept: "*/*" } })).status;
    now = addMilliseconds(start, 1.5 * hour);
    expect(await status()).toBe(200);
    now = addMilliseconds(start, 3 * hour);
    expect(await status()).toBe(200);
    now = addMilliseconds(start, 5 * hour);
    expect(await status()).toBe(401);
    now = addMilliseconds(start, 3 * hour);
    await sessions.end(browser.key);
    expect(await status()).toBe(401);
    expect((await ask("/console/desk", { headers: { cookie: "__Host-tearsheet=x", accept: "*/*" } })).status).toBe(401);
  });

  it("takes a form of its own page once it carries the session's token, and notes the act", async () => {
    const browser = await as("editor");
    expect((await ask("/console/desk", browser.form())).status).toBe(200);
    expect((await ask("/console/desk", { method: "POST", headers: browser.asks })).status).toBe(200);
    expect(done).toEqual([browser.token.slice(0, 22), browser.token.slice(0, 22)]);
    const [last] = await audit.ofMonth("2026-11", 1);
    expect(last).toMatchObject({
      act: "desk.change",
      at: now,
      by: { name: "editor", via: "console" },
      outcome: "done",
    });
  });

  it.each<[string, (browser: SignedIn, other: SignedIn) => RequestInit]>([
    ["without an origin", (browser) => changed(browser, { origin: undefined })],
    ["from another site", (browser) => changed(browser, { origin: "https://evil.example" })],
    ["from a page without an origin", (browser) => changed(browser, { origin: "null" })],
    ["from a site beside ours", (browser) => changed(browser, { "sec-fetch-site": "same-site" })],
    ["without a token", (browser) => ({ ...browser.form(), body: "" })],
    ["with the token of somebody else", (browser, other) => ({ ...browser.form(), body: other.form().body ?? "" })],
    ["with its token in the address", (browser) => ({ ...browser.form(), body: `x=formToken=${browser.token}` })],
  ])("refuses a change %s, and nothing happens", async (_, request) => {
    const browser = await as("editor");
    const answer = await ask("/console/desk", request(browser, await as("editor")));
    expect([answer.status, done]).toEqual([403, []]);
  });

  it("refuses a form of a session that has ended, with the old cookie and with a new one", async () => {
    const gone = await as("editor");
    await sessions.end(gone.key);
    const anew = await as("editor");
    expect((await ask("/console/desk", gone.form())).status).toBe(401);
    const replayed = { ...gone.form(), headers: anew.form().headers };
    expect([(await ask("/console/desk", replayed)).status, done]).toEqual([403, []]);
  });

  it("asks for a sign-in of the last five minutes where it says so, and leads back to the page", async () => {
    const stale = await as("sender", addMilliseconds(start, -5 * minute));
    const form = stale.form();
    const refused = await ask("/console/send/12", {
      ...form,
      headers: { ...form.headers, referer: `${publicUrl}/console/desk?of=7` },
    });
    expect([refused.status, done]).toEqual([403, []]);
    expect(await refused.text()).toContain(`href="/console/sign-in-again/desk?of=7"`);
    expect((await ask("/console/send/12", (await as("sender")).form())).status).toBe(200);
    expect((await audit.ofMonth("2026-11", 1))[0]).toMatchObject({ act: "issue.send", on: { issueId: "12" } });
  });

  it("sends with every page what keeps foreign scripts from running and others from framing it", async () => {
    const { headers } = await ask("/console/desk", { headers: (await as("viewer")).opens });
    const policy = headers.get("content-security-policy");
    expect(policy).toMatch(/default-src 'none'; script-src 'nonce-[\w-]{22}'; style-src 'nonce-[\w-]{22}';/);
    expect(policy).toContain("img-src 'self' data: https://photos.example;");
    expect(policy).toContain("connect-src 'self' https://lists.example;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  describe("for a program with an API key", () => {
    const aKey = async (changes: { scopes?: Scope[]; expiresAt?: Instant } = {}) => {
      const id = derivedId("key", String(ids++));
      const key = writeApiKey(id, new Uint8Array(32).fill(ids));
      const rest = { scopes: ["editor" as Scope], expiresAt: addMilliseconds(start, hour), ...changes };
      const kept = { id, name: "The blog", newsletterId: "flashbulb", hash: hashOfKey(key), createdAt: start };
      await keys.add({ ...kept, ...rest, createdBy: "admin" });
      return { id, key };
    };
    const put = (key: string, path = "/api/newsletters/flashbulb/word") =>
      ask(path, {
        method: "PUT",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ word: "boat" }),
      });

    it("does what the key may, without an origin and a token, and says no more than its schema", async () => {
      const answer = await put((await aKey()).key);
      expect([answer.status, await answer.json(), done]).toEqual([200, { word: "boat" }, ["key flashbulb boat"]]);
    });

    it("refuses a key that is wrong, revoked, past its end, of another newsletter, or of less than the route needs", async () => {
      const { id, key } = await aKey();
      expect((await put(`${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`)).status).toBe(401);
      expect((await put(key, "/api/newsletters/another/word")).status).toBe(404);
      expect((await put((await aKey({ scopes: ["viewer", "posts"] })).key)).status).toBe(403);
      expect((await put((await aKey({ expiresAt: start })).key)).status).toBe(401);
      expect(await keys.revoke(id, start)).toBe(true);
      expect((await put(key)).status).toBe(401);
      expect(done).toEqual([]);
    });

    it("opens no page with a key, and takes no key beside a session's cookie", async () => {
      const { key } = await aKey();
      const headers = { authorization: `Bearer ${key}`, accept: "*/*" };
      expect((await ask("/console/desk", { headers })).status).toBe(401);
      const both = { ...(await as("editor")).asks, authorization: "Bearer ts_wrong" };
      expect((await ask("/api/newsletters/flashbulb/word", { method: "PUT", headers: both })).status).toBe(401);
    });
  });

  it("asks a page's own script for the origin and the token as well, and says which field of a body is wrong", async () => {
    const browser = await as("editor");
    const put = (headers: object, body: object) =>
      ask("/api/newsletters/flashbulb/word", {
        method: "PUT",
        headers: { ...browser.asks, ...headers },
        body: JSON.stringify(body),
      });
    expect((await put({}, { word: "boat" })).status).toBe(200);
    const wrong = await put({}, { word: 7 });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("word: ")]);
    expect((await put({ "x-form-token": "" }, { word: "boat" })).status).toBe(403);
    expect((await put({ origin: "https://evil.example" }, { word: "boat" })).status).toBe(403);
  });
});

const changed = (browser: SignedIn, headers: Record<string, string | undefined>): RequestInit => {
  const form = browser.form();
  const all: Record<string, string | undefined> = { ...form.headers, ...headers };
  return { ...form, headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined) };
};
