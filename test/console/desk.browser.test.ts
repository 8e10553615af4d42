import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { galleryOf, storyIdsOf } from "../../functions/digest/apply-choice.ts";
import { useBrowser } from "../support/browser.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { dragByFinger } from "../support/finger.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

const browser = useBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let site: DeskSite;
beforeAll(async () => {
  site = await openDeskSite({ posts: aPicturedWeek(10, 5) });
});
afterAll(() => site.close());

const aPage = async (options: BrowserContextOptions = {}, path = ""): Promise<Page> => {
  const context = await browser().newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const { cookie } = await site.signIn("sender");
  await context.addCookies([{ ...cookie, url: site.origin }]);
  const page = await context.newPage();
  await page.goto(site.desk + path);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("html[data-desk=ready]");
  return page;
};

const issue = async () => {
  const stored = await site.deps.issues.get("flashbulb", site.issueId);
  if (!stored) throw new Error("there is no issue");
  return stored.issue;
};
const stories = async () => storyIdsOf((await issue()).digest);
/** The same edit by somebody else, meanwhile. */
const another = async (fields: Record<string, string>) => {
  const { form } = await site.signIn("editor");
  const { status } = await fetch(`${site.desk}/edits`, {
    ...form({ ...fields, seen: String((await issue()).edit) }),
    redirect: "manual",
  });
  expect(status).toBe(303);
};
const drag = async (page: Page, from: string, to: string) => {
  await page.locator(to).scrollIntoViewIfNeeded();
  const [start, end] = [await page.locator(from).boundingBox(), await page.locator(to).boundingBox()];
  if (!start || !end) throw new Error("the handles are not to be seen");
  await page.mouse.move(start.x + 5, start.y + 5);
  await page.mouse.down();
  await page.mouse.move(start.x + 5, end.y + 30, { steps: 12 });
  await page.mouse.up();
};
const takeBack = async (page: Page, times: number) => {
  for (let left = times; left > 0; left--) {
    const made = (await issue()).changes.length;
    await page.click("#undo");
    await expect.poll(async () => (await issue()).changes.length).toBe(made - 1);
  }
};
const alert = (page: Page) => page.locator(".notice [role=alert]").first();
const mail = (page: Page) => page.frameLocator("iframe.mail:not(.waiting)");

it("puts stories in order by dragging and by keys, and takes it back", async () => {
  const page = await aPage();
  const before = await stories();
  const grip = (id: string) => page.locator(`#post-${id} .grip`);
  await grip(before[2] as string).focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(stories).toEqual([before[0], before[2], before[1], ...before.slice(3)]);
  await page.waitForSelector("[data-saved]:has-text('to place 2')");
  expect(await page.evaluate("document.activeElement.closest('li')?.id")).toBe(`post-${before[2]}`);
  await drag(page, `#post-${before[2]} .grip`, `#post-${before[3]} .grip`);
  await expect.poll(async () => (await stories()).indexOf(before[2] as string)).toBe(3);
  await takeBack(page, 2);
  expect(await stories()).toEqual(before);
  const shown = () =>
    page.locator("[data-sortable=pin-post] > li").evaluateAll((rows) => rows.map(({ id }) => id.slice(5)));
  await expect.poll(shown).toEqual(before);
  await page.context().setOffline(true);
  await drag(page, `#post-${before[2]} .grip`, `#post-${before[3]} .grip`);
  await expect.poll(() => alert(page).textContent()).toMatch(/^No connection/);
  expect(await shown()).toEqual(before);
});

it("says what was done where it is heard, with the focus where the next thing is done", async () => {
  const page = await aPage();
  await page.evaluate("globalThis.region = document.querySelector('.notice [role=status]')");
  const [first, second] = await stories();
  const focused = () => page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.id");
  await page.locator(`#post-${second} [aria-label$=down]`).focus();
  const label = await focused();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate("region.isConnected && region.textContent")).toMatch(/^Saved .*to place 3/);
  expect(await focused()).toBe(label);
  const [, next] = await stories();
  await page.locator(`#post-${first} [aria-label^=Drop]`).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate("region.isConnected && region.textContent")).toMatch(/^Saved .*Dropped/);
  expect(await focused()).toBe(`post-${next}`);
  await takeBack(page, 2);
  await page.context().clearCookies();
  await page.locator(`#post-${first} [aria-label^=Drop]`).click();
  await expect.poll(() => alert(page).textContent()).toMatch(/^You are signed out/);
  expect(await alert(page).locator("a").getAttribute("href")).toBe(new URL(site.desk).pathname);
});

