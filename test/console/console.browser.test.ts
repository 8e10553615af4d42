import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { hashOfKey } from "../../functions/console/api-key.ts";
import { derivedId } from "../../functions/core/ids.ts";
import { afterPoll, newSource } from "../../functions/posts/source-state.ts";
import { useBrowser } from "../support/browser.ts";
import { signInAs } from "../support/console.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";
import { aNewsletter } from "../support/mail.ts";
import { pageFaults } from "../support/page-faults.ts";

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
    ["issues", "subscribers", "sponsors", "sources", "settings", "webhook"].map(
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
        for (const summary of await page.locator("main summary").all()) await summary.click();
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
