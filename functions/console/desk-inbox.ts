import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { runsOn } from "../digest/sponsors.ts";
import { newsletterPath } from "./console-page.ts";
import { type Draw, editButton, wordsForm } from "./desk-parts.ts";
import { asCut } from "./desk-words.ts";
import { sponsorDays } from "./sponsor-days.ts";

/** What a phone's inbox shows of a subject and of the line under it. */
const longest = { subject: 38, preheader: 80 };

/** The line of the inbox as a phone cuts it, which follows what is being typed, and the words it is made of. */
export const inboxPart = (draw: Draw): Markup => {
  const { newsletter, issue } = draw.desk;
  const { choices } = issue;
  const hint = (chosen: string | undefined) =>
    chosen ? "Yours. Empty: the rules’ words again." : "By the rules, until you write your own.";
  return html`<section id="inbox" data-part="inbox"><h2>In the inbox</h2>
<div class="inbox-line" aria-label="As a phone cuts it"><b>${newsletter.sender.name}</b><p dir="auto">${asCut(issue.subject, longest.subject)}</p><p class="secondary" dir="auto">${asCut(issue.preheader, longest.preheader)}</p></div>
<details id="inbox-words"><summary>${draw.may.edit ? "Write subject and preheader" : "Subject and preheader, whole"}</summary>
${wordsForm(draw, { edit: { kind: "subject" }, label: "Subject", value: issue.subject, back: "#inbox", most: 200, id: "subject", hint: hint(choices.subject) })}
${wordsForm(draw, { edit: { kind: "preheader" }, label: "Preheader", value: issue.preheader, back: "#inbox", most: 300, id: "preheader", hint: hint(choices.preheader) })}
</details></section>`;
};

/** The editor's note and the sponsors of the issue. */
export const blocksPart = (draw: Draw): Markup => {
  const { newsletter, issue } = draw.desk;
  const running = newsletter.sponsors.filter((each) => runsOn(each, issue.window.until));
  return html`<section id="blocks" data-part="blocks"><h2>Note and sponsors</h2>
${wordsForm(draw, { edit: { kind: "note" }, label: "A note above the lead", value: issue.choices.note ?? "", back: "#blocks", most: 2000, long: true, id: "note", hint: "**strong**, *emphasis*, [a link](https://…), - a list; an empty line begins a paragraph. Empty: no note." })}
${running.length > 0 ? html`<ul class="rows">${running.map((sponsor) => sponsorRow(draw, sponsor))}</ul>` : html`<p class="secondary">No sponsor runs this week.</p>`}
<p><a href="${newsletterPath(newsletter.id, "sponsors")}">All sponsors, and the days on which they run</a></p>
</section>`;
};

const sponsorRow = ({ desk, may }: Draw, sponsor: Draw["desk"]["newsletter"]["sponsors"][number]): Markup => {
  const { choices, digest } = desk.issue;
  const isShown = !choices.droppedSponsorIds.includes(sponsor.id);
  const isIn = digest.blocks.some((block) => block.kind === "sponsor" && block.sponsor.id === sponsor.id);
  const state = !isShown ? ", left out of this issue" : isIn ? "" : ", not in the mail as it stands";
  const edit = editButton(
    { kind: "sponsor", sponsorId: sponsor.id, shown: !isShown },
    isShown ? "Leave out" : "Put back",
    `${isShown ? "Leave out" : "Put back"} ${sponsor.name}`,
  );
  return html`<li><b>${sponsor.name}</b>: ${sponsor.headline}<small>${sponsorDays(desk.newsletter, sponsor)}${state}</small>${may.edit ? edit : ""}</li>`;
};
