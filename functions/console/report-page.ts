import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { wallTime } from "../../templates/wall-time.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Issue } from "../digest/issue.ts";
import { issuePath } from "../digest/routes.ts";
import { deskPath } from "./desk-paths.ts";
import { number, type RunView, stateWords } from "./run-view.ts";

/** What became of an issue: its sums, what receivers made of its mails, and what that says of the list. */
export const reportBody = (newsletter: Newsletter, issue: Issue, view: RunView | undefined): Markup => {
  const run = deskPath({ newsletterId: newsletter.id, issueId: issue.id }, "run");
  const head = html`<p><a href="${deskPath({ newsletterId: newsletter.id, issueId: issue.id })}"><bdi>${issue.subject}</bdi></a><br><small>${wallTime(newsletter, issue.window.until)}</small></p>`;
  if (!view)
    return html`${head}<p>The issue has not been sent to anybody${issue.state === "skipped" || issue.state === "missed" ? `: it was ${issue.state}` : " yet"}.</p>`;
  const { sums, deliverability: made } = view;
  const places = [made.delivered, made.bouncedHard, made.bouncedSoft, made.withheld, made.rejected, made.delayed];
  const silent = Math.max(0, sums.sent - places.reduce((sum, each) => sum + each, 0));
  return html`<div class="run">${head}
<p class="run-state">${stateWords(view)}</p>
${view.isOver ? "" : html`<p role="status">It is not over: these sums still change. <a href="${run}">The run</a></p>`}
<h2>The audience: ${number(sums.audience)}</h2>
${bars("Where the audience stands", sums.audience, [
  ["Sent", sums.sent, "good"],
  ["Left out", sums.skipped, "other"],
  ["Rejected", sums.rejected, "bad"],
  ["Unknown", sums.unknown, "bad"],
  ["Still to go, or in doubt", sums.pending, "other"],
])}
${reasons(view)}
<h2>What receivers made of the ${number(sums.sent)} sent</h2>
${bars("What became of the mails", sums.sent, [
  ["Delivered", made.delivered, "good"],
  ["Came back for good", made.bouncedHard, "bad"],
  ["Came back for now", made.bouncedSoft, "other"],
  ["Not tried by SES", made.withheld, "other"],
  ["Rejected by SES", made.rejected, "bad"],
  ["Delayed", made.delayed, "other"],
  ["No word yet", silent, "other"],
])}
<h2>Reputation</h2><p${view.reputation.verdict === "good" ? "" : html` role="alert"`}>${verdict(view)}</p>
<p>${number(made.complained)} called it spam${sums.sent > 0 ? ` (${percent(made.complained, sums.sent)})` : ""}; ${number(made.bouncedHard)} came back for good${sums.sent > 0 ? ` (${percent(made.bouncedHard, sums.sent)})` : ""}. Providers stand for 0.1 % of the one and 5 % of the other.</p>
<p><a href="${run}">The run</a>${issue.state === "handed-over" ? html` · <a href="${issuePath(newsletter.id, issue.id)}">The archive page</a>` : ""}</p></div>`;
};

const verdict = ({ reputation, sums }: RunView): string => {
  if (reputation.verdict === "good")
    return sums.sent < 1_000 ? "Too few were sent to judge a list by." : "Good: nothing that mailbox providers mind.";
  if (reputation.because === "bounces") return "Too many addresses bounce: send nothing more before the list is clean.";
  return reputation.verdict === "pause"
    ? "Too many complaints: send nothing more before you know why."
    : "More complaints than mailbox providers like: look at who complains, and how they came to the list.";
};

const reasons = ({ reasons: all }: RunView): Markup =>
  all.length === 0
    ? html``
    : html`<details><summary>Why not</summary><ul>${all.map(({ words, count, state }) => html`<li>${number(count)} ${state === "skipped" ? "left out" : state}: ${words}</li>`)}</ul></details>`;

type Bar = readonly [words: string, count: number, kind: "good" | "bad" | "other"];

/** One bar a row, all by one scale; the numbers stand in a table beside, so that nobody needs to see the picture. */
const bars = (label: string, whole: number, rows: readonly Bar[]): Markup => {
  const shown = rows.filter(([, count], at) => count > 0 || at === 0);
  return html`<div class="scroll"><table><caption hidden>${label}</caption><tbody>${shown.map(
    ([
      words,
      count,
      kind,
    ]) => html`<tr><th scope="row">${words}</th><td>${number(count)}</td><td>${percent(count, whole)}</td>
<td><svg class="bars" viewBox="0 0 100 8" preserveAspectRatio="none" width="120" height="12" aria-hidden="true"><rect class="ground" width="100" height="8"/><rect class="${kind}" width="${whole > 0 ? (100 * count) / whole : 0}" height="8"/></svg></td></tr>`,
  )}</tbody></table></div>`;
};

const percent = (part: number, whole: number): string =>
  whole === 0
    ? "0 %"
    : `${((100 * part) / whole).toLocaleString("en-GB", { maximumFractionDigits: part * 100 < whole ? 2 : 1 })} %`;
