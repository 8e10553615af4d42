import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { people } from "./desk-approval.ts";
import { deskPath } from "./desk-paths.ts";
import type { RunPage } from "./run-draw.ts";
import { causeWords, number, type RunView } from "./run-view.ts";

type Begun = RunPage & { view: RunView };

/** What can be decided about a run as it stands, the pause first. A script exchanges it when `data-state` is another. */
export const runControls = (page: RunPage): Markup => {
  const { view } = page;
  if (!view) return html``;
  const begun = { ...page, view };
  const { settling, sums } = view;
  const inDoubt = [settling > 0, sums.unknown > 0];
  const correcting = page.issue.correction?.state;
  const state = [view.state, view.isOver, ...view.causes, view.stuck.length > 0, correcting, ...inDoubt].join(" ");
  return html`<div data-controls data-state="${state}">
${reputationPart(view)}${view.heldUntil ? heldPart(begun) : html`${pausePart(begun)}${resumePart(begun)}`}${correctPart(begun)}${doubtPart(begun)}${stuckPart(begun)}${cancelPart(begun)}
</div>`;
};

/** Whom nobody has tried to mail yet: who is in doubt may have it. */
const stillToGo = ({ sums, settling }: RunView): number => sums.pending - settling;

const isUnderWay = ({ state, isOver }: RunView): boolean =>
  !isOver && (state === "planning" || state === "sending" || state === "paused");

const act = ({ issue, token }: Begun, verb: string, body: Markup): Markup =>
  html`<form method="post" action="${deskPath({ newsletterId: issue.newsletterId, issueId: issue.id }, "run", verb)}">${token}${body}</form>`;

const reputationPart = ({ reputation: { verdict, because } }: RunView): Markup =>
  verdict === "good"
    ? html``
    : html`<p role="alert">${because === "bounces" ? "Too many addresses bounce: send nothing more before the list is clean." : verdict === "pause" ? "Too many complaints: send nothing more before you know why." : "More complaints than mailbox providers like: look at who complains, and how they came to the list."}</p>`;

const pausePart = (page: Begun): Markup =>
  isUnderWay(page.view) &&
  page.may.pause &&
  !page.view.causes.some((cause) => cause === "editor" || cause === "correction")
    ? act(page, "pause", html`<button class="pause">Pause</button>`)
    : html``;

/** The first have it: to stop it there, or not to wait. */
const heldPart = (page: Begun): Markup =>
  html`<p>Look at bounces and complaints of the first.</p>
<div class="pace">${pausePart(page)}${page.may.send ? act(page, "resume", html`<input type="hidden" name="causes" value="soft-start"><button class="quiet go-on">Go on now</button>`) : ""}</div>`;

const resumePart = (page: Begun): Markup => {
  if (page.view.isOver || page.view.state === "cancelled") return html``;
  // Whoever ends the correction ends the editor's pause, or is asked about it then.
  const isCorrecting = page.view.causes.includes("correction");
  const liftable = page.view.causes.filter((cause) => cause !== "correction" && !(isCorrecting && cause === "editor"));
  return html`${liftable.map(
    (cause) => html`<p role="alert">${causeWords[cause]}</p>
${page.may.send ? act(page, "resume", html`<input type="hidden" name="causes" value="${cause}"><button${cause === "editor" ? html` class="pause"` : html` class="quiet"`}>${cause === "editor" ? "Resume" : "Let it go on all the same"}</button>`) : ""}`,
  )}`;
};

const correctPart = (page: Begun): Markup => {
  const { view, issue, may } = page;
  const isHeld = !view.isOver && view.causes.includes("correction");
  if (issue.correction !== undefined || isHeld) return openCorrection(page);
  if (!isUnderWay(view) || !may.pause || view.state === "planning") return html``;
  return html`<details id="correct"><summary>Correct it for the remaining <span data-live="left-to-correct">${number(stillToGo(view))}</span></summary>
${act(page, "correction", html`<p>It is paused, and opens at the desk: its words, its photos, its stories. The others get it as you leave it there; who has it keeps what they have.</p><p><button>Open its correction</button></p>`)}</details>`;
};

/** What is open leads to the desk. What somebody decided, and died over, can only be finished. */
const openCorrection = (page: Begun): Markup => {
  const { issue, view, may } = page;
  const { correction } = issue;
  const name = { newsletterId: issue.newsletterId, issueId: issue.id };
  const verb = (to: string, words: string, kind: string) =>
    may.send ? act(page, to, html`<button class="${kind}">${words}</button>`) : "";
  if (!correction)
    return html`<section id="correct"><p role="alert">It was corrected, or the correction was discarded, and it has not gone on yet.</p>${verb("discard", "Let it go on", "pause")}</section>`;
  if (correction.state === "handed-over")
    return html`<section id="correct"><p role="alert">Its correction is decided, and not finished yet.</p>${verb("correct", "Correct and continue", "pause")}</section>`;
  return html`<section id="correct"><p role="alert">${causeWords.correction}</p>
<p><a class="button" href="${deskPath(name)}">Correct it for the remaining ${number(stillToGo(view))}</a></p></section>`;
};

const doubtPart = (page: Begun): Markup => {
  const { view, may } = page;
  if (!may.send || view.settling + view.sums.unknown === 0) return html``;
  return html`<details id="doubt"><summary><span data-live="in-doubt">${people(view.settling + view.sums.unknown)}</span> in doubt</summary>
${act(page, "settle", html`<p>Settles who can be settled by what Amazon SES has said since. Mails nobody the issue.</p><button class="quiet">Settle now</button>`)}
${view.sums.unknown > 0 ? act(page, "resend-unknown", html`<p>Mails those who are unknown once more: each of them may get the issue twice. It asks for a fresh sign-in.</p><button class="quiet">Resend the unknown <span data-live="unknown">${number(view.sums.unknown)}</span></button>`) : ""}</details>`;
};

const stuckPart = (page: Begun): Markup => {
  const { stuck } = page.view;
  if (stuck.length === 0) return html``;
  const held = stuck.reduce((sum, { recipients }) => sum + recipients, 0);
  return html`<section id="stuck"><h2>Stuck parts</h2>
<p role="alert">${number(stuck.length)} parts with ${people(held)} came to nothing five times in a row, and are left alone.</p>
<ul>${stuck.slice(0, 20).map(({ shard, chunk, recipients }) => html`<li><code>${shard}#${chunk}</code>: ${people(recipients)}</li>`)}</ul>
${page.may.send ? act(page, "redrive", html`<button class="quiet">Let them go on</button>`) : ""}</section>`;
};

const cancelPart = (page: Begun): Markup => {
  const { view, may } = page;
  if (!isUnderWay(view) || !may.send) return html``;
  return html`<details id="cancel"><summary>Cancel it for good</summary>
${act(page, "cancel", html`<p>The remaining <span data-live="left-to-cancel">${number(stillToGo(view))}</span> never get this issue. It cannot be taken back.</p><label for="typed">Type <b>cancel</b> to confirm</label><input type="text" id="typed" name="typed" autocomplete="off" required><p><button class="quiet">Cancel the sending</button></p>`)}</details>`;
};
