import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { type Draw, seenField } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { viewQuery } from "./desk-views.ts";

/** The way out of a correction: looked at beside what was sent, then sent to the others, or forgotten. */
export const correctionPart = (draw: Draw): Markup => {
  const { issue } = draw.desk;
  const to = (...rest: string[]) => deskPath({ newsletterId: issue.newsletterId, issueId: issue.id }, ...rest);
  return html`<p>The sending is paused. Who has the mail keeps it; the others get this one, and nobody gets both.</p>
<p><a href="${to("beside")}${viewQuery(draw.view)}">Look at it beside what was sent</a></p>
${draw.may.send ? correctionForms(draw) : html`<p>It is sent once somebody who may send says so.</p>`}
<p class="secondary"><a href="${to("run")}">The run</a>. “View in browser” and the archive show the corrected mail from then on, also to those who have the other.</p>`;
};

export const correctionForms = (draw: Draw): Markup => {
  const { issue } = draw.desk;
  const to = (verb: string) => deskPath({ newsletterId: issue.newsletterId, issueId: issue.id }, "run", verb);
  return html`<form method="post" action="${to("correct")}">${draw.token}${seenField(draw.desk)}<button id="correct-button">Correct and continue</button></form>
<details id="discard"><summary>Discard the correction</summary>
<form method="post" action="${to("discard")}">${draw.token}${seenField(draw.desk)}<p>All that was changed in it is taken back, words of posts and photos included, and the others get the mail as it was sent.</p><p><button class="quiet">Discard it</button></p></form></details>`;
};
