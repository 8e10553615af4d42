import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { notAnAddress } from "../audience/address.ts";
import { type ImportOrder, isKept, isUnderWay, type ListRead } from "../audience/import-order.ts";
import type { ReportName } from "../audience/import-report.ts";
import { outcomeWords } from "../audience/import-summary.ts";
import { rowsInReportFile } from "../audience/report-lines.ts";
import type { Instant } from "../core/time.ts";
import { newsletterPath } from "./console-page.ts";
import { number } from "./run-view.ts";

export const stepWords: Readonly<Record<ImportOrder["step"], string>> = {
  coming: "on its way",
  looking: "being looked at",
  "looked-at": "looked at, and waiting for you",
  "taking-in": "being taken in",
  done: "taken in",
  failed: "could not be read",
  discarded: "thrown away",
};

/** One list: what it would change, its progress, and what was refused and why. The script of a run keeps it fresh. */
export const importBody = (
  order: ImportOrder,
  { token, mayTakeIn, now }: { token: Markup; mayTakeIn: boolean; now: Instant },
): Markup => {
  const of = (...rest: string[]) => newsletterPath(order.newsletterId, "subscribers", ...rest);
  return html`<div class="run" data-run="/api/newsletters/${order.newsletterId}/subscribers/imports/${order.id}">
<p><a href="${of()}">Subscribers</a></p>
${statePart(order)}
<div data-live="report">${reportPart(order)}${rowsPart(order, now, of)}</div>
<div data-controls data-state="${order.step}">${mayTakeIn ? controls(order, token, of) : ""}</div>
</div>`;
};

const statePart = (order: ImportOrder): Markup => {
  const { step, look, taken, because } = order;
  const progress =
    step === "taking-in"
      ? html`<progress max="${Math.max(1, look.rows)}" value="${taken.rows}" aria-label="Rows that were taken in">${taken.rows} of ${look.rows}</progress><p>${number(taken.rows)} of ${number(look.rows)} rows</p>`
      : html`<p>${number(step === "looking" || step === "looked-at" ? look.rows : taken.rows)} rows${because ? `: ${because}` : ""}</p>`;
  const words = step === "looked-at" && look.rows === 0 ? "there is nothing in it to take in" : stepWords[step];
  return html`<div data-live="state"><p class="run-state" aria-live="polite" id="run-state">${capital(words)}</p>
${progress}</div>`;
};

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const reportPart = (order: ImportOrder): Markup => {
  const part = partOf(order);
  const read = order[part];
  const isTaken = part === "taken";
  const rows = Object.entries(read.outcomes).toSorted(([, a], [, b]) => b - a);
  if (read.rows === 0 && !isUnderWay(order)) return html`${remarksPart(read)}`;
  return html`${isTaken ? "" : html`<p>Nothing was changed yet. It would be:</p>`}
<dl class="sums">${rows.map(([outcome, count]) => html`<div><dt>${capital(outcomeWords(outcome))}</dt><dd>${number(count)}</dd>${outcome === "refused" ? reasons(read) : ""}</div>`)}
<div class="total"><dt>Rows</dt><dd>${number(read.rows)}</dd></div></dl>
${remarksPart(read)}
${refusedPart(read)}`;
};

const remarksPart = ({ remarks }: ListRead): Markup[] => remarks.map((remark) => html`<p role="alert">${remark}</p>`);

const reasons = ({ refused }: ListRead): Markup[] =>
  Object.entries(refused).map(([reason, count]) => html`<dd class="why">${number(count)}: ${reasonWords(reason)}</dd>`);

/** "address: not-an-address" as a person says it. */
const reasonWords = (reason: string): string => {
  const known = reason.replace(/^address: /, "");
  return Object.hasOwn(notAnAddress, known)
    ? `the address ${notAnAddress[known as keyof typeof notAnAddress]}`
    : reason;
};

const refusedPart = (read: ListRead): Markup => {
  const all = read.outcomes.refused ?? 0;
  if (read.refusedRows.length === 0) return html``;
  const first = read.refusedRows.length < all ? `, the first ${read.refusedRows.length} of ${number(all)}` : "";
  return html`<details id="refused"><summary>Which rows were refused${first}</summary><ol class="rows">${read.refusedRows.map(({ file, line, reason }) => html`<li>Line ${line}: ${reasonWords(reason)}<small><bdi>${file}</bdi></small></li>`)}</ol></details>`;
};

/** The report that tells how it stands. */
const partOf = ({ step }: ImportOrder): ReportName["part"] =>
  step === "taking-in" || step === "done" ? "taken" : "look";

/** What became of every row, in files of so many rows. */
const rowsPart = (order: ImportOrder, now: Instant, of: (...rest: string[]) => string): Markup => {
  const part = partOf(order);
  const { rows } = order[part];
  const title = `What ${part === "taken" ? "became" : "would become"} of every row, as CSV`;
  if (rows === 0 || isUnderWay(order) || !isKept(order, now)) return html``;
  const starts = Array.from({ length: Math.ceil(rows / rowsInReportFile) }, (_, index) => index * rowsInReportFile);
  const link = (after: number) =>
    html`<a href="${of("imports", order.id, "rows", part, `${after}.csv`)}" download>${
      starts.length === 1
        ? title
        : html`Rows ${number(after + 1)} to ${number(Math.min(rows, after + rowsInReportFile))}`
    }</a>`;
  const [first] = starts;
  if (starts.length === 1 && first !== undefined) return html`<p>${link(first)}</p>`;
  return html`<details id="rows"><summary>${title}</summary><ul class="rows">${starts.map((after) => html`<li>${link(after)}</li>`)}</ul></details>`;
};

const controls = (order: ImportOrder, token: Markup, of: (...rest: string[]) => string): Markup => {
  const form = (verb: string, button: Markup, words = "") =>
    html`<form method="post" action="${of("imports", order.id, verb)}">${token}<p>${button} ${words ? html`<small>${words}</small>` : ""}</p></form>`;
  const discard = form("discard", html`<button class="quiet">Throw it away</button>`);
  if (order.step === "looked-at")
    return html`${order.look.rows > 0 ? form("take-in", html`<button>Take it in</button>`) : ""}${discard}`;
  if (order.step === "failed" || order.step === "coming") return discard;
  if (!isUnderWay(order)) return html``;
  return form(
    "take-in",
    html`<button class="quiet">Have it go on</button>`,
    "Only when the number has stood still for a minute; nothing is done twice.",
  );
};
