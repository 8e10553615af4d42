import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { openBrowser } from "../../local/browser.ts";
import { rehearse } from "./rehearse.ts";

/**
 * One issue from signing in to done in a browser, at a desk and on a phone, with a picture of every step in
 * docs/pictures/desk and what each task took: `npm run rehearse`, `-- --people 300 --rate 40` for a smaller one, `--view phone` for one of the two.
 */
const { values } = parseArgs({
  options: {
    people: { type: "string", default: "10000" },
    rate: { type: "string", default: "300" },
    to: { type: "string", default: join(import.meta.dirname, "../../docs/pictures/desk") },
    view: { type: "string" },
  },
});

const views = [
  { name: "desktop", width: 1280, height: 900, isTouch: false, scheme: "light" },
  { name: "phone", width: 360, height: 740, isTouch: true, scheme: "dark" },
] as const;

await mkdir(values.to, { recursive: true });
const browser = await openBrowser();
try {
  for (const view of views.filter(({ name }) => !values.view || values.view === name)) {
    let step = 0;
    const keep = async (page: Page, name: string): Promise<void> => {
      step++;
      await page.waitForFunction(
        "[...document.images].every(({ complete, loading }) => complete || loading === 'lazy')",
      );
      // A picture that is to be seen is fetched, also where it comes late.
      await page.waitForTimeout(400);
      await sharp(await page.screenshot({ animations: "disabled" }))
        .resize({ width: Math.min(view.width, 900) })
        .jpeg({ quality: 68, mozjpeg: true })
        .toFile(join(values.to, `${view.name}-${String(step).padStart(2, "0")}-${name}.jpg`));
    };
    const efforts = await rehearse(browser, {
      view,
      people: Number(values.people),
      ratePerSecond: Number(values.rate),
      keep,
      say: (line) => console.log(line),
    });
    console.log(
      `\n| ${view.name} | ${view.isTouch ? "taps" : "clicks"} | keys | seconds |\n| --- | ---: | ---: | ---: |`,
    );
    for (const [task, { clicks, keys, seconds }] of Object.entries(efforts))
      console.log(`| ${task} | ${clicks} | ${keys} | ${seconds.toFixed(1)} |`);
    console.log();
  }
} finally {
  await browser.close();
}
