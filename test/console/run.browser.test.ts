import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Role } from "../../functions/console/editor.ts";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { tick } from "../../local/tick.ts";
import { workThrough } from "../../local/work-through.ts";
import { useBrowser } from "../support/browser.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { aWindow } from "../support/digest-week.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

const browser = useBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const people = 300;

let site: DeskSite;
beforeAll(async () => {
  site = await openDeskSite({ posts: aPicturedWeek(8, 3), people, runsAt: 60 });
});
afterAll(() => site.close());

const aPage = async (path: string, role: Role = "sender", options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser().newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const { cookie } = await site.signIn(role);
  await context.addCookies([{ ...cookie, url: site.origin }]);
  const page = await context.newPage();
  await page.goto(site.desk + path);
  return page;
};

/** What a minute brings: the tick, and the lanes that work off what it found. */
const aMinute = async () => {
  await tick(site.deps);
  await workThrough(site.deps, () => undefined);
};

const sumsOn = async (page: Page): Promise<Record<string, number>> => {
  const rows = await page
    .locator(".sums > div")
    .evaluateAll((all) =>
      all.map((row) => [row.querySelector("dt")?.textContent, row.querySelector("dd")?.textContent] as const),
    );
  return Object.fromEntries(rows.map(([name = "", count = ""]) => [name, Number(count?.replaceAll(",", ""))]));
};

/** Keeps a picture of a page where somebody asks for pictures. */
const shot = async (page: Page, name: string) => {
  const { SHOTS } = process.env;
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};

const faultsOf = async (page: Page) => {
  await page.evaluate(axe);
  return page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))");
};

it("is watched from the approval to its end: paused, corrected, continued, with sums that agree", async () => {
  const desk = await aPage("");
  await desk.click("#approve-button");
  await desk.waitForSelector("text=Approved. It can be taken back");
  site.set(addMilliseconds(aWindow.until, minute));
  const page = await aPage("/run");
  expect(await page.textContent(".run-state")).toBe("Not begun");
  let working = aMinute();
  await expect.poll(() => page.textContent(".run-state"), { timeout: 20_000 }).toBe("Being sent");
  await expect.poll(async () => (await sumsOn(page)).Sent, { timeout: 20_000 }).toBeGreaterThan(20);
  const buttons = await page
    .locator("main button:visible")
    .evaluateAll((all) => all.map((each) => ({ words: each.textContent, area: each.clientWidth * each.clientHeight })));
  expect(buttons.toSorted((a, b) => b.area - a.area)[0]?.words).toBe("Pause");

  await page.click("button.pause");
  await page.waitForSelector("[role=status]:has-text('Paused.')");
  await working;
  // What many look at is kept for two seconds.
  const sentOnPage = async () => (await page.reload()) && (await sumsOn(page)).Sent;
  await expect.poll(sentOnPage, { timeout: 10_000 }).toBe((await site.accepted()).length);
  const paused = await sumsOn(page);
  expect(await page.textContent(".run-state")).toBe("Paused");
  expect(paused.Sent).toBeLessThan(people);

  await page.click("#correct summary");
  await shot(page, "run-paused");
  await page.click("text=Open its correction");
  await page.waitForSelector("[role=status]:has-text('open to be corrected')");
  const lead = (await page.getAttribute("#stories .posts li", "id"))?.replace("post-", "");
  await page.locator(`#post-${lead} summary`).click();
  await page.fill(`#title-${lead}`, "The corrected one");
  await page.waitForSelector(`form:has(#title-${lead}) output:has-text('Saved')`);
  await expect
    .poll(() => page.locator("iframe.mail").contentFrame().getByText("The corrected one").count())
    .not.toBe(0);
  await shot(page, "correction");
  const phone = await aPage("", "sender", { viewport: { width: 360, height: 740 } });
  await shot(phone, "correction-360");
  await phone.goto(`${site.desk}/run`);
  expect(await phone.getByRole("button", { name: "Resume" }).count()).toBe(0);
  await shot(phone, "run-correcting-360");
  await phone.goto(`${site.desk}/beside?view=phone`);
  await phone.frameLocator(`iframe[title="As it was sent"]`).locator("a").first().waitFor();
  expect(await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  await shot(phone, "beside-360");
  await page.click("text=Look at it beside what was sent");
  for (const [title, isIn] of [
    ["The correction", true],
    ["As it was sent", false],
  ] as const) {
    const mail = page.frameLocator(`iframe[title="${title}"]`);
    await mail.locator("h1, h2, a").first().waitFor();
    expect([title, (await mail.getByText("The corrected one").count()) > 0]).toEqual([title, isIn]);
  }
  expect(await faultsOf(page)).toEqual([]);
  await shot(page, "beside");
  expect((await site.accepted()).length).toBe(paused.Sent);
  await page.click("text=Correct and continue");
  await page.waitForSelector("[role=status]:has-text('Corrected.')");
  working = aMinute();
  await expect.poll(() => page.textContent(".run-state"), { timeout: 30_000 }).toBe("Done");
  await working;
  const { Sent = 0, "Left out": skipped = 0, Rejected = 0, Audience } = await sumsOn(page);
  expect([Sent + skipped + Rejected, Audience]).toEqual([people, people]);

  const mails = await site.accepted();
  expect(new Set(mails.flatMap(({ recipients }) => recipients)).size).toBe(people);
  expect(mails).toHaveLength(people);
  const corrected = mails.filter(({ subject }) => subject === "The corrected one").length;
  expect(corrected).toBe(people - (paused.Sent ?? 0));
});

it("tells one person’s story in a sentence, and sends them a copy", async () => {
  const page = await aPage("/run");
  await page.fill("#address", "r7@example.com");
  await page.click("text=What became of it?");
  expect(await page.textContent("#person [role=status]")).toMatch(/^r7@example.com: Sent at .*Amazon SES calls it /);
  await page.click("text=Send a copy to this person");
  await page.waitForSelector("[role=status]:has-text('A copy was sent.')");
  const to = (await site.accepted()).filter(({ recipients }) => recipients.includes("r7@example.com"));
  expect(to).toHaveLength(2);
  await page.context().setOffline(true);
  await page.waitForSelector(".connection:has-text('This is how it stood at')");
  await page.context().setOffline(false);
  await page.waitForSelector(".connection:empty", { state: "attached" });
});

it.each([
  ["a phone in the dark", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
  ["a desk in the light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
] satisfies [string, BrowserContextOptions][])("at %s has no fault that axe can see", async (_, options) => {
  const page = await aPage("/run", "sender", options);
  for (const path of ["/run", "/report"]) {
    await page.goto(site.desk + path);
    expect([path, await faultsOf(page)]).toEqual([path, []]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await shot(page, `${path.slice(1)}-${options.viewport.width}`);
  }
});
