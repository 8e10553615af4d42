import type { Browser } from "playwright-core";
import type { StoredFile } from "../functions/core/files.ts";

/** How a mail or a page is looked at. */
export type View = { width: number; scheme: "light" | "dark"; images?: "on" | "off" };

/** The views every mail is looked at in. */
export const mailViews: readonly (View & { name: string })[] = [
  { name: "700-light", width: 700, scheme: "light" },
  { name: "700-dark", width: 700, scheme: "dark" },
  { name: "375-light", width: 375, scheme: "light" },
  { name: "375-dark", width: 375, scheme: "dark" },
  { name: "375-images-off", width: 375, scheme: "light", images: "off" },
];

/** What stands at an address, for a page whose pictures no server serves; what is not there is not loaded. */
export type Serve = (url: string) => Promise<StoredFile | undefined>;

/** A PNG of the whole page at `page` (a URL, or HTML to set as it is), after its pictures have come. */
export const screenshot = async (
  browser: Browser,
  page: { url: string } | { html: string },
  view: View,
  serve?: Serve,
): Promise<Buffer> => {
  const isPhone = view.width < 500;
  const context = await browser.newContext({
    viewport: { width: view.width, height: isPhone ? 667 : 900 },
    colorScheme: view.scheme,
    deviceScaleFactor: isPhone ? 2 : 1,
    javaScriptEnabled: false,
  });
  try {
    await context.route("**/*", async (route) => {
      const request = route.request();
      if (view.images === "off" && request.resourceType() === "image") return route.abort();
      if (!serve) return route.continue();
      const file = await serve(request.url());
      return file ? route.fulfill({ body: Buffer.from(file.bytes), contentType: file.contentType }) : route.abort();
    });
    const tab = await context.newPage();
    if ("url" in page) await tab.goto(page.url, { waitUntil: "load" });
    else await tab.setContent(page.html, { waitUntil: "load" });
    return await tab.screenshot({ fullPage: true, animations: "disabled" });
  } finally {
    await context.close();
  }
};
