import type { Files } from "../functions/core/files.ts";
import { openBrowser } from "./browser.ts";
import { screenshot, type View } from "./screenshot.ts";

/** Draws a mail as a PNG. Its pictures come from the files themselves, so no server needs to run; nothing else is loaded. */
export const takePicture =
  ({ files, fileUrl }: { files: Files; fileUrl: (key: string) => string }) =>
  async (html: string, view: View): Promise<Uint8Array> => {
    const browser = await openBrowser();
    try {
      return await screenshot(browser, { html }, view, async (url) => {
        const front = fileUrl("");
        return url.startsWith(front) ? await files.get(url.slice(front.length)) : undefined;
      });
    } finally {
      await browser.close();
    }
  };