it("keeps the view through a change", async () => {
  const page = await aPage({}, "?view=dark-phone");
  const before = await page.getAttribute("iframe.mail", "src");
  const [first] = await stories();
  await page.locator(`#post-${first} [aria-label^=Drop]`).click();
  await page.waitForSelector("[data-saved]:has-text('Dropped')");
  await page.waitForSelector("iframe.mail.waiting", { state: "detached" });
  const shown = page.locator("iframe.mail.view-dark-phone");
  expect(await shown.getAttribute("src")).toMatch(/view=dark-phone&v=/);
  expect(await shown.getAttribute("src")).not.toBe(before);
  await takeBack(page, 1);
});

it("tells on the contact sheet, and in a photo’s dialog, what is refused", async () => {
  const page = await aPage({}, "/photos");
  const button = page.locator(".sheet button[aria-label^=Choose]").first();
  const fields = { do: (await button.getAttribute("value")) ?? "" };
  await another(fields);
  await button.click();
  await expect.poll(() => alert(page).textContent()).toMatch(/^editor did this meanwhile: Chose/);
  await page.goto(site.desk);
  const photoId = galleryOf((await issue()).digest)[0] as string;
  await page.locator(`#photo-${photoId} a[data-dialog]`).click();
  const words = { kind: "words", postId: photoId.split("-p")[0] as string, photoId, field: "caption" };
  await another({ ...words, text: "The pier, by another." });
  await page.fill("dialog #caption", "The pier, by me.");
  await page.waitForSelector("dialog .notice [role=alert] .versions");
  expect(await page.textContent("dialog .decide p")).toBe("There now: “The pier, by another.”");
  await page.click("text=Save mine");
  await page.waitForSelector("dialog form:has(#caption) output:has-text('Saved')");
  await mail(page).getByText("The pier, by me.").first().waitFor();
  await page.click("dialog .close");
  await takeBack(page, 3);
});

it("is after any change what it would be if it were opened anew, though rows that stand are not sent again", async () => {
  const page = await aPage();
  const bytes: number[] = [];
  page.on("response", async (answer) => {
    if (answer.url().includes("/edits")) bytes.push((await answer.body()).length);
  });
  const [first = "", second = ""] = await stories();
  const press = async (button: string) => {
    const made = (await issue()).edit;
    await page.locator(button).first().click();
    await expect.poll(() => page.inputValue("input[name=seen]")).toBe(String(made + 1));
  };
  for (const button of [`#post-${second} [aria-label$=up]`, `#post-${first} [aria-label^=Drop]`, "#undo", "#undo"]) {
    await press(button);
    expect(await page.evaluate(partsAsOpenedAnew)).toEqual([]);
  }
  const whole = await (await page.context().request.get(site.desk)).body();
  expect(bytes[0]).toBeLessThan(whole.length / 2);
});

/** The parts that differ from those of a fresh page, but for what a page draws for itself and what a script notes. */
const partsAsOpenedAnew = `(async () => {
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const plain = (part) => part.outerHTML
    .replace(/ data-(equipped|src)="[^"]*"| tabindex="-1"| draggable="false"| open=""/g, "")
    .replace(/(name="(formToken|seen)" value=")[^"]*/g, "$1")
    .replace(/\\s+/g, " ");
  const ownName = (part) => !["frame", "sizes", "notice"].includes(part.dataset.part);
  return [...document.querySelectorAll("[data-part]")].filter(ownName)
    .filter((part) => plain(part) !== plain(fresh.querySelector('[data-part="' + part.dataset.part + '"]')))
    .map((part) => part.dataset.part);
})()`;

