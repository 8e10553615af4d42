import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { getRequestListener } from "@hono/node-server";
import type { Page } from "playwright-core";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalLinks } from "../../functions/audience/links.ts";
import { type SignUpRoutesDeps, signUpRoutes, subscribePath } from "../../functions/audience/signup-routes.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { type WorkOutboxDeps, workOutbox } from "../../functions/audience/work-outbox.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { confirmationMail } from "../../templates/mails/confirmation-mail.ts";
import {
  askedPage,
  closedPage,
  confirmedPage,
  confirmPage,
  expiredPage,
  formSnippet,
  onceMorePage,
  slipPage,
  snippetPage,
  subscribePage,
  tooManyPage,
} from "../../templates/pages/signup-pages.ts";
import { anAudience, at, idKey, keyring } from "../support/audience.ts";
import { useBrowser } from "../support/browser.ts";
import { aNewsletter } from "../support/mail.ts";
import { openSes, type TestSes } from "../support/ses.ts";
import { aSite, type Site } from "../support/site.ts";
import { openStore } from "../support/store.ts";

const browser = useBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type AxeWindow = { axe: { run: () => Promise<{ violations: { id: string }[] }> } };

const findings = async (page: Page) => {
  const found = await page.evaluate(async () => (await (globalThis as unknown as AxeWindow).axe.run()).violations);
  const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  return { found: found.map(({ id }) => id), overflow };
};

const parts = { shown: "x".repeat(70) };
const typed = { address: `${"ada".repeat(20)}@gmial.com`, name: "Ada", form: "page" };

describe.each([
  ["English", "en", "Flashbulb"],
  ["German, with a long name", "de", "Wochenblatt für Fotografiegeschichte und Dunkelkammertechnik"],
  ["Arabic", "ar", "الوميض"],
])("in %s", (_, language, name) => {
  const newsletter = aNewsletter({ language, name });
  it.each([
    ["the form", subscribePage(newsletter, parts)],
    ["the form with a fault", subscribePage(newsletter, parts, { field: "address", reason: "unicode-local-part" })],
    ["the form pressed too soon", onceMorePage(newsletter, parts, typed)],
    ["the question about a slip", slipPage(newsletter, parts, typed, "ada@gmail.com")],
    ["the form that is closed", closedPage(newsletter)],
    ["the form used too often", tooManyPage(newsletter)],
    [
      "the form for other sites",
      snippetPage(newsletter, formSnippet(newsletter, { action: "https://x.example", form: "x" })),
    ],
    ["the answer to the form", askedPage(newsletter)],
    ["the page with the button", confirmPage(newsletter)],
    ["the page after it", confirmedPage(newsletter)],
    ["the page for a link that came too late", expiredPage(newsletter, subscribePath(newsletter.id))],
    ["the mail", confirmationMail(newsletter, `https://flashbulb.example/confirm/${"x".repeat(120)}`).html],
  ])("%s is accessible and fits, narrow and wide, light and dark", async (_name, markup) => {
    const page = await browser().newPage();
    await page.setContent(String(markup));
    await page.evaluate(axe);
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [320, 700]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 667 });
        expect(await findings(page)).toEqual({ found: [], overflow: 0 });
      }
    await page.close();
  });
});

describe("with script off", () => {
  let engine: StoreEngine;
  let local: TestSes;
  let site: Site;
  let deps: WorkOutboxDeps & SignUpRoutesDeps;
  let audience: Awaited<ReturnType<typeof anAudience>>["audience"];
  beforeAll(async () => {
    engine = await openStore(audienceTable, newslettersTable);
    local = await openSes();
    const stores = await anAudience(engine);
    audience = stores.audience;
    const publicUrl = "https://flashbulb.example";
    // Every look at the clock is three seconds later: as slow as somebody who types.
    let looks = 0;
    const slowly = () => addMilliseconds(at, 3000 * looks++);
    deps = {
      ...stores,
      ses: local.ses,
      keyring,
      idKey,
      clock: slowly,
      publicUrl,
      personal: personalLinks({ keyring, publicUrl }),
    };
    site = await aSite(getRequestListener(signUpRoutes(deps).fetch));
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await local.close();
    await engine.close();
  });

  it("a reader signs up by keyboard alone, follows the mail, and is subscribed by its button", async () => {
    const context = await browser().newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.url}${subscribePath("flashbulb")}`);
    await page.keyboard.press("Tab");
    await page.keyboard.type("ada@example.com");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Ada");
    await page.keyboard.press("Tab");
    expect(await page.locator("button:focus").count()).toBe(1);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Now look into your mailbox" }).waitFor();
    await workOutbox(deps);
    const [message] = await local.accepted();
    const { text } = await PostalMime.parse(local.endpoint.messages.mail(message as never) as Buffer);
    const path = /\/confirm\/\S+/.exec(text ?? "")?.[0];
    await page.goto(`${site.url}${path}`);
    await page.getByRole("button", { name: "Yes, subscribe me" }).click();
    await page.getByRole("heading", { name: "You are subscribed" }).waitFor();
    const states: string[] = [];
    for await (const { state } of audience.all("flashbulb")) states.push(state);
    expect(states).toEqual(["confirmed"]);
    await context.close();
  });
});
