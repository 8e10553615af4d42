import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { wallTime } from "../../templates/wall-time.ts";
import { people } from "./desk-approval.ts";
import { deskPath } from "./desk-paths.ts";
import { runControls } from "./run-controls.ts";
import type { RunPage } from "./run-draw.ts";
import { number, type RunView, stateWords, timeLeft } from "./run-view.ts";

/** The sending of an issue as it stands: its sums, what can be decided, and one person's story. */
export const runBody = (page: RunPage): Markup => {
  const { issue, view, notice } = page;
  const name = { newsletterId: issue.newsletterId, issueId: issue.id };
  return html`<div class="run" data-run="/api/newsletters/${issue.newsletterId}/issues/${issue.id}/run">
<p><a href="${deskPath(name)}"><bdi>${issue.subject}</bdi></a></p>
${notice ? html`<p role="${notice.kind}">${notice.words}</p>` : ""}
${view ? html`${statePart(page, view)}${sumsPart(view)}` : html`<p class="run-state">Not begun</p><p>The issue has not been sent to anybody yet.</p>`}
${runControls(page)}
${page.may.pause ? personPart(page) : ""}
${view && page.may.pause ? listsPart(page, view) : ""}
${view ? html`<p><a href="${deskPath(name, "report")}">The report</a></p>` : ""}
</div>`;
};

const statePart = ({ newsletter }: RunPage, view: RunView): Markup => {
  const { sums, ratePerSecond, secondsLeft } = view;
  const over = sums.audience - sums.pending;
  return html`<div data-live="state"><p class="run-state" aria-live="polite" id="run-state">${stateWords(view)}</p>
<progress max="${Math.max(1, sums.audience)}" value="${over}" aria-label="Recipients that are decided">${over} of ${sums.audience}</progress>
<p>${number(over)} of ${number(sums.audience)}${view.state === "sending" ? (ratePerSecond && secondsLeft !== undefined ? `; ${number(ratePerSecond)} a second, ${timeLeft(secondsLeft)} to go` : "; how long it takes shows in a moment") : ""}${view.heldUntil ? `; it goes on by itself on ${wallTime(newsletter, view.heldUntil)}` : ""}${view.revision > 1 ? `; in revision ${view.revision}` : ""}</p></div>`;
};

const sumsPart = (view: RunView): Markup => {
  const { sums, settling, deliverability } = view;
  const reasons = (state: string) =>
    view.reasons
      .filter((each) => each.state === state)
      .map(({ words, count }) => html`<dd class="why">${number(count)}: ${words}</dd>`);
  const row = (words: string, count: number, more: Markup | Markup[] | string = "", always = false) =>
    count > 0 || always ? html`<div><dt>${words}</dt><dd>${number(count)}</dd>${more}</div>` : "";
  const { complained } = deliverability;
  return html`<dl class="sums" data-live="sums">
${row("Sent", sums.sent, html`<dd class="why">${number(deliverability.delivered)} delivered, as far as receivers have said${complained > 0 ? `; ${number(complained)} called it spam` : ""}</dd>`, true)}
${row("Left out", sums.skipped, reasons("skipped"), true)}
${row("Rejected", sums.rejected, reasons("rejected"), true)}
${row("Unknown", sums.unknown, [...reasons("unknown"), html`<dd class="why">Not mailed again by itself: that could be twice.</dd>`])}
${row("In doubt, being settled", settling)}
${row("Still to go", sums.pending - settling, "", !view.isOver)}
<div class="total"><dt>Audience</dt><dd>${number(sums.audience)}</dd></div></dl>`;
};

const personPart = ({ issue, token, may, told }: RunPage): Markup => {
  const action = (verb: string) => deskPath({ newsletterId: issue.newsletterId, issueId: issue.id }, "run", verb);
  return html`<section id="person"><h2>“I got nothing”</h2>
<form method="post" action="${action("story")}#person">${token}<label for="address">Their address</label><input type="email" id="address" name="address" value="${told?.address ?? ""}" autocomplete="off" spellcheck="false" required><p><button class="quiet">What became of it?</button></p></form>
${told ? html`<p role="status"><bdi>${told.address}</bdi>: ${told.story}</p>` : ""}
${told && may.send ? html`<form method="post" action="${action("copy")}">${token}<input type="hidden" name="address" value="${told.address}"><button class="quiet">Send a copy to this person</button> <small>Whatever became of the first; it is in no sum.</small></form>` : ""}</section>`;
};

const listsPart = ({ issue }: RunPage, { sums }: RunView): Markup => {
  const lists = (["unknown", "rejected", "skipped"] as const).filter((state) => sums[state] > 0);
  if (lists.length === 0) return html``;
  const path = (state: string) =>
    deskPath({ newsletterId: issue.newsletterId, issueId: issue.id }, "run", "recipients", state);
  const words = { unknown: "unknown", rejected: "rejected", skipped: "left out" } as const;
  return html`<section data-live="lists"><h2>Who did not surely get it</h2><ul>${lists.map(
    (state) => html`<li><a href="${path(state)}" download>${people(sums[state])} ${words[state]}, as CSV</a></li>`,
  )}</ul></section>`;
};
