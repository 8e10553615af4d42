import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../functions/core/config.ts";
import type { Newsletter } from "../functions/core/newsletter.ts";
import { incomingPostSchema } from "../functions/posts/post.ts";
import { takeInPost } from "../functions/posts/take-in-post.ts";
import { openBrowser } from "./browser.ts";
import { clockPath } from "./clock-page.ts";
import { freePort } from "./free-port.ts";
import { sampleNow } from "./sample/calendar.ts";
import { start } from "./start.ts";

/**
 * Four weeks of the local product, its clock turned forward while a browser looks on: a draft fills, its editors are
 * nudged, and the deadline comes, with each policy in turn, a late approval and a week that is too dull. Keeps a picture
 * of every step in `out/walk`, and fails when a page or a mail does not say what its policy makes of the issue, or when
 * readers have what they were not to have.
 */
const folder = join(import.meta.dirname, "../out/walk");
const newsletterId = "nobody-blinked";
const editor = "vera@nobody-blinked.example";

const dataFolder = await mkdtemp(join(tmpdir(), "tearsheet-walk-"));
const environment = {
  TEARSHEET_DATA: dataFolder,
  TEARSHEET_PORT: String(await freePort()),
  TEARSHEET_TICK_SECONDS: "3600",
};
const running = await start(parseConfig(environment, sampleNow), (line) => console.log(line));
const browser = await openBrowser();
const { parts, url } = running;

const settle = async (changes: Partial<Newsletter>): Promise<void> => {
  const stored = await parts.newsletters.get(newsletterId);
  if (!stored) throw new Error("the sample is not there");
  await parts.newsletters.put({ ...stored, newsletter: { ...stored.newsletter, ...changes } });
};

const forward = async (how: string): Promise<void> => {
  const body = new URLSearchParams({ forward: how });
  const turned = await fetch(url + clockPath, { method: "POST", body, headers: { origin: url }, redirect: "manual" });
  if (turned.status !== 303) throw new Error(`the clock did not turn: ${await turned.text()}`);
};

const publish = async (titles: readonly string[]): Promise<void> => {
  for (const title of titles) {
    const now = parts.clock();
    const words = "The boats came in before the fog did, and nobody on the mole waved.";
    const said = incomingPostSchema.parse({
      ...{ guid: `walk ${title}`, url: `${url}/sample/`, title, publishedAt: now, paragraphs: [words], excerpt: words },
    });
    await takeInPost({ posts: parts.posts }, { newsletterId, source: "api", said, now });
  }
  await forward("10m");
};

const context = await browser.newContext();
const tab = await context.newPage();
const views = [
  ["desktop", 1280, "light"],
  ["phone", 375, "dark"],
] as const;

/** What a page must say, by the part of it that must say so. */
type Says = Readonly<Record<string, RegExp>>;

const expectWords = async (name: string, says: Says): Promise<void> => {
  for (const [part, words] of Object.entries(says)) {
    const shown = await tab.locator(part).filter({ visible: true }).allInnerTexts();
    const text = shown.join(" ").replaceAll(/\s+/g, " ").trim();
    if (!words.test(text)) throw new Error(`${name}: ${part} says “${text}”, and was to say ${words}`);
  }
};

/** Looks at a page, keeps its picture, and fails when it does not say what it is to say. */
const keep = async (name: string, place: string | ((scheme: string) => string), says: Says): Promise<void> => {
  const [last = ""] = Object.keys(says).slice(-1);
  for (const [view, width, colorScheme] of views) {
    await tab.setViewportSize({ width, height: width < 500 ? 780 : 900 });
    await tab.emulateMedia({ colorScheme });
    await tab.goto(url + (typeof place === "string" ? place : place(colorScheme)), { waitUntil: "load" });
    const shown = tab.locator(last).first();
    if (await shown.isVisible()) await shown.scrollIntoViewIfNeeded();
    await tab.screenshot({ path: join(folder, `${name}-${view}.png`) });
    await expectWords(`${name}-${view}`, says);
  }
  console.log(`${name}: as it was to be`);
};

/** The mails that the mailbox finds by the words, the latest first. */
const mails = async (words: string): Promise<{ id: string; subject: string; recipients: string[] }[]> => {
  const answer = await fetch(`${url}/mailbox/messages.json?q=${encodeURIComponent(words)}`);
  return ((await answer.json()) as { messages: { id: string; subject: string; recipients: string[] }[] }).messages;
};

/** The place of the last mail to the editor, which must be about this. */
const lastMail = async (subject: RegExp): Promise<(scheme: string) => string> => {
  const [mail] = (await mails(editor)).filter(({ recipients }) => recipients.includes(editor));
  if (!mail || !subject.test(mail.subject))
    throw new Error(`the editor’s last mail is “${mail?.subject ?? "none"}”, and was to be ${subject}`);
  return (scheme) => `/mailbox/messages/${mail.id}/frame?images=on&scheme=${scheme}`;
};

