import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { viewStories } from "../../functions/digest/view-stories.ts";
import { storiesPage } from "../../templates/pages/stories-page.ts";
import { useBrowser } from "../support/browser.ts";
import { anArabicMail, aRichMail, flashbulb, weekOfMail } from "../support/mail-week.ts";

const browser = useBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type AxeWindow = { axe: { run: () => Promise<{ violations: { id: string }[] }> } };

const violations = async (from: Browser, html: string, colorScheme: "light" | "dark") => {
  const context = await from.newContext({ viewport: { width: 360, height: 667 }, colorScheme });
  await context.route(/^https?:/, (route) => route.abort());
  const page = await context.newPage();
  await page.setContent(html);
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await (globalThis as unknown as AxeWindow).axe.run()).violations);
  const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  await context.close();
  return { found: found.map(({ id }) => id), overflow };
};

for (const [name, mail] of [
  ["in English", aRichMail()],
  ["in Arabic", anArabicMail()],
] as const)
  test(`the page of all stories ${name} is accessible and fits a phone, in light and dark`, async () => {
    const { markup } = storiesPage(
      viewStories({
        newsletter: name === "in Arabic" ? mail.newsletter : flashbulb(),
        issueId: mail.issueId,
        window: weekOfMail,
        posts: [...mail.posts.values()],
        issueUrl: "https://flashbulb.example/issue",
        fileUrl: (key) => `https://flashbulb.example/files/${key}`,
        now: weekOfMail.until,
      }),
    );
    for (const scheme of ["light", "dark"] as const)
      expect(await violations(browser(), String(markup), scheme)).toEqual({ found: [], overflow: 0 });
  });
