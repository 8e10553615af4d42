import { setTimeout } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { addMilliseconds, hour, minute, systemClock } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { softStartOver, softStartWith } from "../../functions/delivery/share.ts";
import { galleryOf, storyIdsOf } from "../../functions/digest/apply-choice.ts";
import type { SesEvent } from "../../local/ses/ses-event.ts";
import { tick } from "../../local/tick.ts";
import { workThrough } from "../../local/work-through.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { aWindow } from "../support/digest-week.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";
import { type Effort, type Hand, handAt } from "./hand.ts";

export type Rehearsal = {
  view: { name: string; width: number; height: number; isTouch: boolean; scheme: "light" | "dark" };
  people: number;
  ratePerSecond: number;
  /** Keeps a picture of what is on the screen. */
  keep: (page: Page, name: string) => Promise<void>;
  say: (line: string) => void;
};

/** Of the tasks that decide (E1 to E5), what each took. */
export type Efforts = Record<string, Effort>;

type Stage = Rehearsal & { site: DeskSite; wall: { aheadMs: number }; page: Page; hand: Hand; efforts: Efforts };

/**
 * One issue from signing in to done, as an editor makes it, in a browser: looked at after every step, and every sum held
 * against what the mail service took. Throws at the first thing that is not as it should be.
 */
