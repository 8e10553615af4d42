import type { Newsletter } from "../core/newsletter.ts";
import type { Issue } from "./issue.ts";
import { postsThatRun } from "./posts-that-run.ts";
import { thinWeek } from "./thin-week.ts";

/** An issue that a thin week or an editor held back waits for its editor, whatever becomes of others. */
export const waitsForEditor = (
  newsletter: Newsletter,
  issue: Pick<Issue, "state" | "digest" | "waitsSince">,
): boolean =>
  issue.state === "held" ||
  issue.waitsSince !== undefined ||
  thinWeek(newsletter, postsThatRun(issue.digest).length).decision !== "enough";
