import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { getRequestListener } from "@hono/node-server";
import type { Page } from "playwright-core";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalLinks } from "../../functions/audience/links.ts";
import { audienceRoutes } from "../../functions/audience/routes.ts";
import { type SignUpRoutesDeps, signUpRoutes, subscribePath } from "../../functions/audience/sign-up-routes.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { type WorkOutboxDeps, workOutbox } from "../../functions/audience/work-outbox.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { confirmationMail } from "../../templates/mails/confirmation-mail.ts";
import { moveMail } from "../../templates/mails/move-mail.ts";
import { welcomeMail } from "../../templates/mails/welcome-mail.ts";
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
} from "../../templates/pages/sign-up-pages.ts";
import {
  linkNotFoundPage,
  moveAskedPage,
  movedPage,
  moveHalfPage,
  movePage,
  moveSlipPage,
  moveTooOftenPage,
  pausedPage,
  preferencesPage,
  stayedPage,
  unsubscribedPage,
  unsubscribePage,
} from "../../templates/pages/subscriber-pages.ts";
import { anAudience, at, idKey, keyring } from "../support/audience.ts";
import { useBrowser } from "../support/browser.ts";
import { aNewsletter } from "../support/mail.ts";
import { openSes, type TestSes } from "../support/ses.ts";
import { aSite, type Site } from "../support/site.ts";
import { openStore } from "../support/store.ts";

const browser = useBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type AxeOptions = { runOnly?: string[]; rules?: Record<string, { enabled: boolean }> };
type AxeWindow = { axe: { run: (options?: AxeOptions) => Promise<{ violations: { id: string }[] }> } };

/** Of what axe looks for, all that a change of colours alone can break. */
const ofColours = { runOnly: ["color-contrast", "link-in-text-block"] };
/** All that other words in the same colours can break. */
const ofWords = { rules: { "color-contrast": { enabled: false } } };

const findings = (page: Page, options?: AxeOptions) =>
  page.evaluate(async (asked) => {
    const { violations } = await (globalThis as unknown as AxeWindow).axe.run(asked);
    return violations.map(({ id }) => id);
  }, options);

const overflow = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

const parts = { shown: "x".repeat(70) };
const reasons = ["too-many", "not-mine", "never-asked", "other"];
const choices = {
  variant: "photos" as const,
  pausedUntil: "2026-12-01T00:00:00.000Z",
  weeks: [2, 4, 12],
  saved: false,
  moveAction: "/x",
  unsubscribeUrl: "/x",
};
const slip = { typed: `${"ada".repeat(20)}@gmial.com`, suggestion: `${"ada".repeat(20)}@gmail.com` };
const typed = { address: `${"ada".repeat(20)}@gmial.com`, name: "Ada", form: "page" };

describe.each([
  ["English", "en", "Flashbulb"],
  ["Arabic", "ar", "الوميض"],
  ["German, with a long name", "de", "Wochenblatt für Fotografiegeschichte und Dunkelkammertechnik"],
  ["French", "fr", "Flashbulb"],
  ["Spanish", "es", "Flashbulb"],
])("in %s", (_, language, name) => {
  const hasColoursSeen = language === "en" || language === "ar";
  const newsletter = aNewsletter({ language, name });
  let page: Page;
  beforeAll(async () => {
    page = await browser().newPage();
    // Stays there, whatever the page shows.
    await page.evaluate(axe);
  });
  afterAll(() => page.close());

  it.each([
    ["the form", subscribePage(newsletter, parts)],
    [
      "the form with a fault",
      subscribePage(newsletter, parts, { field: "address", reason: "unicode-local-part" }, { ...typed, address: "" }),
    ],
    ["the form pressed too soon", onceMorePage(newsletter, parts, typed)],
    ["the question about a slip", slipPage(newsletter, parts, typed, "ada@gmail.com")],
    ["the form that is closed", closedPage(newsletter)],
    ["the form used too often", tooManyPage(newsletter)],
    [
      "the form for other sites",
      snippetPage(newsletter, formSnippet(newsletter, { action: "https://x.example", form: "x" })),
    ],
    ["the answer to the form", askedPage(newsletter)],
    ["the page to leave by", unsubscribePage(newsletter, { action: "/x", weeks: [2, 4, 12] })],
    [
      "the page of who has left",
      unsubscribedPage(newsletter, { undo: { action: "/x", token: "x" }, why: { action: "/x", reasons, said: false } }),
    ],
    ["the page of who stays", stayedPage(newsletter)],
    ["the page of who takes a break", pausedPage(newsletter, "2026-12-01T00:00:00.000Z")],
    ["the preferences", preferencesPage(newsletter, choices)],
    ["the question about a slip in another address", moveSlipPage(newsletter, undefined, slip)],
    ["the answer to too many other addresses", moveTooOftenPage(newsletter)],
    ["the preferences with a fault", preferencesPage(newsletter, { ...choices, saved: true, moveFault: "other" })],
    ["the answer to another address", moveAskedPage(newsletter)],
    ["the page with the button of a move", movePage(newsletter)],
    ["the page of half a move", moveHalfPage(newsletter)],
    ["the page of a move", movedPage(newsletter)],
    ["the page for links that are not ours", linkNotFoundPage(newsletter)],
    ["the mail about a move", moveMail(newsletter, "new", `https://flashbulb.example/move/${"x".repeat(120)}`).html],
    ["the welcome", welcomeMail(newsletter, { variant: "everything", issue: undefined, at }).bodies.everything.html],
    ["the page with the button", confirmPage(newsletter)],
    ["the page after it", confirmedPage(newsletter)],
    ["the page for a link that came too late", expiredPage(newsletter, subscribePath(newsletter.id))],
    ["the mail", confirmationMail(newsletter, `https://flashbulb.example/confirm/${"x".repeat(120)}`).html],
  ])("%s is accessible and fits, narrow and wide, light and dark", async (_name, markup) => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 700, height: 667 });
    await page.setContent(String(markup));
    expect(await overflow(page)).toBe(0);
    await page.setViewportSize({ width: 320, height: 667 });
    expect(await overflow(page)).toBe(0);
    expect(await findings(page, hasColoursSeen ? {} : ofWords)).toEqual([]);
    if (!hasColoursSeen) return;
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await findings(page, ofColours)).toEqual([]);
  });
});

