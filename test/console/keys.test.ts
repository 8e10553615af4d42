import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { consoleCommands } from "../../functions/console/commands.ts";
import type { ConsoleEnv } from "../../functions/console/env.ts";
import { consoleRoutes } from "../../functions/console/routes.ts";
import { addMilliseconds, day, type Instant } from "../../functions/core/time.ts";
import { type SignedIn, signInAs } from "../support/console.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";
import { aNewsletter } from "../support/mail.ts";

const start = "2026-11-10T12:00:00.000Z";
const newsletterId = "flashbulb";

describe("API keys", () => {
  let site: ConsoleSite;
  let app: Hono<ConsoleEnv>;
  let admin: SignedIn;
  let now: Instant;
  let asked = 0;
  beforeAll(async () => {
    site = await openConsoleSite();
    await site.parts.newsletters.put({ newsletter: aNewsletter({ id: newsletterId }), version: 0 });
    app = consoleRoutes({ ...site.parts, keys: site.parts.apiKeys, wallClock: () => addMilliseconds(now, asked++) });
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    now = start;
    admin = await signInAs(site.table, "admin", { now, publicUrl: site.url });
  });

  const ask = (path: string, init: RequestInit) => app.request(site.url + path, init);
  const make = async (fields: Record<string, string>) => {
    const form = admin.form({ newsletterId, name: "The blog", scopes: "viewer", days: "30", ...fields });
    return ask("/console/keys", form);
  };
  const keyOn = (page: string) => /ts_[0-9a-z]{26}_[\w-]{43}/.exec(page)?.[0] ?? "";
  const asks = async (key: string, path = "/api/newsletters") =>
    (await ask(path, { headers: { authorization: `Bearer ${key}` } })).status;

  it("are shown once, by the page that made them, and kept as a hash", async () => {
    const made = await make({});
    const key = keyOn(await made.text());
    expect([made.status, key]).toEqual([201, expect.stringMatching(/^ts_/)]);
    const list = await (await ask("/console/keys", { headers: admin.opens })).text();
    expect(list).toContain("The blog");
    expect(list).not.toContain(key);
    expect(JSON.stringify(await site.parts.apiKeys.list())).not.toContain(key.slice(-43));
  });

  it("are made once by a form that is sent twice", async () => {
    const before = (await site.parts.apiKeys.list()).length;
    const form = admin.form({ newsletterId, name: "Twice", scopes: "posts" });
    expect((await ask("/console/keys", form)).status).toBe(201);
    expect((await ask("/console/keys", form)).status).toBe(409);
    expect(await site.parts.apiKeys.list()).toHaveLength(before + 1);
  });

  it.each([
    ["no name", { name: " " }, 400],
    ["a name as long as a page", { name: "x".repeat(81) }, 400],
    ["an admin's rights", { scopes: "admin" }, 400],
    ["no scope", { scopes: "" }, 400],
    ["no end", { days: "731" }, 400],
    ["another newsletter", { newsletterId: "none" }, 404],
  ])("are not made with %s", async (_, fields, status) => {
    expect((await make(fields as Record<string, string>)).status).toBe(status);
  });

  it("are worth nothing after their end, and after they were revoked", async () => {
    const ending = keyOn(await (await make({})).text());
    expect(await asks(ending, "/api/openapi.json")).toBe(200);
    now = addMilliseconds(start, 30 * day);
    expect(await asks(ending, "/api/openapi.json")).toBe(401);
    now = start;
    const { id } = (await site.parts.apiKeys.list()).find((key) => key.id === ending.split("_")[1]) ?? { id: "" };
    expect((await ask(`/console/keys/${id}/revoke`, admin.form())).status).toBe(303);
    expect(await asks(ending, "/api/openapi.json")).toBe(401);
    expect((await site.parts.audit.ofMonth("2026-11", 1))[0]).toMatchObject({ act: "key.revoke", on: { keyId: id } });
  });

  it("say in the audit which key was made, and show a hostile name as the text that it is", async () => {
    await make({ name: `<script>alert(1)</script>"'{{x}}` });
    const [act] = await site.parts.audit.ofMonth("2026-11", 1);
    expect(act?.on.keyId).toMatch(/^[0-9a-z]{26}$/);
    const list = await (await ask("/console/keys", { headers: admin.opens })).text();
    expect(list).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;{{x}}");
    expect(list).not.toContain("<script>alert");
  });

  it("of the scope `posts`, made on the command line, let a publication tell us posts until they are revoked", async () => {
    const printed: string[] = [];
    const run = (...words: string[]) =>
      consoleCommands((work) => work({ ...site.parts, print: (line) => printed.push(line) }))
        .exitOverride()
        .parseAsync(["node", "console", ...words]);
    await run("keys", "add", newsletterId, "The blog's hook");
    const [key = ""] = printed.splice(0);
    const put = (bearer: string, guid: string) =>
      fetch(`${site.url}/posts/${guid}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: JSON.stringify({
          url: "https://flashbulb.example/harbour",
          title: "Harbour lights",
          publishedAt: "2026-11-10T10:00:00Z",
          paragraphs: ["The boats came in before the fog did."],
        }),
      });
    expect((await put(key, "one")).status).toBe(201);
    expect((await put(keyOn(await (await make({})).text()), "two")).status).toBe(401);
    await run("keys", "list");
    expect(printed.splice(0).join("\n")).toMatch(/The blog's hook\tflashbulb\tposts\t/);
    await run("keys", "revoke", key.split("_")[1] ?? "");
    expect((await put(key, "three")).status).toBe(401);
    await run("audit");
    expect(printed.join("\n")).toMatch(/the command line\tkey: revoke\t[0-9a-z]{26}\tdone/);
  });
});
