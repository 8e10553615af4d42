import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { readMail } from "./mailbox/read-mail.ts";

/** What is kept of a step: the page on a phone, in light and in dark. */
export type KeepPicture = (name: string, png: Buffer, width: number) => Promise<void>;

const width = 375;
const gap = 25;
/** Of a mail the top is enough. */
const longest = 1600;
const address = "ada@gmail.com";
/** The form takes nothing faster: `functions/audience/time-trap.ts`. */
const typingMilliseconds = 2500;

/**
 * Goes the whole way of a subscriber on a phone, without script: signs up with a slip, confirms, is welcomed, chooses,
 * leaves and comes back; and keeps a picture of every page and mail on it. Throws where a page does not lead to the next.
 */
export const subscriberPictures = async (browser: Browser, url: string, keep: KeepPicture): Promise<void> => {
  const context = await browser.newContext({ viewport: { width, height: 667 }, javaScriptEnabled: false });
  const tab = await context.newPage();
  const picture = async (name: string, at: (scheme: "light" | "dark") => string | undefined = () => undefined) => {
    const png = await lightAndDark(tab, at);
    await keep(`subscriber/${name}`, png, 2 * width + 3 * gap);
  };
  const press = async (name: string) => {
    await tab.getByRole("button", { name, exact: true }).click();
    await tab.waitForLoadState("load");
  };
  const mail = async (subject: RegExp) => {
    const { id, text } = await newestMail(url, subject);
    const link = (path: string) =>
      new RegExp(`https?://[^\\s"<>]+(/${path}/[\\w.-]+)`).exec(text)?.[1] ?? "/no-such-link";
    return { link, frame: (scheme: string) => `${url}/mailbox/messages/${id}/frame?images=on&scheme=${scheme}` };
  };
  try {
    await tab.goto(`${url}/newsletters/nobody-blinked/subscribe`);
    await tab.waitForTimeout(typingMilliseconds);
    await picture("01-sign-up");
    await tab.locator("[name=address]").first().fill(address.replace("gmail", "gmial"));
    await press("Subscribe");
    await picture("02-slip");
    await press(`Take ${address}`);
    await picture("03-asked");
    const asked = await mail(/^Please confirm: /);
    await picture("04-confirmation-mail", asked.frame);
    await tab.goto(url + asked.link("confirm"));
    await picture("05-confirm");
    await press("Yes, subscribe me");
    await picture("06-confirmed");
    const welcome = await mail(/^Welcome to /);
    await picture("07-welcome-mail", welcome.frame);
    await tab.goto(url + welcome.link("preferences"));
    await picture("08-preferences");
    await tab.goto(url + welcome.link("unsubscribe"));
    await picture("09-unsubscribe");
    await press("Unsubscribe");
    await picture("10-unsubscribed");
    await press("Stay subscribed");
    await picture("11-undone");
    await tab.goto(`${url}${welcome.link("preferences")}?lang=ar`);
    await picture("12-preferences-right-to-left");
  } finally {
    await context.close();
  }
};

/** The tab as it stands, or what stands at `at`, twice beside each other. */
const lightAndDark = async (tab: Page, at: (scheme: "light" | "dark") => string | undefined): Promise<Buffer> => {
  const shots: Buffer[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await tab.emulateMedia({ colorScheme });
    const other = at(colorScheme);
    if (other) await tab.goto(other, { waitUntil: "load" });
    const shot = sharp(await tab.screenshot({ fullPage: true, animations: "disabled" }));
    const height = Math.min((await shot.metadata()).height, longest);
    shots.push(await shot.extract({ left: 0, top: 0, width, height }).toBuffer());
  }
  const heights = await Promise.all(shots.map(async (shot) => (await sharp(shot).metadata()).height));
  const size = { width: 2 * width + 3 * gap, height: Math.max(...heights) + 2 * gap };
  return sharp({ create: { ...size, channels: 3, background: "#dedbd4" } })
    .composite(shots.map((input, n) => ({ input, left: gap + n * (width + gap), top: gap })))
    .png()
    .toBuffer();
};

/** The newest mail to her with that subject, as soon as it is there. */
const newestMail = async (url: string, subject: RegExp): Promise<{ id: string; text: string }> => {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`${url}/mailbox/messages.json?q=${encodeURIComponent(address)}`);
    const { messages } = (await answer.json()) as { messages: { id: string; subject: string }[] };
    const found = messages.find((message) => subject.test(message.subject));
    if (found) return { id: found.id, text: await textOf(`${url}/mailbox/messages/${found.id}/mail.eml`) };
    await new Promise((passed) => setTimeout(passed, 200));
  }
  throw new Error(`no mail with the subject ${subject} has come`);
};

const textOf = async (url: string): Promise<string> =>
  (await readMail(Buffer.from(await (await fetch(url)).arrayBuffer()))).text ?? "";
