import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { parseConfig } from "../functions/core/config.ts";
import { openBrowser } from "./browser.ts";
import { freePort } from "./free-port.ts";
import { sampleNow } from "./sample/calendar.ts";
import { mailViews, screenshot } from "./screenshot.ts";
import { start } from "./start.ts";
import { subscriberPictures } from "./subscriber-pictures.ts";

/**
 * Makes the pictures of the README and of docs/: a fresh product, its sample digest sent, and what a person then sees.
 * `npm run pictures` writes them over the old ones.
 */
const folder = join(import.meta.dirname, "../docs/pictures");

const dataFolder = await mkdtemp(join(tmpdir(), "tearsheet-pictures-"));
const port = await freePort();
const environment = { TEARSHEET_DATA: dataFolder, TEARSHEET_PORT: String(port) };
const running = await start(parseConfig(environment, sampleNow), (line) => console.log(line));
const browser = await openBrowser();
try {
  await running.ready;
  await mkdir(join(folder, "subscriber"), { recursive: true });
  const { messages } = (await (await fetch(`${running.url}/mailbox/messages.json?q=clara`)).json()) as {
    messages: { id: string }[];
  };
  const message = `${running.url}/mailbox/messages/${messages[0]?.id}`;
  const keep = async (name: string, png: Buffer, width: number) => {
    await sharp(png)
      .resize({ width })
      .jpeg({ quality: 80, mozjpeg: true })
      .toFile(join(folder, `${name}.jpg`));
    console.log(`docs/pictures/${name}.jpg`);
  };
  await subscriberPictures(browser, running.url, keep);
  const shots = new Map<string, Buffer>();
  for (const view of mailViews) {
    const images = view.images ?? "on";
    const png = await screenshot(browser, { url: `${message}/frame?scheme=${view.scheme}&images=${images}` }, view);
    shots.set(view.name, png);
    await keep(`mail-${view.name}`, png, view.width);
  }
  await keep("mailbox", await screenshot(browser, { url: message }, { width: 1280, scheme: "light" }), 1280);
  const archive = `${running.url}/newsletters/nobody-blinked/issues/nobody-blinked-20261024T0600Z`;
  await keep(
    "all-stories",
    await screenshot(browser, { url: `${archive}/posts` }, { width: 700, scheme: "light" }),
    700,
  );
  await sharp(await sideBySide(shots))
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(join(folder, "digest.jpg"));
  console.log("docs/pictures/digest.jpg");
} finally {
  await browser.close();
  await running.stop();
  await rm(dataFolder, { recursive: true });
}

/** Desktop in light and phone in dark, the top of each, on one plate. */
async function sideBySide(shots: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const height = 1560;
  const gap = 40;
  const top = async (name: string, width: number) =>
    sharp(await sharp(shots.get(name)).resize({ width }).toBuffer())
      .extract({ left: 0, top: 0, width, height })
      .toBuffer();
  const [desktop, phone] = [await top("700-light", 700), await top("375-dark", 375)];
  return sharp({ create: { width: 700 + 375 + 3 * gap, height: height + 2 * gap, channels: 3, background: "#dedbd4" } })
    .composite([
      { input: desktop, left: gap, top: gap },
      { input: phone, left: 700 + 2 * gap, top: gap },
    ])
    .png()
    .toBuffer();
}
