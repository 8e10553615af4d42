import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FinishSignInDeps, finishSignIn } from "../../functions/console/finish-sign-in.ts";
import type { Person } from "../../functions/console/identity-provider.ts";
import { localWeb } from "../../local/web.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";

/** A browser without pages: it keeps cookies by path, and says where it was led. */
const aBrowser = (url: string) => {
  const jar = new Map<string, { value: string; path: string }>();
  const ask = async (path: string, init: { method?: string; body?: string; headers?: object } = {}) => {
    const target = new URL(path, url);
    const sent = [...jar].filter(([, { path: at }]) => target.pathname.startsWith(at));
    const cookie = sent.map(([key, { value }]) => `${key.split(" ")[0]}=${value}`).join("; ");
    const headers = { accept: "text/html", cookie, ...init.headers };
    const answer = await fetch(target, { redirect: "manual", ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; ?path=([^;]+)/i.exec(line)?.[1] ?? "/";
      if (value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(`${name} ${path}`);
      else jar.set(`${name} ${path}`, { value, path });
    }
    return answer;
  };
  const follow = async (path: string, stop: (place: string) => boolean): Promise<string> => {
    for (let place = path, hops = 0; hops < 8; hops++) {
      const answer = await ask(place);
      const next = answer.headers.get("location");
      if (!next || stop(next)) return next ?? place;
      place = new URL(next, url).href;
    }
    throw new Error("led in circles");
  };
  /** As far as the page of the sample newsroom. */
  const toPick = (path: string) => follow(path, () => false);
  const pick = async (at: string, who: string): Promise<string> => {
    const headers = { origin: new URL(url).origin };
    const picked = await ask(`${at}?as=${who}`, { method: "POST", headers });
    return picked.headers.get("location") ?? "";
  };
  /** Back to where the sign-in leads, by way of the provider. */
  const signIn = async (path: string, who: string): Promise<string> =>
    follow(await pick(await toPick(path), who), (place) => !/\/oidc\/|\/console\/signed-in/.test(place));
  const session = () => [...jar].find(([key]) => /^tearsheet-\d+ /.test(key))?.[1].value;
  const press = async (name: string) => {
    const token = /name="form-token" content="([^"]+)"/.exec(await (await ask("/console")).text())?.[1] ?? "";
    return ask(`/console/${name}`, {
      method: "POST",
      headers: { origin: new URL(url).origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ formToken: token }).toString(),
    });
  };
  return { jar, ask, follow, toPick, pick, signIn, session, press };
};

