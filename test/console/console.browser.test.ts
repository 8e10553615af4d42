import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { hashOfKey } from "../../functions/console/api-key.ts";
import { derivedId } from "../../functions/core/ids.ts";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { galleryOf } from "../../functions/digest/apply-choice.ts";
import type { Post } from "../../functions/posts/post.ts";
import { afterPoll, newSource } from "../../functions/posts/source-state.ts";
import { tick } from "../../local/tick.ts";
import { workThrough } from "../../local/work-through.ts";
import { subscribe } from "../support/audience.ts";
import { useBrowser } from "../support/browser.ts";
import { signInAs } from "../support/console.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { aWindow } from "../support/digest-week.ts";
import { aNewsletter } from "../support/mail.ts";
import { pageFaults } from "../support/page-faults.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

const browser = useBrowser();
const hostile = `"'><script>ran=1</script><img src=x onerror="ran=1"><style>*{display:none}</style>{{ran}}\u202e`;
const source = { url: `https://feeds.example/${"long".repeat(30)}`, everyMinutes: 10 };

describe("the console in a browser", () => {
  let site: ConsoleSite;
  beforeAll(async () => {
    site = await openConsoleSite();
    const { newsletters, sources, apiKeys, audit, wallClock } = site.parts;
    await newsletters.put({
      newsletter: aNewsletter({ name: hostile.slice(0, 64), postalAddress: hostile, sources: [source] }),
      version: 0,
    });
    const now = wallClock();
    const failed = afterPoll(newSource(source, now), { did: "failed", reason: hostile }, { now, everyMinutes: 10 });
    await sources.put("flashbulb", { ...failed, askedAt: now }, { version: 0 });
    const id = derivedId("key", "hostile");
    const key = {
      id,
      name: hostile.slice(0, 80),
      newsletterId: "flashbulb",
      scopes: ["posts" as const],
      hash: hashOfKey("x"),
    };
    await apiKeys.add({ ...key, createdAt: now, createdBy: hostile, expiresAt: "2099-01-01T00:00:00.000Z" });
    const by = { id: "x", name: hostile, via: "console" as const };
    await audit.begin({ id: "x", at: now, by, act: "issue.approve", on: { issueId: hostile } });
  });
  afterAll(() => site.close());

  const open = async (options: BrowserContextOptions = {}): Promise<{ page: Page; context: BrowserContext }> => {
    const context = await browser().newContext(options);
    onTestFinished(() => context.close());
    return { page: await context.newPage(), context };
  };
  const signedIn = async (options: BrowserContextOptions) => {
    const { page, context } = await open(options);
    const admin = await signInAs(site.table, "admin", { now: site.parts.wallClock(), publicUrl: site.url });
    await context.addCookies([{ ...admin.cookie, url: site.url }]);
    return page;
  };

  it("signs in, comes back to the page, makes a key, and signs out, by clicking, with script switched off", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await page.goto(`${site.url}/console/keys`);
    await page.click("text=Ada Brandt");
    expect(page.url()).toBe(`${site.url}/console/keys`);
    await page.fill("[name=name]", "The blog");
    await page.check("[value=posts]");
    await page.click("text=Make the key");
    expect(await page.textContent("pre")).toMatch(/^ts_[0-9a-z]{26}_[\w-]{43}$/);
    await page.click("summary");
    await page.click("text=Sign out >> nth=0");
    expect(await page.textContent("h1")).toBe("You are signed out");
    await page.goto(`${site.url}/console/keys`);
    expect(await page.textContent("h1")).toBe("Who are you today?");
  });

  it("asks an admin who signed in a while ago to sign in again before a key is made, and lets them go on", async () => {
    const { page, context } = await open();
    const now = site.parts.wallClock();
    const provenAt = "2026-01-01T00:00:00.000Z";
    const admin = await signInAs(site.table, "admin", { now, publicUrl: site.url, provenAt });
    await context.addCookies([{ ...admin.cookie, url: site.url }]);
    await page.goto(`${site.url}/console/keys`);
    await page.fill("[name=name]", "The blog");
    await page.check("[value=posts]");
    await page.click("text=Make the key");
    expect(await page.textContent("h1")).toBe("Is it still you?");
    await page.click("main a.button");
    await page.click("text=Ada Brandt");
    expect(page.url()).toBe(`${site.url}/console/keys`);
  });

  const pages = ["", "/people", "/keys", "/audit", "/api", "/nothing", "/signed-out"].concat(
    ["issues", "subscribers", "subscribers/suppressed", "sponsors", "sources", "settings", "webhook"].map(
      (name) => `/newsletters/flashbulb/${name}`,
    ),
  );
  describe.each([
    ["a phone in the dark", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
    ["a desk in the light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
  ] satisfies [string, BrowserContextOptions][])("at %s", (_, options) => {
    it("no page has a fault that axe can see, is wider than the screen, or runs what somebody typed", async () => {
      const page = await signedIn(options);
      const refused: string[] = [];
      page.on(
        "console",
        (message) => message.text().includes("Content Security Policy") && refused.push(message.text()),
      );
      for (const path of pages) {
        await page.goto(`${site.url}/console${path}`);
        await page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true");
        expect([path, await pageFaults(page)]).toEqual([path, []]);
        expect(await page.evaluate("[typeof ran, document.querySelectorAll('main img, main style').length]")).toEqual([
          "undefined",
          0,
        ]);
      }
      expect(refused).toEqual([]);
    });
  });

  it("runs no script that came into a page all the same", async () => {
    const page = await signedIn({});
    await page.route("**/console/keys", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace("<main", `${hostile}<script>ran=1</script><main`);
      await route.fulfill({ response: answer, body });
    });
    await page.goto(`${site.url}/console/keys`);
    expect(await page.evaluate("typeof ran")).toBe("undefined");
    expect(await page.isVisible("h1")).toBe(true);
  });
});

