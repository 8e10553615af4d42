import type { Browser } from "playwright-core";

/** How a mail or a page is looked at. */
export type View = { width: number; scheme: "light" | "dark"; images?: "on" | "off"; script?: boolean };

/** The views every mail is looked at in. */
export const mailViews: readonly (View & { name: string })[] = [
  { name: "700-light", width: 700, scheme: "light" },
  { name: "700-dark", width: 700, scheme: "dark" },
  { name: "375-light", width: 375, scheme: "light" },
  { name: "375-dark", width: 375, scheme: "dark" },
  { name: "375-images-off", width: 375, scheme: "light", images: "off" },
];

/** A PNG of the whole page at `page` (a URL, or HTML to set as it is), after its pictures have come. */
export const screenshot = async (
  browser: Browser,
  page: { url: string } | { html: string },
  view: View,
): Promise<Buffer> => {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.width < 500 ? 667 : 900 },
    colorScheme: view.scheme,
    deviceScaleFactor: view.width < 500 ? 2 : 1,
    javaScriptEnabled: view.script ?? false,
  });
  try {
    if (view.images === "off")
      await context.route("**/*", (route) =>
        route.request().resourceType() === "image" ? route.abort() : route.continue(),
      );
    const tab = await context.newPage();
    if ("url" in page) await tab.goto(page.url, { waitUntil: "load" });
    else await tab.setContent(page.html, { waitUntil: "load" });
    return await tab.screenshot({ fullPage: true, animations: "disabled" });
  } finally {
    await context.close();
  }
};