/** Late, it leaves at once: whoever signed in more than five minutes ago is asked to do so again. */
const approve = async (issueId: string): Promise<void> => {
  const press = () => Promise.all([tab.waitForEvent("load"), tab.locator("#approve-button").click()]);
  await press();
  if (!(await tab.getByText("Is it still you?").isVisible())) return;
  await tab.getByRole("link", { name: "Sign in" }).click();
  await tab.locator("button", { hasText: "Sam Okafor" }).click();
  await tab.goto(url + desk(issueId));
  await press();
};

/** Whether readers have it: its id is in the tags of their mails, and of no other. */
const expectSent = async (issueId: string, isSent: boolean): Promise<void> => {
  if ((await mails(issueId)).length > 0 !== isSent)
    throw new Error(`${issueId} was ${isSent ? "to be in the readers’ mailbox, and is not" : "sent to readers"}`);
};

const desk = (issueId: string): string => `/console/newsletters/${newsletterId}/issues/${issueId}`;
const status = ".status";
const way = "#approve";
const news = "[data-part=news]";

try {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await running.ready;
  await settle({ deadlineHours: 6, editors: [editor] });
  await tab.goto(`${url}/console`);
  await tab.locator("button", { hasText: "Sam Okafor" }).click();

  const sent = `${newsletterId}-20261031T0700Z`;
  await forward("2d");
  await keep("1-draft-opens", desk(sent), { [status]: /days to go · 1 post .* Draft$/ });
  await publish(["Fog on the mole", "Two boats", "A third boat", "The ferryman’s hat"]);
  await keep("2-draft-fills", desk(sent), { [status]: /days to go · 5 posts .* Draft$/ });
  await forward("2026-10-31T11:00:10+01:00");
  await keep("3-nudge", await lastMail(/^Going out soon: /), {
    body: /5 posts so far\. It goes out by itself\..* 14:00/,
  });
  await expectSent(sent, false);
  await forward("2026-10-31T14:00:10+01:00");
  await expectSent(sent, true);
  await keep("4-sent-unapproved", desk(sent), { [status]: /On its way or sent$/, [way]: /It is on its way or sent/ });

  const held = `${newsletterId}-20261107T0700Z`;
  await settle({ whenUnapproved: "hold" });
  await publish(["What the fog left", "A net, mended", "Nobody’s oar"]);
  await forward("2026-11-07T11:00:10+01:00");
  await keep("5-nudge-to-approve", await lastMail(/^Waits for your approval: /), {
    body: /only if somebody approves it/,
  });
  await forward("2026-11-07T14:00:10+01:00");
  await keep("6-held-mail", await lastMail(/^Held until you approve it: /), {
    body: /nobody approved it by its deadline/,
  });
  await keep("7-held-at-the-deadline", desk(held), {
    [status]: /the deadline has passed · 3 posts .* Held: it waits for an editor$/,
    [news]: /It is held: nobody approved it by its deadline/,
    [way]: /Approve .*so it is held: an approval sends it until/,
  });
  await forward("20h");
  await expectSent(held, false);
  await tab.goto(url + desk(held));
  await approve(held);
  await expectWords("the approval", { [status]: /Approved$/, [way]: /Approved\. It leaves within a minute/ });
  await forward("2m");
  await expectSent(held, true);
  await keep("8-approved-late-and-sent", desk(held), { [status]: /On its way or sent$/, [way]: /Watch the run/ });

  const skipped = `${newsletterId}-20261114T0700Z`;
  await settle({ whenUnapproved: "skip", minimumPosts: 1 });
  await publish(["A quiet boat"]);
  await forward("2026-11-14T11:00:10+01:00");
  await keep("9-nudge-or-skipped", await lastMail(/^Skipped unless you approve it: /), {
    body: /It is skipped if nobody/,
  });
  await forward("2026-11-14T14:00:10+01:00");
  await keep("10-skipped-mail", await lastMail(/^Skipped: /), { body: /nobody approved it\..*it can be opened again/ });
  await keep("11-skipped", desk(skipped), {
    [status]: /Skipped$/,
    [news]: /It is skipped: nobody approved it/,
    [way]: /It is skipped: nothing of it goes out, and its posts wait .* Open it again/,
  });

  const dull = `${newsletterId}-20261121T0700Z`;
  await settle({ whenUnapproved: "send", minimumPosts: 5 });
  await forward("2026-11-21T14:00:10+01:00");
  await keep("12-dull-week-held", desk(dull), {
    [status]: /1 post .* Held: it waits for an editor$/,
    [news]: /It is held: it has 1 post of at least 5/,
    [way]: /an approval sends it until/,
  });
  await keep("13-calendar", `/console/newsletters/${newsletterId}/calendar`, { main: /held: it waits for an editor/ });
  await forward("49h");
  await keep("14-missed-mail", await lastMail(/^Missed: /), { body: /nobody approved it\. Nothing of it goes out/ });
  await keep("15-missed", desk(dull), { [status]: /Missed$/, [news]: /It is missed/, [way]: /Its time is over/ });
  for (const issueId of [skipped, dull]) await expectSent(issueId, false);
  console.log(folder);
} finally {
  await browser.close();
  await running.stop();
  await rm(dataFolder, { recursive: true });
}