describe("signing in, by the provider of this machine", () => {
  let site: ConsoleSite;
  beforeAll(async () => {
    site = await openConsoleSite();
  });
  afterAll(() => site.close());

  it("leads back to the page that was asked for, as the person who was picked", async () => {
    const browser = aBrowser(site.url);
    const place = await browser.signIn("/console/newsletters/x/issues?before=7", "edda");
    expect(place).toBe(`${site.url}/console/newsletters/x/issues?before=7`);
    const page = await (await browser.ask("/console")).text();
    expect(page).toContain("Edda Moretti");
    expect(page).toContain("edda@flashbulb.example<br>editor");
    const [act] = await site.parts.audit.ofMonth(site.parts.wallClock().slice(0, 7), 1);
    expect(act).toMatchObject({ act: "session.begin", by: { name: "Edda Moretti" }, outcome: "done" });
  });

  it("leads nowhere else, whatever stands in the address", async () => {
    const browser = aBrowser(site.url);
    const place = await browser.signIn("/console/sign-in//evil.example/x?to=https://evil.example", "vera");
    expect(new URL(place).origin).toBe(site.url);
    expect(new URL(place).pathname).toBe("/console//evil.example/x");
  });

  it("sets a cookie that no script reads and no other site's form carries", async () => {
    const browser = aBrowser(site.url);
    const back = await browser.pick(await browser.toPick("/console"), "vera");
    const callback = await browser.follow(back, (place) => place.includes("/console/signed-in"));
    const lines = (await browser.ask(callback)).headers.getSetCookie();
    expect(lines.find((line) => /^tearsheet-\d+=/.test(line))).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("is finished once, by the browser that began it", async () => {
    const browser = aBrowser(site.url);
    const back = await browser.pick(await browser.toPick("/console"), "vera");
    const callback = await browser.follow(back, (place) => place.includes("/console/signed-in"));
    const stranger = aBrowser(site.url);
    expect((await stranger.ask(callback)).status).toBe(400);
    expect(stranger.session()).toBeUndefined();
    const kept = new Map(browser.jar);
    expect((await browser.ask(callback)).status).toBe(302);
    for (const [name, cookie] of kept) browser.jar.set(name, cookie);
    expect((await browser.ask(callback)).status).toBe(400);
  });

  it("takes a new key each time, and the old one is worth nothing then", async () => {
    const browser = aBrowser(site.url);
    await browser.signIn("/console", "vera");
    const first = browser.session();
    await browser.signIn("/console/sign-in-again", "vera");
    expect(browser.session()).not.toBe(first);
    const old = await fetch(`${site.url}/console`, {
      headers: { cookie: `tearsheet-${new URL(site.url).port}=${first}`, accept: "*/*" },
    });
    expect(old.status).toBe(401);
  });

  it("asks for the person again after they signed out, and signing out everywhere ends every browser", async () => {
    const [here, there, another] = [aBrowser(site.url), aBrowser(site.url), aBrowser(site.url)];
    await here.signIn("/console", "sam");
    await there.signIn("/console", "sam");
    await another.signIn("/console", "ada");
    expect((await here.press("sign-out")).headers.get("location")).toBe("/console/signed-out");
    expect((await here.ask("/console")).status).toBe(302);
    expect((await there.ask("/console")).status).toBe(200);
    expect(await here.toPick("/console")).toContain("/oidc/pick/");
    await here.signIn("/console", "sam");
    await here.press("sign-out-everywhere");
    expect((await there.ask("/console")).status).toBe(302);
    expect((await another.ask("/console")).status).toBe(200);
  });

  it("lets an admin see who signs in, and sign them out everywhere", async () => {
    const [sam, ada] = [aBrowser(site.url), aBrowser(site.url)];
    await sam.signIn("/console", "sam");
    await ada.signIn("/console", "ada");
    const known = (await site.parts.sessions.people()).find(({ name }) => name === "Sam Okafor");
    expect(await (await ada.ask("/console/people")).text()).toContain("sam@flashbulb.example");
    expect((await ada.press(`people/${known?.id}/sign-out`)).status).toBe(303);
    expect((await sam.ask("/console")).status).toBe(302);
    expect((await ada.ask("/console")).status).toBe(200);
  });

  it("does not pick anybody for a form of another site, or for a sign-in that nobody began", async () => {
    const browser = aBrowser(site.url);
    const at = await browser.toPick("/console");
    const headers = { origin: "https://evil.example" };
    expect((await browser.ask(`${at}?as=ada`, { method: "POST", headers })).status).toBe(400);
    expect((await aBrowser(site.url).ask(at)).status).toBe(400);
  });
});

describe("the provider of this machine, which asks for no password", () => {
  it.each([
    ["the public address is elsewhere", { TEARSHEET_PUBLIC_URL: "https://news.example.org" }],
    ["the public address is another machine's", { TEARSHEET_PUBLIC_URL: "http://192.0.2.1:4040" }],
    ["every address is listened on", { TEARSHEET_HOST: "0.0.0.0" }],
    [
      "the public address is by plain http, whatever provider is named",
      {
        TEARSHEET_PUBLIC_URL: "http://news.example.org",
        TEARSHEET_OIDC_ISSUER: "https://id.example.invalid",
        TEARSHEET_OIDC_CLIENT_ID: "tearsheet",
      },
    ],
    [
      "another provider is named",
      { TEARSHEET_OIDC_ISSUER: "https://id.example.invalid", TEARSHEET_OIDC_CLIENT_ID: "tearsheet" },
    ],
  ])("is not served when %s, and nobody can sign in by it", async (_, environment) => {
    const site = await openConsoleSite(environment);
    const app = localWeb(site.home, site.parts);
    const ask = (path: string) => app.request(site.url + path, { headers: { accept: "text/html" } });
    expect((await ask("/oidc/.well-known/openid-configuration")).status).toBe(404);
    expect((await ask("/oidc/pick/x")).status).toBe(404);
    expect((await ask("/console/sign-in")).status).toBe(503);
    await site.close();
  });
});

describe("who comes back from a provider", () => {
  const person: Person = {
    issuer: "https://id.example",
    subject: "7",
    name: "Ines",
    email: "ines@flashbulb.example",
    groups: [],
    provenAt: "2026-11-10T11:59:00.000Z",
  };
  const deps = (begun: unknown[]): FinishSignInDeps => ({
    sessions: { begin: async (...session) => void begun.push(session), end: async () => true },
    audit: { begin: async () => {} },
    wallClock: () => "2026-11-10T12:00:00.000Z",
    newWriteId: () => "1",
  });
  const finish = async (groups: string[]) => {
    const begun: unknown[] = [];
    const finished = await finishSignIn(deps(begun), { person: { ...person, groups }, before: undefined });
    return { begun: begun.length, roles: finished.ok ? finished.editor.roles : finished.reason };
  };

  it("has the roles that their groups are called by, with or without our name before them", async () => {
    expect(await finish(["tearsheet-editor", "staff", "viewer"])).toEqual({ begun: 1, roles: ["viewer", "editor"] });
  });

  it("gets no session without a role", async () => {
    expect(await finish(["staff", "Admin", "tearsheet-", "my-admin"])).toEqual({ begun: 0, roles: "no-role" });
  });
});
