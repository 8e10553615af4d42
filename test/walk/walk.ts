import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { incomingPostSchema } from "../../functions/posts/post.ts";
import { takeInPost } from "../../functions/posts/take-in-post.ts";
import { clockPath } from "../../local/clock-page.ts";
import type { Running } from "../../local/start.ts";

export const newsletterId = "nobody-blinked";
export const editor = "vera@nobody-blinked.example";

const views = [
  ["desktop", 1280, "light"],
  ["phone", 375, "dark"],
] as const;

/** What a page must say, by the part of it that must say so. */
export type Says = Readonly<Record<string, RegExp>>;

/** The parts of the desk that say how an issue stands. */
export const status = ".status";
export const way = "#approve";
export const news = "[data-part=news]";

export const deskOf = (issueId: string): string => `/console/newsletters/${newsletterId}/issues/${issueId}`;

export type Walk = Awaited<ReturnType<typeof openWalk>>;

/** What somebody does who walks through the product as its editor, and what must be seen on the way. */
export const openWalk = async ({ parts, url }: Running, context: BrowserContext, folder: string) => {
  const tab = await context.newPage();

  /** Other settings of the newsletter, from now on. */
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
    const words = "The boats came in before the fog did, and nobody on the mole waved.";
    for (const title of titles) {
      const now = parts.clock();
      const said = incomingPostSchema.parse({
        guid: `walk ${title}`,
        url: `${url}/sample/`,
        title,
        publishedAt: now,
        paragraphs: [words],
        excerpt: words,
      });
      await takeInPost({ posts: parts.posts }, { newsletterId, source: "api", said, now });
    }
    await forward("10m");
  };

  const goTo = (place: string) => tab.goto(url + place, { waitUntil: "load" });

  const signIn = () => tab.locator("button", { hasText: "Sam Okafor" }).click();

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
      await goTo(typeof place === "string" ? place : place(colorScheme));
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
    await goTo(deskOf(issueId));
    await press();
    if (!(await tab.getByText("Is it still you?").isVisible())) return;
    await tab.getByRole("link", { name: "Sign in" }).click();
    await signIn();
    await goTo(deskOf(issueId));
    await press();
  };

  /** Whether readers have it: its id is in the tags of their mails, and of no other. */
  const expectSent = async (issueId: string, isSent: boolean): Promise<void> => {
    if ((await mails(issueId)).length > 0 !== isSent)
      throw new Error(`${issueId} was ${isSent ? "to be in the readers’ mailbox, and is not" : "sent to readers"}`);
  };

  return { settle, forward, publish, goTo, signIn, expectWords, keep, lastMail, approve, expectSent };
};
