import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../functions/core/config.ts";
import { openBrowser } from "../../local/browser.ts";
import { freePort } from "../../local/free-port.ts";
import { sampleNow } from "../../local/sample/calendar.ts";
import { start } from "../../local/start.ts";
import { editor, openWalk } from "./walk.ts";
import { dullAndMissed, heldAndApprovedLate, sentUnapproved, skippedUnapproved } from "./weeks.ts";

/**
 * Four weeks of the local product, its clock turned forward while a browser looks on: a draft fills, its editors are
 * nudged, and the deadline comes, with each policy in turn, a late approval and a week that is too dull. Keeps a picture
 * of every step in `out/walk`, and fails when a page or a mail does not say what its policy makes of the issue, or when
 * readers have what they were not to have.
 */
const folder = join(import.meta.dirname, "../../out/walk");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

const dataFolder = await mkdtemp(join(tmpdir(), "tearsheet-walk-"));
const environment = {
  TEARSHEET_DATA: dataFolder,
  TEARSHEET_PORT: String(await freePort()),
  TEARSHEET_TICK_SECONDS: "3600",
};
const running = await start(parseConfig(environment, sampleNow), (line) => console.log(line));
const browser = await openBrowser();
try {
  await running.ready;
  const walk = await openWalk(running, await browser.newContext(), folder);
  await walk.settle({ deadlineHours: 6, editors: [editor] });
  await walk.goTo("/console");
  await walk.signIn();

  await sentUnapproved(walk);
  await heldAndApprovedLate(walk);
  const never = [await skippedUnapproved(walk), await dullAndMissed(walk)];
  for (const issueId of never) await walk.expectSent(issueId, false);
  console.log(folder);
} finally {
  await browser.close();
  await running.stop();
  await rm(dataFolder, { recursive: true });
}