export const rehearse = async (browser: Browser, rehearsal: Rehearsal): Promise<Efforts> => {
  const { view, people, ratePerSecond } = rehearsal;
  const posts = aPicturedWeek(24, 6);
  const wall = { aheadMs: 0 };
  const wallClock = () => addMilliseconds(systemClock(), wall.aheadMs);
  const site = await openDeskSite({ posts, people, runsAt: ratePerSecond, wallClock, hears: allButThoseInDoubt() });
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    hasTouch: view.isTouch,
    colorScheme: view.scheme,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const stage = { ...rehearsal, site, wall, page, hand: handAt(page, view.isTouch), efforts: {} };
  try {
    for (const [name, act] of Object.entries(acts)) {
      const begun = performance.now();
      await act(stage);
      rehearsal.say(`${view.name}: ${name}, ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    }
    return stage.efforts;
  } finally {
    await context.close();
    await site.close();
  }
};

/** The mail in its frame, with its pictures, as soon as it shows. */
const mailOf = (page: Page) => page.frameLocator("iframe.mail:not(.waiting)");
const ready = (page: Page) => page.waitForSelector("html[data-desk=ready]");

const issueOf = async ({ site }: Stage) => {
  const stored = await site.deps.issues.get(site.newsletter.id, site.issueId);
  if (!stored) throw new Error("there is no issue");
  return stored.issue;
};

const postOf = ({ deps, newsletter }: DeskSite, photoId: string) =>
  deps.posts.get(newsletter.id, photoId.replace(/-p\d+$/, ""));

/** A photo that the mail cuts: where one is shown whole, no crop follows its focal point. */
const uprightIn = async (site: DeskSite, photoIds: readonly string[]): Promise<string> => {
  for (const photoId of photoIds) {
    const photos = (await postOf(site, photoId))?.post.photos ?? [];
    const { width = 0, height = 0 } = photos.find(({ id }) => id === photoId)?.original ?? {};
    if (height > width) return photoId;
  }
  throw new Error("no upright photo is in the gallery");
};

const until = async (what: string, isSo: () => Promise<boolean>, seconds = 60): Promise<void> => {
  const end = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await setTimeout(100);
  }
};

/** What many look at is kept for two seconds. */
const untilReloaded = (page: Page, what: string, isSo: () => Promise<boolean>): Promise<void> =>
  until(what, async () => (await page.reload()) !== null && isSo());

const acts: Record<string, (stage: Stage) => Promise<void>> = {
  async "signs in"({ site, page, hand, keep }) {
    await page.goto(`${site.origin}/console/newsletters/${site.newsletter.id}`);
    await keep(page, "sign-in");
    await hand.press(page.getByRole("button", { name: "Sam Okafor" }));
    await ready(page);
    await mailOf(page).locator("h1").waitFor();
    await keep(page, "draft");
    hand.taken();
  },

  async "puts the stories in order"(stage) {
    const { page, hand, keep, view } = stage;
    const before = storyIdsOf((await issueOf(stage)).digest);
    const grip = (at: number) => page.locator(`#post-${before[at]} .grip`);
    await grip(0).scrollIntoViewIfNeeded();
    const moved = async (at: number) => storyIdsOf((await issueOf(stage)).digest).indexOf(before[at] as string);
    await hand.drag(grip(0), page.locator(`#post-${before[1]}`));
    await until("the story was dragged", async () => (await moved(0)) > 0);
    if (view.isTouch) await hand.press(`#post-${before[3]} [aria-label$=" up"]`);
    else {
      await grip(3).focus();
      await hand.key("ArrowUp");
    }
    await until("the story was moved by a key, or by its button", async () => (await moved(3)) < 3);
    await page.waitForSelector("iframe.mail.waiting", { state: "detached" });
    if (view.isTouch) await page.locator("#stories").scrollIntoViewIfNeeded();
    await keep(page, "reorder");
    hand.taken();
  },

  async "swaps a photo (E2)"(stage) {
    const { page, hand, keep, efforts, view } = stage;
    const before = galleryOf((await issueOf(stage)).digest);
    await hand.press(mailOf(page).locator(`#in-${before[0]}`));
    await hand.sees("dialog[open] [data-strip]");
    await keep(page, "swap");
    if (view.isTouch) await hand.press("dialog [data-strip] button:not([aria-disabled=true])");
    else await hand.key("ArrowRight", "Enter");
    await page.waitForSelector("dialog", { state: "hidden" });
    const after = galleryOf((await issueOf(stage)).digest);
    if (after[0] === before[0]) throw new Error("the photo was not swapped");
    await hand.sees(mailOf(page).locator(`#in-${after[0]}`));
    efforts["E2, swap a photo"] = hand.taken();
  },

  async "sets its focal point (E3)"(stage) {
    const { page, hand, keep, efforts, site } = stage;
    const photoId = await uprightIn(site, galleryOf((await issueOf(stage)).digest));
    await hand.press(mailOf(page).locator(`#in-${photoId}`));
    await page.waitForSelector("dialog[open] .focal input");
    const crop = () => page.locator(".crops svg").first().getAttribute("viewBox");
    const first = await crop();
    const picture = page.locator("dialog .focal input");
    const { width = 0, height = 0 } = (await picture.boundingBox()) ?? {};
    // A little off the middle: far from it no crop of the mail would hold it.
    await hand.press(picture, { position: { x: width * 0.42, y: height * 0.42 } });
    await until("the crops follow the point", async () => (await crop()) !== first);
    await page.locator("dialog .focal").scrollIntoViewIfNeeded();
    await keep(page, "focal-point");
    const post = await postOf(site, photoId);
    if (!post?.post.edits.photos?.[photoId]?.focalPoint) throw new Error("the focal point was not kept");
    await hand.press("dialog .close");
    efforts["E3, set a focal point"] = hand.taken();
  },

  async "writes the subject (E4)"(stage) {
    const { page, hand, keep, efforts } = stage;
    await page.evaluate("scrollTo(0, 0)");
    await hand.press("#inbox-words summary");
    await hand.type("#subject", "Eleven minutes of light, and the cat");
    await hand.sees("#inbox-words output:has-text('Saved')");
    await keep(page, "subject");
    if ((await issueOf(stage)).subject !== "Eleven minutes of light, and the cat") throw new Error("not saved");
    efforts["E4, write the subject"] = hand.taken();
  },

  async "describes the photos (E4)"({ page, hand, keep, efforts, site }) {
    await page.goto(`${site.desk}/alt`);
    const count = Number((await page.textContent(".status"))?.match(/of (\d+)/)?.[1]);
    await keep(page, "descriptions");
    hand.taken();
    for (let at = 0; at < count; at++) {
      await hand.key("Enter");
      await page.waitForURL(`**/alt?at=${at + 1}`);
    }
    efforts[`E4, describe ${count} photos`] = hand.taken();
  },

  async "sends a test"({ page, hand, keep, site }) {
    await page.goto(site.desk);
    await ready(page);
    await hand.type("#addresses", "sam@flashbulb.example");
    await hand.press("#test button");
    await page.waitForSelector("[role=status]:has-text('test')");
    const { messages } = (await (await fetch(`${site.origin}/mailbox/messages.json?q=sam`)).json()) as {
      messages: { id: string }[];
    };
    if (messages.length !== 1) throw new Error(`${messages.length} tests are in the mailbox`);
    await page.goto(`${site.origin}/mailbox/messages/${messages[0]?.id}`, { waitUntil: "networkidle" });
    await keep(page, "test-in-mailbox");
  },

  async "approves (E1, E5)"({ page, hand, keep, efforts, site, view }) {
    hand.taken();
    await page.goto(site.desk);
    await ready(page);
    await hand.sees(mailOf(page).locator("h1"));
    if (view.isTouch) await hand.press(".to-approve a");
    await hand.press("#approve-button");
    await hand.sees("text=Approved. It can be taken back");
    efforts[view.isTouch ? "E5, approve" : "E1, from open to approved"] = hand.taken();
    await keep(page, "approved");
  },

  async "begins with a few"(stage) {
    const { page, keep, site, people } = stage;
    site.faults.set([{ effect: "drop", accepted: true, recipient: "r1*@example.com", times: inDoubt }]);
    site.set(addMilliseconds(aWindow.until, minute));
    await page.goto(`${site.desk}/run`);
    if (people <= softStartOver) return;
    await aMinute(stage);
    await until("it waits for what comes of the first", async () => {
      const { Sent, "In doubt, being settled": doubt = 0 } = await sumsOn(page);
      return (
        (await page.textContent(".run-state")) === `Begun with the first ${softStartWith}` &&
        Sent + doubt === softStartWith
      );
    });
    await until("their receivers have said so", () => saysDelivered(page, softStartWith - inDoubt));
    await keep(page, "begun-with-a-few");
    site.set(addMilliseconds(aWindow.until, 2 * minute + sendingTimes().holdMs));
  },

  async "watches, pauses, corrects, resumes"(stage) {
    const { page, hand, keep, efforts, people, ratePerSecond } = stage;
    const longest = 60 + (4 * people) / ratePerSecond;
    let working = aMinute(stage);
    await until("it is being sent", async () => (await page.textContent(".run-state")) === "Being sent");
    await until("a third of it is sent", async () => (await sumsOn(page)).Sent > people / 3, longest);
    await keep(page, "being-sent");
    hand.taken();
    await hand.press("button.pause");
    await hand.sees("[role=status]:has-text('Paused.')");
    efforts.Pause = hand.taken();
    await working;
    await untilReloaded(page, "the page shows all that was sent", async () => {
      const { Sent, "In doubt, being settled": doubt = 0 } = await sumsOn(page);
      return Sent + doubt === (await mailsOf(stage)).length;
    });
    const paused = await sumsOn(page);
    await keep(page, "paused");
    await hand.press("#correct summary");
    await hand.press(page.getByRole("button", { name: "Open its correction" }));
    await hand.press("#inbox-words summary");
    await hand.type("#subject", "Eleven minutes of light, corrected");
    await hand.sees("form:has(#subject) output:has-text('Saved')");
    await keep(page, "correct");
    await hand.press("#correct-button");
    await hand.sees("[role=status]:has-text('Corrected.')");
    efforts.Correct = hand.taken();
    working = aMinute(stage);
    await until("all but those in doubt are decided", async () => (await sumsOn(page))["Still to go"] === 0, longest);
    await working;
    const corrected = (await mailsOf(stage)).filter(({ subject }) => subject.includes("corrected")).length;
    // Whoever was in doubt at the pause was mailed before it.
    if (corrected !== people - paused.Sent - (paused["In doubt, being settled"] ?? 0))
      throw new Error(`${corrected} got the corrected one`);
  },

  async "settles who is in doubt"(stage) {
    const { page, hand, keep, site, people, wall } = stage;
    const doubtOf = async () => (await sumsOn(page))["In doubt, being settled"] ?? 0;
    const state = () => page.textContent(".run-state");
    if ((await doubtOf()) !== inDoubt) throw new Error(`${await doubtOf()} are in doubt, and were to be ${inDoubt}`);
    await hand.press("#doubt summary");
    await keep(page, "in-doubt");
    await hand.press(page.getByRole("button", { name: "Settle now" }));
    await hand.sees("[role=status]:has-text('Settled by')");
    if ((await doubtOf()) !== inDoubt) throw new Error("somebody was settled of whom nothing was heard");

    site.set(addMilliseconds(aWindow.until, doubtIsOverAfter));
    await aMinute(stage);
    await page.goto(`${site.desk}/run`);
    await untilReloaded(page, "who is in doubt is given up", async () => (await sumsOn(page)).Unknown === inDoubt);
    await hand.press("#doubt summary");
    await keep(page, "unknown");
    wall.aheadMs = 10 * minute;
    const resend = page.getByRole("button", { name: `Resend the unknown ${inDoubt}` });
    await hand.press(resend);
    await hand.sees("text=Is it still you?");
    await keep(page, "fresh-sign-in");
    wall.aheadMs = 0;
    await hand.press("main a.button");
    await hand.press(page.getByRole("button", { name: "Sam Okafor" }));
    await hand.sees("#doubt summary");
    if ((await mailsOf(stage)).length !== people) throw new Error("somebody was mailed again without a fresh sign-in");
    await hand.press("#doubt summary");
    await hand.press(resend);
    await hand.sees("[role=status]:has-text('mailed once more')");
    await keep(page, "resent");
    site.faults.set([]);
    await aMinute(stage);
    await untilReloaded(page, "it is done", async () => (await state()) === "Done");
    await untilReloaded(page, "all of it is delivered", () => saysDelivered(page, people));
    await keep(page, "done");
    const { Sent, "Left out": skipped, Rejected, Audience, ...rest } = await sumsOn(page);
    if (Sent !== people || Audience !== people || skipped !== 0 || Rejected !== 0 || Object.keys(rest).length > 0)
      throw new Error("the sums do not agree");
    const mails = (await mailsOf(stage)).flatMap(({ recipients }) => recipients);
    if (new Set(mails).size !== people || mails.length !== people + inDoubt)
      throw new Error(`${mails.length} mails to ${new Set(mails).size} people`);
  },
};

/** So many requests of the sending end without an answer, the mail taken all the same. */
const inDoubt = 7;
/** Nothing is heard of the mails that those requests brought; of all others their events come. */
const allButThoseInDoubt = () => {
  const unheard = new Set<string>();
  return ({ mail }: SesEvent): boolean => {
    if (unheard.size < inDoubt && mail.destination.some((each) => /^r1/.test(each))) unheard.add(mail.messageId);
    return !unheard.has(mail.messageId);
  };
};
/** Longer than anything is waited for. */
const doubtIsOverAfter = 8 * hour;

/** What a minute brings: the tick, and the lanes that work off what it found. */
const aMinute = async ({ site }: Stage): Promise<void> => {
  await tick(site.deps);
  await workThrough(site.deps, () => undefined);
};

const sumsOn = async (page: Page): Promise<Record<string, number> & { Sent: number }> => {
  const rows = await page
    .locator(".sums > div")
    .evaluateAll((all) =>
      all.map((row) => [row.querySelector("dt")?.textContent, row.querySelector("dd")?.textContent] as const),
    );
  return {
    Sent: 0,
    ...Object.fromEntries(rows.map(([name = "", count = ""]) => [name, Number(count?.replaceAll(",", ""))])),
  };
};

const saysDelivered = (page: Page, count: number): Promise<boolean> =>
  page.locator(".sums .why", { hasText: `${count.toLocaleString("en-GB")} delivered,` }).isVisible();

/** What the mail service took for the subscribers. */
const mailsOf = async ({ site }: Stage) =>
  (await site.accepted()).filter(({ recipients }) => recipients.some((each) => /^r\d+@/.test(each)));
