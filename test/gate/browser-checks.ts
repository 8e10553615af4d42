import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { servePictures } from "../support/pictures.ts";
import { type Finding, finding, type GateMail } from "./finding.ts";

/** What `measure-page.js` answers; sizes in CSS pixels. */
type PageMeasures = {
  texts: { words: string; size: number; contrast: Record<"shown" | "partly inverted" | "inverted", number> }[];
  overflow: number;
  masthead: number;
  footerLines: number;
  highlightsTop: number;
  pictures: { src: string; pixels: number; shown: { attribute: number; ratio: number; ownRatio: number } }[];
  /** Heights of two photos that stand side by side. */
  pairs: [number, number][];
  rows: number[];
};

const measurePage = await readFile(new URL("./measure-page.js", import.meta.url), "utf8");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const views = ["700 light", "700 dark", "375 light", "375 dark"] as const;
export type View = (typeof views)[number];

/**
 * What only shows when the mail is drawn: accessibility, contrast as clients recolour, sizes, and where things come to
 * stand. It is loaded once and turned from view to view, as whoever turns a phone sees it.
 */
export const browserChecks = async (
  mail: GateMail,
  browser: Browser,
  lookedAt: readonly View[] = views,
): Promise<Finding[]> => {
  const found: Finding[] = [];
  const context = await browser.newContext();
  await servePictures(context, mail.pictureAt);
  const page = await context.newPage();
  const turn = async (view: View) => {
    const width = Number.parseInt(view, 10);
    await page.setViewportSize({ width, height: width < 500 ? 667 : 900 });
    await page.emulateMedia({ colorScheme: schemeOf(view) });
  };
  if (lookedAt[0]) await turn(lookedAt[0]);
  await page.setContent(mail.html, { waitUntil: "load" });
  await page.evaluate(axe);
  for (const view of lookedAt) {
    await turn(view);
    found.push(...(await accessibility(page, view)), ...(await measured(page, view, schemeOf(view))));
  }
  await context.close();
  return found;
};

type AxeResult = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] };
type AxeWindow = { axe: { run: (root: unknown, options: object) => Promise<AxeResult> }; document: unknown };

const schemeOf = (view: View): "light" | "dark" => (view.endsWith("dark") ? "dark" : "light");

const accessibility = async (page: Page, view: string): Promise<Finding[]> => {
  const { violations } = await page.evaluate(async () => {
    const { axe, document } = globalThis as unknown as AxeWindow;
    // A mail is an article inside somebody else's page: landmarks are the mail client's to give.
    return axe.run(document, { rules: { region: { enabled: false }, "landmark-one-main": { enabled: false } } });
  });
  return violations.map(({ id, nodes }) => finding(`axe ${view}: ${id}`, nodes[0]?.html ?? ""));
};

const leastContrast = 4.5;
const creditPixels = 12;
/** docs/editing.md M1 and M5, and the footer's seven lines of M9. */
const limits = { masthead: 96, highlightsFrom: 2 * 667, row: 1700, footer: 7 };

const measured = async (page: Page, view: string, scheme: "light" | "dark"): Promise<Finding[]> => {
  const measures = await page.evaluate<PageMeasures>(measurePage);
  const found: Finding[] = [];
  // A client that recolours by itself does so to what it believes is a light mail.
  const recolourings = scheme === "light" ? (["shown", "partly inverted", "inverted"] as const) : (["shown"] as const);
  for (const way of recolourings)
    for (const { words, contrast } of measures.texts)
      if (contrast[way] < leastContrast)
        found.push(finding(`contrast ${view}, ${way}`, `${contrast[way].toFixed(2)} of “${words}”`));
  for (const { words, size } of measures.texts)
    if (size < creditPixels) found.push(finding(`small text ${view}`, `${size}px “${words}”`));
  if (measures.overflow > 0) found.push(finding(`overflow ${view}`, `${measures.overflow}px`));
  if (measures.masthead > limits.masthead) found.push(finding(`masthead ${view}`, `${measures.masthead}px`));
  if (measures.footerLines > limits.footer && view.startsWith("700"))
    found.push(finding("footer", `${measures.footerLines} lines`));
  if (measures.highlightsTop >= limits.highlightsFrom && view.startsWith("375"))
    found.push(finding("highlights below the second screen", `${measures.highlightsTop}px`));
  for (const { src, shown, pixels } of measures.pictures) {
    if (pixels === 0) found.push(finding(`picture not loaded ${view}`, src));
    else if (pixels < shown.attribute) found.push(finding("upscaled", `${pixels} for ${shown.attribute}px ${src}`));
    if (Math.abs(shown.ratio - shown.ownRatio) > 0.02 * shown.ownRatio)
      found.push(finding(`distorted ${view}`, `${shown.ratio.toFixed(3)} for ${shown.ownRatio.toFixed(3)} ${src}`));
  }
  for (const heights of measures.pairs)
    if (Math.abs(heights[0] - heights[1]) > 1) found.push(finding(`uneven pair ${view}`, heights.join(" and ")));
  for (const height of measures.rows) if (height >= limits.row) found.push(finding(`row ${view}`, `${height}px`));
  return found;
};
