import type { Markup } from "../../templates/pages/page.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Issue } from "../digest/issue.ts";
import type { RunNotice } from "./run-notices.ts";
import type { RunView } from "./run-view.ts";

/** What the page of a run is drawn with. */
export type RunPage = {
  newsletter: Pick<Newsletter, "zone">;
  issue: Pick<Issue, "id" | "newsletterId" | "subject" | "correction">;
  /** Nothing while nobody has begun to send it. */
  view: RunView | undefined;
  /** The hidden field of a form's token. */
  token: Markup;
  may: { pause: boolean; send: boolean };
  notice: RunNotice | undefined;
  /** What was asked about one person, and the answer. */
  told?: { address: string; story: string } | undefined;
};