describe.each([
  ["off", false],
  ["on", true],
])("with script %s", (_, javaScriptEnabled) => {
  let engine: StoreEngine;
  let local: TestSes;
  let site: Site;
  let deps: WorkOutboxDeps & SignUpRoutesDeps & Awaited<ReturnType<typeof anAudience>>;
  beforeAll(async () => {
    engine = await openStore(audienceTable, newslettersTable);
    local = await openSes();
    const publicUrl = "https://flashbulb.example";
    // Every look at the clock is three seconds later: as slow as somebody who types.
    let looks = 0;
    const clock = () => addMilliseconds(at, 3000 * looks++);
    const personal = personalLinks({ keyring, publicUrl });
    deps = {
      ...(await anAudience(engine)),
      ses: local.ses,
      keyring,
      idKey,
      clock,
      stampClock: () => at,
      publicUrl,
      personal,
    };
    site = await aSite(getRequestListener(signUpRoutes(deps).route("/", audienceRoutes(deps)).fetch));
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await local.close();
    await engine.close();
  });

  it("a reader comes by keyboard alone, is welcomed, chooses, leaves, thinks better of it, and leaves", async () => {
    const context = await browser().newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
    const heading = (name: string) => page.getByRole("heading", { name }).waitFor();
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
    const newestLink = async (pattern: RegExp) => {
      await workOutbox(deps);
      const message = (await local.accepted()).at(-1);
      const { text } = await PostalMime.parse(local.endpoint.messages.mail(message as never) as Buffer);
      return `${site.url}${pattern.exec(text ?? "")?.[0]}`;
    };
    const states = async () => {
      const found: string[] = [];
      for await (const { state, preferences } of deps.audience.all("flashbulb")) found.push(state, preferences.variant);
      return found;
    };

    await page.goto(`${site.url}${subscribePath("flashbulb")}`);
    await page.keyboard.press("Tab");
    await page.keyboard.type("ada@example.com");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Ada");
    await page.keyboard.press("Tab");
    expect(await page.locator("button:focus").count()).toBe(1);
    await page.keyboard.press("Enter");
    await heading("Now look into your mailbox");
    await page.goto(await newestLink(/\/confirm\/\S+/));
    await press("Yes, subscribe me");
    await heading("You are subscribed");
    expect(await states()).toEqual(["confirmed", "everything"]);

    await page.goto(await newestLink(/\/preferences\/\S+/));
    await page.getByLabel("Photographs only").check();
    await press("Save");
    await page.getByText("Your choice is saved.").waitFor();
    expect(await states()).toEqual(["confirmed", "photos"]);
    await page.getByRole("link", { name: "Unsubscribe from Flashbulb" }).click();
    await page.getByRole("link", { name: "Deutsch" }).click();
    await press("Abmelden");
    await heading("Sie sind abgemeldet");
    await page.getByRole("link", { name: "English" }).click();
    await press("Stay subscribed");
    await heading("You stay subscribed");
    expect(await states()).toEqual(["confirmed", "photos"]);
    await page.goto(await newestLink(/\/unsubscribe\/\S+/));
    await press("Unsubscribe");
    await heading("You are unsubscribed");
    await page.getByLabel("Too many mails").check();
    await press("Tell us");
    await page.getByText("Thank you").waitFor();
    expect(await states()).toEqual(["unsubscribed", "photos"]);
    expect(refused).toEqual([]);
    await context.close();
  });
});
