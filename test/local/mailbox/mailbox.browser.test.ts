import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { useBrowser } from "../../support/browser.ts";
import { pageFaults } from "../../support/page-faults.ts";
import { aMail } from "../../support/ses-endpoint.ts";
import { aMailbox, anHtmlMail } from "./mailbox.ts";

const browser = useBrowser();

/** A page on the app as it is served; whatever it asks of anybody else is refused and stands in `asked`. */
const aPage = async (app: Hono, options: BrowserContextOptions = {}) => {
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = await browser().newContext(options);
  onTestFinished(async () => {
    await context.close();
    server.close();
  });
  const asked: string[] = [];
  await context.route(
    (url) => url.origin !== origin,
    (route) => {
      asked.push(route.request().url());
      return route.abort();
    },
  );
  return { page: await context.newPage(), context, asked, origin };
};

const digest = `<!doctype html><html lang="en"><head><title>x</title><meta name="color-scheme" content="light dark">
<style>body{background:#fefdfc;color:#111}@media (prefers-color-scheme:dark){body{background:#101418;color:#eee}}</style></head>
<body><h1>The week</h1><img src="https://photos.example/boat.jpg" alt="A boat"><p><a href="https://flashbulb.example/1">Story</a></p>
<script>document.title="script ran";top.location="https://evil.example"</script>
<form action="https://evil.example"><button>Win</button></form><meta http-equiv="refresh" content="0;url=https://evil.example/refresh"></body></html>`;

const ground = (page: Page) => page.frames()[1]?.evaluate("getComputedStyle(document.body).backgroundColor");

describe.each([
  ["a phone in the dark", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
  ["a desk in the light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
] satisfies [string, BrowserContextOptions][])("at %s", (_, options) => {
  it("no page has a fault that axe can see, or is wider than the screen", async () => {
    const { app, deliver } = await aMailbox();
    const { page, origin } = await aPage(app, options);
    await page.goto(`${origin}/mailbox`);
    expect(await pageFaults(page)).toEqual([]);
    for (let n = 0; n < 51; n++)
      await deliver(aMail({ Subject: "A subject ".repeat(n) }), `${"long".repeat(1 + (n % 15))}@reader.example`);
    const id = await deliver(anHtmlMail(digest));
    const paths = ["", "?q=nobody", "?before=40", `/messages/${id}?notice=unsubscribed`, "/messages/none"];
    const views = ["part=text", "part=headers", "part=source", "part=links", "width=375", "width=700"];
    for (const path of [...paths, ...views.map((view) => `/messages/${id}?${view}`)]) {
      await page.goto(`${origin}/mailbox${path}`);
      expect([path, await pageFaults(page)]).toEqual([path, []]);
    }
  });
});

describe("a mail in its frame", () => {
  it.each([
    ["dark", "light", "rgb(16, 20, 24)"],
    ["light", "dark", "rgb(254, 253, 252)"],
  ] as const)("is %s when asked for, though the system is %s", async (scheme, colorScheme, colour) => {
    const { app, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail(digest));
    const { page, origin } = await aPage(app, { colorScheme });
    await page.goto(`${origin}/mailbox/messages/${id}?scheme=${scheme}`);
    expect(await ground(page)).toBe(colour);
  });

  it("runs no script, sends no form and leads nowhere by itself", async () => {
    const { app, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail(digest));
    const { page, asked, origin } = await aPage(app);
    await page.goto(`${origin}/mailbox/messages/${id}`);
    await page.frames()[1]?.click("button");
    await page.waitForTimeout(300);
    expect(await page.frames()[1]?.title()).not.toBe("script ran");
    expect(page.url()).toBe(`${origin}/mailbox/messages/${id}`);
    expect(asked).toEqual(["https://photos.example/boat.jpg"]);
  });

  it("loads its pictures, unless they are off", async () => {
    const { app, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail(digest));
    const { page, asked, origin } = await aPage(app);
    await page.goto(`${origin}/mailbox/messages/${id}?images=off`);
    expect(asked).toEqual([]);
    await page.click("text=Pictures >> nth=0");
    await expect.poll(() => asked).toEqual(["https://photos.example/boat.jpg"]);
  });

  it("opens its links in a tab of their own that knows nothing of the mailbox", async () => {
    const { app, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail(digest));
    const { page, context, asked, origin } = await aPage(app);
    await page.goto(`${origin}/mailbox/messages/${id}`);
    const [tab] = await Promise.all([context.waitForEvent("page"), page.frames()[1]?.click("a")]);
    await expect.poll(() => asked).toContain("https://flashbulb.example/1");
    expect(await tab?.evaluate("String(window.opener)")).toBe("null");
    expect(page.url()).toBe(`${origin}/mailbox/messages/${id}`);
  });

  it.each(["375", "700"])("is %s pixels wide when asked for", async (width) => {
    const { app, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail(digest));
    const { page, origin } = await aPage(app, { viewport: { width: 360, height: 740 } });
    await page.goto(`${origin}/mailbox/messages/${id}?width=${width}`);
    expect(await page.frames()[1]?.evaluate("innerWidth")).toBe(Number(width));
  });
});

it("works by clicking, from the list to a complaint, with script switched off", async () => {
  const { app, deliver, listen, events } = await aMailbox();
  await deliver(anHtmlMail(digest), "ana@reader.example");
  await deliver(aMail(), "bo@reader.example");
  listen();
  const { page, origin } = await aPage(app, { javaScriptEnabled: false });
  await page.goto(`${origin}/mailbox`);
  await page.fill("input[name=q]", "ana@");
  await page.press("input[name=q]", "Enter");
  await page.click(".list a");
  await page.click("text=Call it spam");
  await page.waitForSelector("text=A complaint was reported", { timeout: 5000 });
  expect(events.map(({ eventType }) => eventType)).toEqual(["Complaint"]);
});
