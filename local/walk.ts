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
 * of every step in `out/walk`, and fails when an issue is not what its policy makes of it.
 */
const folder = join(import.meta.dirname, "../out/walk");
const newsletterId = "nobody-blinked";

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
const keep = async (name: string, place: string | ((scheme: string) => string), part?: string): Promise<void> => {
  for (const [view, width, colorScheme] of [
    ["desktop", 1280, "light"],
    ["phone", 375, "dark"],
  ] as const) {
    await tab.setViewportSize({ width, height: width < 500 ? 780 : 900 });
    await tab.emulateMedia({ colorScheme });
    await tab.goto(url + (typeof place === "string" ? place : place(colorScheme)), { waitUntil: "load" });
    if (part) await tab.locator(part).scrollIntoViewIfNeeded();
    await tab.screenshot({ path: join(folder, `${name}-${view}.png`) });
  }
};
const lastMail = async (to: string): Promise<(scheme: string) => string> => {
  const answer = await fetch(`${url}/mailbox/messages.json?q=${encodeURIComponent(to)}`);
  const { messages } = (await answer.json()) as { messages: { id: string }[] };
  return (scheme) => `/mailbox/messages/${messages[0]?.id}/frame?images=on&scheme=${scheme}`;
};

const desk = (issueId: string): string => `/console/newsletters/${newsletterId}/issues/${issueId}`;
const expectState = async (issueId: string, state: string): Promise<void> => {
  const issue = (await parts.issues.get(newsletterId, issueId))?.issue;
  if (issue?.state !== state) throw new Error(`${issueId} is ${issue?.state}, and was to be ${state}`);
  console.log(`${issueId}: ${state}, as it was to be`);
};

try {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await running.ready;
  const editor = "vera@nobody-blinked.example";
  await settle({ deadlineHours: 6, editors: [editor] });
  await tab.goto(`${url}/console`);
  await tab.locator("button", { hasText: "Sam Okafor" }).click();

  const sent = `${newsletterId}-20261031T0700Z`;
  await forward("2d");
  await keep("1-draft-opens", desk(sent));
  await publish(["Fog on the mole", "Two boats", "A third boat", "The ferryman’s hat"]);
  await keep("2-draft-fills", desk(sent));
  await forward("2026-10-31T11:00:10+01:00");
  await keep("3-nudge", await lastMail(editor));
  await forward("2026-10-31T14:00:10+01:00");
  await expectState(sent, "handed-over");
  await keep("4-sent-unapproved", desk(sent), "#approve");

  const held = `${newsletterId}-20261107T0700Z`;
  await settle({ whenUnapproved: "hold" });
  await publish(["What the fog left", "A net, mended", "Nobody’s oar"]);
  await forward("2026-11-07T14:00:10+01:00");
  await expectState(held, "draft");
  await keep("5-held-at-the-deadline", desk(held), "#approve");
  await forward("20h");
  await tab.goto(url + desk(held));
  await tab.locator("#approve-button").click();
  await expectState(held, "approved");
  await forward("2m");
  await expectState(held, "handed-over");
  await keep("6-approved-late-and-sent", desk(held), "#approve");

  const skipped = `${newsletterId}-20261114T0700Z`;
  await settle({ whenUnapproved: "skip", minimumPosts: 1 });
  await publish(["A quiet boat"]);
  await forward("2026-11-14T14:00:10+01:00");
  await expectState(skipped, "skipped");
  await keep("7-skipped", desk(skipped), "#approve");

  const dull = `${newsletterId}-20261121T0700Z`;
  await settle({ whenUnapproved: "send", minimumPosts: 5 });
  await forward("2026-11-21T14:00:10+01:00");
  await expectState(dull, "held");
  await keep("8-dull-week-held", desk(dull), "#approve");
  await keep("9-calendar", `/console/newsletters/${newsletterId}/calendar`);
  await forward("49h");
  await expectState(dull, "missed");
  await keep("10-missed", await lastMail(editor));
  console.log(folder);
} finally {
  await browser.close();
  await running.stop();
  await rm(dataFolder, { recursive: true });
}
