import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { galleryOf } from "../../functions/digest/apply-choice.ts";
import { openBrowser } from "../../local/browser.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

const desk: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };
const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** What the five things take that decide on the desk: clicks, taps, keys, counted by who drives the browser. Throws over a limit. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  const site = await openDeskSite({ posts: aPicturedWeek(40, 8), people: 20 });
  const browser = await openBrowser();
  try {
    for (const measure of [opened, swapped, focused, described, approvedByPhone]) print(await measure(site, browser));
  } finally {
    await browser.close();
    await site.close();
  }
};

const aPage = async (site: DeskSite, browser: Browser, options: BrowserContextOptions, path = "", known = true) => {
  const context = await browser.newContext(options);
  if (known) await context.addCookies([{ ...(await site.signIn("sender")).cookie, url: site.origin }]);
  const page = await context.newPage();
  await page.goto(site.desk + path);
  return page;
};

const within = (what: string, count: number, most: number): string => {
  if (count > most) throw new Error(`${what}: ${count}, and at most ${most} are promised`);
  return `${what} ${count} (at most ${most})`;
};

const issueOf = async (site: DeskSite) => {
  const stored = await site.deps.issues.get(site.newsletter.id, site.issueId);
  if (!stored) throw new Error("there is no issue");
  return stored.issue;
};

const ready = (page: Page) => page.waitForSelector("html[data-desk=ready]");
const takeBack = (page: Page) => page.click("text=Take the approval back");
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s of the machine`;

/** E1: from the sign-in to approved, in a week that the rules got right. */
const opened = async (site: DeskSite, browser: Browser): Promise<string> => {
  const page = await aPage(site, browser, desk, "", false);
  const begun = performance.now();
  let clicks = 0;
  for (const what of ["text=Sam Okafor", "#approve-button"]) {
    await page.click(what);
    clicks++;
    if (clicks === 1) await ready(page);
  }
  await page.waitForSelector("text=Approved. It can be taken back");
  const line = `E1 open and approve: ${within("clicks", clicks, 5)}, ${seconds(begun)}, the list of stories not looked at`;
  await takeBack(page);
  return line;
};

/** E2: a photo of the mail exchanged for the next of its set. */
const swapped = async (site: DeskSite, browser: Browser): Promise<string> => {
  const page = await aPage(site, browser, desk);
  await ready(page);
  const before = galleryOf((await issueOf(site)).digest)[0] as string;
  await page.frameLocator("iframe.mail:not(.waiting)").locator(`#in-${before}`).click();
  await page.waitForSelector("dialog[open] [data-strip]");
  await page.keyboard.press("ArrowRight");
  const begun = performance.now();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "hidden" });
  const took = performance.now() - begun;
  if (galleryOf((await issueOf(site)).digest)[0] === before) throw new Error("the photo is still the same");
  return `E2 swap a photo: 1 click, 2 keys; ${took.toFixed(0)} ms from Enter to the page that shows it (goal 200)`;
};

/** E3: the focal point, with one thumb. */
const focused = async (site: DeskSite, browser: Browser): Promise<string> => {
  const photoId = galleryOf((await issueOf(site)).digest)[1] as string;
  const page = await aPage(site, browser, phone, `/photos/${photoId}`);
  await ready(page);
  const crop = () => page.locator(".crops svg").first().getAttribute("viewBox");
  const before = await crop();
  const begun = performance.now();
  await page.locator(".focal input").tap({ position: { x: 58, y: 110 } });
  while ((await crop()) === before) await page.waitForTimeout(5);
  return `E3 focal point at 360 px: ${within("taps", 1, 1)}; every crop redrawn after ${(performance.now() - begun).toFixed(0)} ms`;
};

/** E4: the descriptions of all photos of the mail, by keyboard alone. */
const described = async (site: DeskSite, browser: Browser): Promise<string> => {
  const page = await aPage(site, browser, desk, "/alt");
  await ready(page);
  const count = Number((await page.textContent(".status"))?.match(/of (\d+)/)?.[1]);
  const begun = performance.now();
  for (let at = 0; at < count; at++) {
    await page.locator("#alt-text").press("Enter");
    await page.waitForURL(`**/alt?at=${at + 1}`);
  }
  const machine = (performance.now() - begun) / 1000;
  const left = (180 - machine * (18 / count)) / 18;
  return `E4 describe ${count} photos: ${within("keys", count, 18)}, ${machine.toFixed(1)} s of the machine; 18 in three minutes leave ${left.toFixed(1)} s to read each`;
};

/** E5: from the link of the nudge to approved, on a phone. */
const approvedByPhone = async (site: DeskSite, browser: Browser): Promise<string> => {
  const page = await aPage(site, browser, phone, "", false);
  const begun = performance.now();
  let taps = 0;
  for (const what of ["text=Sam Okafor", ".to-approve a", "#approve-button"]) {
    await page.tap(what);
    taps++;
    if (taps === 1) await ready(page);
  }
  await page.waitForSelector("text=Approved. It can be taken back");
  const wide = await page.evaluate("document.documentElement.scrollWidth");
  if (wide !== 360) throw new Error(`the page is ${wide} px wide`);
  const line = `E5 approve from a phone: ${within("taps", taps, 4)}, ${seconds(begun)}, nothing wider than 360 px`;
  await takeBack(page);
  return line;
};
