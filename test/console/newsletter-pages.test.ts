import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConsoleEnv } from "../../functions/console/env.ts";
import { consoleRoutes } from "../../functions/console/routes.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { afterPoll, newSource } from "../../functions/posts/source-state.ts";
import { type SignedIn, signInAs } from "../support/console.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";
import { aNewsletter } from "../support/mail.ts";

const now = "2026-11-10T12:00:00.000Z";

describe("the pages of a newsletter", () => {
  let site: ConsoleSite;
  let app: Hono<ConsoleEnv>;
  let admin: SignedIn;
  let id: string;
  let newsletters = 0;
  beforeAll(async () => {
    site = await openConsoleSite();
    app = consoleRoutes({ ...site.parts, keys: site.parts.apiKeys, wallClock: () => now });
    admin = await signInAs(site.table, "admin", { now, publicUrl: site.url });
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    id = `flashbulb-${newsletters++}`;
    await keep({});
  });

  const keep = async (changes: Partial<Newsletter>) => {
    const version = (await site.parts.newsletters.get(id))?.version ?? 0;
    await site.parts.newsletters.put({ newsletter: aNewsletter({ id, ...changes }), version });
  };
  const stored = async () => {
    const found = await site.parts.newsletters.get(id);
    if (!found) throw new Error("the newsletter is made before each test");
    return found;
  };
  const page = async (name: string, browser = admin) =>
    (await app.request(`${site.url}/console/newsletters/${id}/${name}`, { headers: browser.opens })).text();
  /** What a browser would send: the fields as the page has them, some of them typed anew. */
  const fieldsOn = (markup: string): Record<string, string> => {
    const unescaped = (text: string) =>
      text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
    const inputs = [...markup.matchAll(/<input [^>]*name="([\w.]+)"[^>]*value="([^"]*)"/g)];
    const areas = [...markup.matchAll(/<textarea [^>]*name="([\w.]+)"[^>]*>([^<]*)</g)];
    const selects = [...markup.matchAll(/<select [^>]*name="([\w.]+)".*?<option value="([^"]*)" selected/g)];
    const all = [...inputs, ...areas, ...selects].map(([, name = "", value = ""]) => [name, unescaped(value)]);
    return Object.fromEntries(all) as Record<string, string>;
  };
  const save = (typed: Record<string, string>) =>
    app.request(`${site.url}/console/newsletters/${id}/settings`, admin.form({ ...typed, formToken: admin.token }));

  it("show the next ten issues on the newsletter’s clock, and what becomes of them by itself", async () => {
    await keep({ zone: "Europe/Rome", whenUnapproved: "skip" });
    const markup = await page("calendar");
    expect(markup.match(/<details><summary>Its hours/g)).toHaveLength(10);
    expect(markup).toMatch(/<time datetime="[^"]+Z" data-zone="Europe\/Rome">\w+ \d+ \w+ at \d\d:\d\d, Rome \(CES?T\)/);
    expect(markup).toContain("An issue that nobody approved is skipped, and its posts are carried over.");
    const answer = await app.request(`${site.url}/api/newsletters/${id}/calendar`, { headers: admin.opens });
    expect(((await answer.json()) as { issues: object[] }).issues).toHaveLength(10);
  });

  it("say of a new newsletter that it has no issue yet, and of what is not there where to go", async () => {
    const at = async (path: string) => {
      const answer = await app.request(`${site.url}/console/newsletters/${path}`, { headers: admin.opens });
      return { status: answer.status, text: await answer.text() };
    };
    expect(await at(id)).toMatchObject({ status: 200, text: expect.stringMatching(/There is none yet.*\/calendar"/s) });
    expect(await at(`${id}/nothing`)).toMatchObject({
      status: 404,
      text: expect.stringMatching(/<p>There is no such page\.<\/p>\s*<p> <a href="\/console">/),
    });
  });

  it("save settings as they are without changing any of them", async () => {
    const before = await stored();
    expect((await save(fieldsOn(await page("settings")))).status).toBe(303);
    expect(await stored()).toEqual({ ...before, version: before.version + 1 });
  });

  it("save what was typed, and leave what is not on the page as it is", async () => {
    await keep({ linkParameters: { utm_source: "flashbulb" }, maxPerTopic: 7 });
    const typed = {
      "cadence.kind": "monthly-weekday",
      "cadence.nth": "last",
      "cadence.weekday": "5",
      "cadence.time": "17:30",
      sources: "https://flashbulb.example/feed 5\n\nhttps://other.example/",
      postalAddress: "  Via Nuova 1, Roma ",
      editors: "ines@flashbulb.example",
    };
    const { status, headers } = await save({ ...fieldsOn(await page("settings")), ...typed });
    expect([status, headers.get("location")]).toEqual([303, `/console/newsletters/${id}/settings`]);
    const [told = ""] = (headers.get("set-cookie") ?? "").split(";");
    const after = { ...admin, opens: { ...admin.opens, cookie: `${admin.opens.cookie}; ${told}` } };
    expect(await page("settings", after)).toContain('<p role="status">Saved.</p>');
    expect(await page("settings")).not.toContain('<p role="status">Saved.</p>');
    expect((await stored()).newsletter).toMatchObject({
      cadence: { kind: "monthly-weekday", nth: "last", weekday: 5, time: "17:30" },
      sources: [
        { url: "https://flashbulb.example/feed", everyMinutes: 5 },
        { url: "https://other.example/", everyMinutes: 10 },
      ],
      postalAddress: "Via Nuova 1, Roma",
      editors: ["ines@flashbulb.example"],
      linkParameters: { utm_source: "flashbulb" },
      maxPerTopic: 7,
    });
  });

  it.each([
    ["zone", "Europe/Atlantis", "is a time zone"],
    ["cadence.time", "25:00", "is a time such as 08:00"],
    ["sender.address", "nobody", "email"],
    ["minimumPosts", "", "minimumPosts"],
    ["brand.accentLight", "#ffee88", "has a contrast of 1.1 to its ground"],
    ["brand.accentDark", "#101010", "text needs 4.5"],
    ["name", "Flash\nbulb", "is one line of text"],
  ])("refuse %s as %j, say why at its field, and keep what was typed", async (name, value, why) => {
    const before = await stored();
    const answer = await save({ ...fieldsOn(await page("settings")), postalAddress: "Typed just now", [name]: value });
    const markup = await answer.text();
    expect(answer.status).toBe(400);
    expect(markup).toContain(why);
    expect(markup).toMatch(new RegExp(`name="${name.replace(".", "\\.")}" aria-invalid="true"`));
    expect(markup).toContain("Typed just now");
    expect(await stored()).toEqual(before);
  });

  it("name everything that is wrong at once, each problem leading to its field", async () => {
    const typed = { ...fieldsOn(await page("settings")), zone: "Atlantis", "brand.accentLight": "#ffee88" };
    const markup = await (await save(typed)).text();
    expect(markup).toContain('<a href="#f-zone">Time zone</a>: is a time zone such as Europe/Rome');
    expect(markup).toContain('<a href="#f-brand.accentLight">Accent in the light</a>: has a contrast of 1.1');
  });

  it("refuse a stale save, show both versions, and take it when it is sent again knowingly", async () => {
    const mine = fieldsOn(await page("settings"));
    await keep({ postalAddress: "Theirs, Milano" });
    const refused = await save({ ...mine, postalAddress: "Mine, Roma" });
    const markup = await refused.text();
    expect(refused.status).toBe(409);
    expect(markup).toMatch(/<th scope="row">Postal address<\/th><td>Mine, Roma<\/td><td>Theirs, Milano<\/td>/);
    expect(markup.match(/<th scope="row">/g)).toHaveLength(1);
    expect((await stored()).newsletter.postalAddress).toBe("Theirs, Milano");
    expect((await save(fieldsOn(markup))).status).toBe(303);
    expect((await stored()).newsletter.postalAddress).toBe("Mine, Roma");
  });

  it("show a viewer the settings, and no form", async () => {
    const viewer = await signInAs(site.table, "viewer", { now, publicUrl: site.url });
    const markup = await page("settings", viewer);
    expect(markup).toContain("Via Margutta 12");
    expect(markup).not.toContain('name="postalAddress"');
  });

  it("change by the API over the version that was read, and say where it stands when it is another", async () => {
    const path = `${site.url}/api/newsletters/${id}/settings`;
    const read = (await (await app.request(path, { headers: admin.asks })).json()) as {
      newsletter: Newsletter;
      version: number;
    };
    const put = (body: object) =>
      app.request(path, { method: "PUT", headers: admin.asks, body: JSON.stringify({ ...read, ...body }) });
    const changed = { ...read.newsletter, name: "Renamed" };
    expect(await (await put({ newsletter: changed })).json()).toMatchObject({
      newsletter: { name: "Renamed" },
      version: 2,
    });
    expect((await put({ newsletter: changed })).status).toBe(409);
    const wrong = await put({ version: 2, newsletter: { ...changed, id: "another", zoen: "Europe/Rome" } });
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { problems: ["zoen: no such setting"] }]);
    expect((await put({ version: 2, newsletter: { ...changed, id: "another-one" } })).status).toBe(400);
  });

  it("list the sources, each with its last fetch, and what is the matter with those that fail", async () => {
    const [good, bad] = [
      { url: "https://good.example/feed", everyMinutes: 10 },
      { url: "https://bad.example/feed", everyMinutes: 10 },
    ];
    await keep({ sources: [good, bad] });
    const asked = { ...newSource(bad, now), askedAt: now };
    const failed = afterPoll(
      asked,
      { did: "failed", reason: "answers 503", retryAfterSeconds: 3600 },
      { now, everyMinutes: 10 },
    );
    await site.parts.sources.put(id, failed, { version: 0 });
    const markup = await page("sources");
    expect(markup).toContain("It answers 503, since");
    expect(markup).toMatch(/It asks us to wait until <time datetime="[^"]+">[^<]+<\/time>; it is asked again/);
    expect(markup).toContain("not asked yet");
    const listed = await app.request(`${site.url}/api/newsletters/${id}/sources`, { headers: admin.asks });
    expect(await listed.json()).toMatchObject({
      sources: [
        { url: good.url, failures: 0 },
        { url: bad.url, failures: 1, reason: "answers 503", askedAt: now },
      ],
    });
  });

  it("say that there are no issues yet, and that there is no such newsletter", async () => {
    expect(await page("issues")).toContain("None yet.");
    for (const other of ["none", "NONE", "..%2F..", "%00"]) {
      const answer = await app.request(`${site.url}/console/newsletters/${other}/issues`, { headers: admin.opens });
      expect([other, answer.status]).toEqual([other, 404]);
    }
  });
});
