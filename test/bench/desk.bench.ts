import type { Page } from "playwright-core";
import { storyIdsOf } from "../../functions/digest/apply-choice.ts";
import { openBrowser } from "../../local/browser.ts";
import { openDeskSite } from "../support/desk-site.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

const posts = 200;
const photosEach = 10;
const rounds = 9;

/** The desk of a week of 200 posts and 2,000 photos in a browser, beside an empty page: until the mail is drawn. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  const site = await openDeskSite({ posts: aPicturedWeek(posts, photosEach) });
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    const { cookie } = await site.signIn("sender");
    await context.addCookies([{ ...cookie, url: site.origin }]);
    const page = await context.newPage();
    await page.goto(site.desk);
    const empty = await times(async () => {
      await page.goto(`${site.origin}/console/scripts/desk.js`, { waitUntil: "load" });
    });
    const first = await times(async () => {
      await page.goto(site.desk, { waitUntil: "commit" });
      await page.frameLocator("iframe.mail").locator("h1").waitFor();
    });
    await page.waitForSelector("html[data-desk=ready]");
    const stored = await site.deps.issues.get(site.newsletter.id, site.issueId);
    const moved = storyIdsOf(stored?.issue.digest ?? ({ blocks: [] } as never))[3] as string;
    const shown: number[] = [];
    const mail: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const change = await changed(page, moved, round % 2 === 0 ? "ArrowUp" : "ArrowDown");
      shown.push(change.shown);
      mail.push(change.mail);
    }
    print(`${posts} posts, ${posts * photosEach} photos; medians of ${rounds}, in the browser`);
    print(`an empty page ${median(empty)} ms, This issue until the mail is drawn ${median(first)} ms`);
    print(`a story moved: the page is anew after ${median(shown)} ms, the mail in its frame after ${median(mail)} ms`);
  } finally {
    await browser.close();
    await site.close();
  }
};

/** From the key to the page, and to the mail that shows it. */
const changed = async (page: Page, postId: string, key: string): Promise<{ shown: number; mail: number }> => {
  await page.locator(`#post-${postId} .grip`).focus();
  await page.evaluate(`window.times = {}; window.begun = performance.now();
    document.addEventListener("desk:shown", () => { window.times.shown = performance.now() - window.begun }, { once: true });
    document.addEventListener("desk:mail", () => { window.times.mail = performance.now() - window.begun }, { once: true });`);
  await page.keyboard.press(key);
  await page.waitForFunction("window.times.shown && window.times.mail");
  return page.evaluate("window.times") as Promise<{ shown: number; mail: number }>;
};

const times = async (work: () => Promise<void>): Promise<number[]> => {
  const found: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await work();
    found.push(performance.now() - begun);
  }
  return found;
};

const median = (found: readonly number[]): string =>
  (found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0).toFixed(0);