it("opens what is clicked in the mail; a swap is two keys, and undo restores it", async () => {
  const page = await aPage();
  const before = galleryOf((await issue()).digest);
  await mail(page).locator(`#in-${before[0]}`).click();
  await page.waitForSelector("dialog[open] [data-strip]");
  expect(page.url()).toContain(`#photo-${before[0]}`);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "hidden" });
  const after = galleryOf((await issue()).digest);
  expect(after[0]).not.toBe(before[0]);
  await mail(page).locator(`#in-${after[0]}`).waitFor();
  await page.click("#undo");
  await expect.poll(async () => galleryOf((await issue()).digest)).toEqual(before);
});

it("puts a story in its place with a finger, and swaps a photo by two taps", async () => {
  const page = await aPage({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const [first = "", second = ""] = await stories();
  const grip = page.locator(`#post-${first} .grip`);
  await page.evaluate(`document.querySelector("#post-${first} .grip").scrollIntoView({ block: "center" })`);
  const [here, there] = [await grip.boundingBox(), await page.locator(`#post-${second}`).boundingBox()];
  if (!here || !there) throw new Error("the stories are not to be seen");
  const x = here.x + here.width / 2;
  await dragByFinger(page, {
    from: { x, y: here.y + here.height / 2 },
    to: { x, y: there.y + there.height - 4 },
    isThere: () => page.waitForSelector(`#post-${second} + #post-${first}`),
  });
  await expect.poll(async () => (await stories()).slice(0, 2)).toEqual([second, first]);
  const before = galleryOf((await issue()).digest);
  const edit = (await issue()).edit;
  await expect.poll(() => page.inputValue("input[name=seen]")).toBe(String(edit));
  await mail(page).locator(`#in-${before[0]}`).tap();
  await page.locator("dialog[open] [data-strip] button:not([aria-disabled=true])").first().tap();
  await page.waitForSelector("dialog", { state: "hidden" });
  expect(galleryOf((await issue()).digest)[0]).not.toBe(before[0]);
  for (let undone = 0; undone < 2; undone++) {
    const { changes } = await issue();
    await expect.poll(() => page.inputValue("#changes input[name=n]")).toBe(String(changes.at(-1)?.n));
    await page.locator("#undo").tap();
    await expect.poll(async () => (await issue()).changes.length).toBe(changes.length - 1);
  }
  expect([galleryOf((await issue()).digest), (await stories()).slice(0, 2)]).toEqual([before, [first, second]]);
});

it("sets the focal point by a tap and by arrow keys, the crops following", async () => {
  const photoId = galleryOf((await issue()).digest)[0] as string;
  const page = await aPage({ viewport: { width: 360, height: 740 }, hasTouch: true }, `/photos/${photoId}`);
  const crop = () => page.locator(".crops svg").first().getAttribute("viewBox");
  const first = await crop();
  await page.locator(".focal input").tap({ position: { x: 58, y: 110 } });
  await expect.poll(crop).not.toBe(first);
  const tapped = await crop();
  await page.locator(".focal input").focus();
  for (let times = 0; times < 8; times++) await page.keyboard.press("ArrowRight");
  await expect.poll(crop).toBe(first);
  expect(tapped).not.toBe(first);
  const post = await site.deps.posts.get("flashbulb", photoId.split("-p")[0] as string);
  expect(post?.post.edits.photos?.[photoId]?.focalPoint?.x).toBeCloseTo(0.34, 1);
});

it("saves words as they are typed, through a lost connection and a reload", async () => {
  const page = await aPage();
  const lead = (await issue()).digest.blocks.flatMap((block) => (block.kind === "lead" ? [block.lead.postId] : []))[0];
  await page.click(`#words-${lead} summary`);
  await page.fill(`#title-${lead}`, "Words of ours");
  await page.waitForSelector(`#words-${lead} output:has-text("Saved")`);
  expect((await issue()).subject).toBe("Words of ours");
  await mail(page).getByText("Words of ours").waitFor();
  await page.context().setOffline(true);
  await page.fill(`#title-${lead}`, "Typed on a train");
  await page.waitForSelector(`#words-${lead} output.wrong`);
  await page.context().setOffline(false);
  await page.reload();
  await expect.poll(async () => (await issue()).subject).toBe("Typed on a train");
});

it("tells the later of two editors what the other wrote, and shows both", async () => {
  const [ada, bo] = await Promise.all([aPage(), aPage()]);
  for (const page of [ada, bo]) await page.click("#inbox-words summary");
  await ada.fill("#subject", "Ada’s subject");
  await ada.waitForSelector('#inbox-words output:has-text("Saved")');
  await bo.fill("#subject", "Bo’s subject");
  await bo.waitForSelector("[role=alert] .versions");
  expect(await bo.textContent("[role=alert]")).toMatch(/Ada’s subject.*Bo’s subject/s);
  expect((await issue()).subject).toBe("Ada’s subject");
  const [first] = await stories();
  await bo.locator(`#post-${first} [aria-label^=Drop]`).click();
  await bo.waitForSelector("[data-saved]:has-text('Dropped')");
  await bo.reload();
  await bo.waitForSelector("html[data-desk=ready]");
  expect(await alert(bo).textContent()).toMatch(/^Something that you wrote is still here/);
  expect(await bo.inputValue("#subject")).toBe("Bo’s subject");
  await bo.fill("#subject", "Bo’s subject, longer");
  expect((await issue()).subject).toBe("Ada’s subject");
  await bo.click("text=Save mine");
  await bo.waitForSelector('#inbox-words output:has-text("Saved")');
  expect((await issue()).subject).toBe("Bo’s subject, longer");
  await bo.fill("#subject", "");
  await bo.waitForTimeout(700);
  expect((await issue()).subject).toBe("Bo’s subject, longer");
  await bo.fill("#subject", "Another of Bo’s");
  await expect.poll(async () => (await issue()).subject).toBe("Another of Bo’s");
});

it("approves what was typed last, however quickly", async () => {
  const page = await aPage();
  await page.click("#inbox-words summary");
  await page.fill("#subject", "Typed, and approved at once");
  await page.click("#approve-button");
  await page.waitForSelector("text=Approved. It can be taken back");
  expect(await issue()).toMatchObject({ state: "approved", subject: "Typed, and approved at once" });
  await page.click("text=Take the approval back");
  await page.waitForSelector("#approve-button");
});

it("describes the photos one after the other with Enter alone, and without script too", async () => {
  const page = await aPage({ javaScriptEnabled: false }, "/alt");
  const count = Number((await page.textContent(".status"))?.match(/of (\d+)/)?.[1]);
  for (let at = 0; at < count; at++) {
    await page.locator("#alt-text").press("Enter");
    await page.waitForURL(`**/alt?at=${at + 1}`);
  }
  expect(await page.textContent(".alt-run p")).toBe("Every photo of the mail is described.");
});

/** What a finger would miss: less than 44 px high or wide, and no link in a line of words. */
const smallTargets = `[...document.querySelectorAll("button, summary, select, input:not([type=hidden]), nav a, a.button, a.small")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().height < 44 || each.getBoundingClientRect().width < 44)
  .map((each) => each.outerHTML.slice(0, 80))`;

describe.each([
  ["a phone in the dark", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
  ["a desk in the light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
] satisfies [string, BrowserContextOptions][])("at %s", (_, options) => {
  it("no page has a fault that axe can see, or is wider than the screen", async () => {
    const photoId = galleryOf((await issue()).digest)[0];
    const page = await aPage(options);
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    for (const path of ["", `/photos/${photoId}`, "/photos", "/alt"]) {
      if (path) await page.goto(site.desk + path);
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { run } = (
          globalThis as unknown as {
            axe: {
              run(root: object, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
            };
          }
        ).axe;
        return (await run({ exclude: [["iframe"]] }, { iframes: false })).violations.map(
          ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
        );
      });
      expect([path, found]).toEqual([path, []]);
      expect([path, await page.evaluate("document.documentElement.scrollWidth - innerWidth")]).toEqual([path, 0]);
      if (options.viewport.width < 500) expect([path, await page.evaluate(smallTargets)]).toEqual([path, []]);
    }
    await page.locator("textarea#alt-text").press("Enter");
    await page.waitForURL("**/alt?at=1");
  });
});
