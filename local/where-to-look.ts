import { subscribePath } from "../functions/audience/sign-up-routes.ts";
import { consolePath } from "../functions/console/sign-in-paths.ts";
import type { Config } from "../functions/core/config.ts";
import { issuePath } from "../functions/digest/routes.ts";
import type { Parts } from "./parts.ts";
import { sampleNewsletter } from "./sample/newsletter.ts";

/** An issue more or less may stand before the newest that was published: drafts, and what was skipped or cancelled. */
const issuesLookedAt = 10;

/** What to do on a machine that is empty. */
export const noNewsletter =
  "no newsletter yet: beside this, `npx tearsheet newsletters add <file.json>`; docs/newsletters.md has one to begin with";

/** Where to look on this machine, a line for each page; the archive of what was published last, once there is one. */
export const whereToLook = async (
  { newsletters, issues, publicUrl }: Pick<Parts, "newsletters" | "issues" | "publicUrl">,
  { ses, sample }: Pick<Config, "ses" | "sample">,
): Promise<string[]> => {
  const archives: string[] = [];
  const all = await newsletters.list();
  for (const { id } of all) {
    const published = (await issues.latest(id, issuesLookedAt)).find(({ state }) => state === "handed-over");
    if (published) archives.push(`archive: ${publicUrl}${issuePath(id, published.id)}`);
  }
  return [
    `console: ${publicUrl}${consolePath}`,
    ...(ses.kind === "embedded" ? [`mailbox: ${publicUrl}/mailbox`] : []),
    ...archives,
    ...(sample ? [`sample blog: ${publicUrl}/sample/`] : []),
    ...(sample ? [`sign-up: ${publicUrl}${subscribePath(sampleNewsletter(publicUrl).id)}`] : []),
    ...(all.length === 0 && !sample ? [noNewsletter] : []),
  ];
};
