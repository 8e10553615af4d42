import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { signInAs } from "../support/console.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";
import { aNewsletter } from "../support/mail.ts";

const browser = useBrowser();
let site: ConsoleSite;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bring-"));
  site = await openConsoleSite();
  await site.parts.newsletters.put({ newsletter: aNewsletter({ id: "flashbulb" }), version: 0 });
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

it("a list of more than a form takes comes with its progress, and is looked at; one that is lost on the way says so", async () => {
  const file = join(folder, "readers.csv");
  await writeFile(file, `email,note\n${`ada@example.com,${"a".repeat(60_000)}\n`.repeat(90)}`);
  const now = site.parts.wallClock();
  const { cookie } = await signInAs(site.table, "sender", { now, publicUrl: site.url });
  const page = await browser().newPage();
  await page.context().addCookies([{ ...cookie, url: site.url }]);
  await page.goto(`${site.url}/console/newsletters/flashbulb/subscribers`);
  expect(await page.locator("#import").textContent()).toContain("up to 200 MB");
  await page.setInputFiles("#list", file);
  await page.route("**/file", (route) => route.abort(), { times: 1 });
  await page.click("#import button");
  await page.getByText("The file did not arrive.").waitFor();
  await page.click("#import button");
  await page.waitForURL(/subscribers\/imports\/[\w-]+$/);
  await page.getByText("Looked at, and waiting for you").waitFor();
  expect(await page.locator("[data-live=report] .total dd").textContent()).toBe("90");
  // The same form again is the same list.
  const orders = await site.parts.orders.latest("flashbulb", 5);
  expect(orders.map(({ step }) => step)).toEqual(["looked-at"]);
});