describe("the desk of a week that hostile people wrote", () => {
  const readers = 3;
  let site: DeskSite;
  beforeAll(async () => {
    const days = { from: "2026-11-01T00:00:00.000Z", until: "2026-12-01T00:00:00.000Z" };
    const said = { name: hostile.slice(0, 80), headline: hostile, text: hostile, url: "https://lens.example/" };
    const sponsors = ["a", "b", "c"].map((id) => ({ id, ...said, ...days }));
    const newsletter = aNewsletter({ name: hostile.slice(0, 64), postalAddress: hostile, sponsors });
    const posts = aPicturedWeek(9, 3).map((post, at): Post => {
      const photos = post.photos.map((photo) => ({ ...photo, caption: hostile, alt: hostile, credit: hostile }));
      return { ...post, title: `${at} ${hostile}`, excerpt: hostile, paragraphs: [hostile], tags: [hostile], photos };
    });
    site = await openDeskSite({ posts, newsletter });
    for (let n = 0; n < readers; n++)
      await subscribe(site.deps.audience, { address: `r${n}@example.com`, name: `${n} ${hostile}`.slice(0, 64) });
  });
  afterAll(() => site.close());

  it("runs, loads and hides nothing on any page of it, nor in the mail, a draft’s link, the run or the report", async () => {
    const editor = await site.signIn("admin");
    const context = await browser().newContext({ viewport: { width: 1280, height: 900 } });
    onTestFinished(() => context.close());
    await context.addCookies([{ ...editor.cookie, url: site.origin }]);
    const page = await context.newPage();
    const faults: string[] = [];
    const isOff = (text: string) =>
      text.startsWith(`Loading the image '${site.origin}/photos/`) && text.includes("'none'");
    page.on("console", (message) => {
      const text = message.text();
      if (/Content Security Policy|script execution/.test(text) && !isOff(text))
        faults.push(`${page.url()} ${message.location().url}:${message.location().lineNumber}: ${text}`);
    });
    page.on("request", (request) => request.url().endsWith("/x") && faults.push(`asked for ${request.url()}`));
    const ask = (path: string, fields: Record<string, string>) =>
      fetch(site.desk + path, { ...editor.form(fields), redirect: "manual" });
    const stored = async () => (await site.deps.issues.get("flashbulb", site.issueId))?.issue;
    const change = async (fields: Record<string, string>) => {
      const edit = await stored();
      expect((await ask("/edits", { ...fields, seen: String(edit?.edit) })).status).toBe(303);
    };
    const look = async (path: string) => {
      await page.goto(path.startsWith("http") ? path : site.desk + path);
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      for (const frame of page.frames()) expect([path, await frame.evaluate(harm)]).toEqual([path, []]);
      return (await Promise.all(page.frames().map((frame) => frame.innerText("body")))).join("\n");
    };

    const digest = (await stored())?.digest;
    const photoId = digest ? (galleryOf(digest)[0] ?? "") : "";
    await change({ kind: "note", text: hostile });
    await change({ kind: "subject", text: hostile });
    await change({ kind: "preheader", text: hostile });
    await change({ kind: "pin-post", postId: "post-4", to: "0" });
    await ask("/links", {});
    const api = `${site.origin}/api/newsletters/flashbulb/issues/${site.issueId}/links`;
    const { links } = (await (await fetch(api, { headers: editor.asks })).json()) as { links: { url: string }[] };
    const link = links[0]?.url ?? "";
    await fetch(`${link}/notes`, { method: "POST", body: new URLSearchParams({ name: hostile, text: hostile }) });
    await look("");
    for (const place of ["inbox", "blocks", "stories", "changes", "checks", "notes"])
      expect([place, await page.innerText(`#${place}`)]).toEqual([place, expect.stringContaining("<script>")]);
    await page.locator(`#photo-${photoId} [data-dialog]`).click();
    await page.waitForSelector("dialog[open] [data-strip]");
    expect(await page.inputValue("dialog textarea")).toContain("<script>");
    expect(await page.evaluate(harm)).toEqual([]);

    const places = ["/posts", `/photos/${photoId}`, "/photos", "/alt", link];
    for (const view of ["images-off", "text", "photos", "desktop&as=sent"]) places.push(`/mail?view=${view}`);
    for (const place of places)
      expect([place, await look(place)]).toEqual([place, expect.stringContaining("<script>")]);

    await ask("/approve", { seen: String((await stored())?.edit) });
    site.set(addMilliseconds(aWindow.until, minute));
    await tick(site.deps);
    await workThrough(site.deps, () => undefined);
    expect(await site.accepted()).toHaveLength(readers);
    const late = await site.signIn("admin");
    await context.addCookies([{ ...late.cookie, url: site.origin }]);
    for (const place of ["/run", "/report", ""])
      expect([place, await look(place)]).toEqual([place, expect.stringContaining("<script>")]);
    expect(faults).toEqual([]);
  });
});

/** What somebody's words did to a page: ran, came to stand in it as elements, or hid it. */
const harm = `[
  ...(typeof ran === "undefined" ? [] : ["ran"]),
  ...[...document.querySelectorAll("img[src=x], [onerror], script:not([nonce])")].map((each) => each.outerHTML),
  ...(document.body && getComputedStyle(document.body).display === "none" ? ["hidden"] : []),
]`;
