import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { wallTime } from "../../templates/wall-time.ts";
import { hour, millisecondsBetween, minute } from "../core/time.ts";
import { isCorrection, isGoing, isOpen } from "../digest/issue.ts";
import { timesOf } from "../digest/issue-times.ts";
import { waitsForEditor } from "../digest/waits-for-editor.ts";
import { correctionPart } from "./desk-correction.ts";
import { type Draw, seenField } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";
import { clockChange, timeOfDay } from "./desk-words.ts";
import type { Audience } from "./read-audience.ts";

/** The way out: approve, at another time, now, or not at all; and back as long as no mail has left. */
export const approvalPart = (draw: Draw, audience: Audience): Markup => {
  const { issue } = draw.desk;
  if (isCorrection(issue) && isOpen(issue))
    return html`<section id="approve" data-part="approve"><h2>Send it to the others</h2>${correctionPart(draw)}</section>`;
  return html`<section id="approve" data-part="approve">
${isOpen(issue) ? open(draw, audience) : issue.state === "handed-over" ? handedOver(draw) : isGoing(issue) ? going(draw) : aside(draw)}
</section>`;
};

const handedOver = (draw: Draw): Markup =>
  html`<h2>The sending</h2><p>It is on its way or sent. What is wrong in it is corrected from its run, for those who do not have it yet.</p>
<p><a class="button" href="${action(draw, "run")}">Watch the run</a> <a class="button quiet" href="${action(draw, "report")}">Report</a></p>`;

const action = ({ desk }: Draw, verb: string): string =>
  deskPath({ newsletterId: desk.issue.newsletterId, issueId: desk.issue.id }, verb);

const open = (draw: Draw, audience: Audience): Markup => {
  const { newsletter, issue, now } = draw.desk;
  const { closesAt, deadlineAt, limitAt } = timesOf(newsletter, issue);
  const leaves =
    deadlineAt > now ? `It leaves on ${wallTime(newsletter, deadlineAt)}` : "Approved, it leaves within a minute";
  const to = audience ? `, to ${people(audience.count)}${countedAt(draw, audience)}` : "";
  if (!draw.may.send) return html`<h2>Send it</h2><p>${leaves}${to}, once somebody who may send approves it.</p>`;
  return html`<h2>Send it</h2><p>${leaves}${to}.</p>
<form method="post" action="${action(draw, "approve")}">${draw.token}${seenField(draw.desk)}<button id="approve-button">Approve</button></form>
${unapproved(draw)}
<details id="another-time"><summary>At another time</summary>
<form method="post" action="${action(draw, "schedule")}">${draw.token}${seenField(draw.desk)}
<label for="send-at">Day and time in ${newsletter.zone}</label><input type="datetime-local" id="send-at" name="at" required>
<small>${closesAt > now ? `From ${wallTime(newsletter, closesAt)} on, before` : "Before"} ${wallTime(newsletter, limitAt)}. ${clockChange(newsletter, now, limitAt) ?? ""}</small>
<p><button class="quiet">Approve for then</button></p></form></details>
<details id="send-now"><summary>Send now</summary>
<form method="post" action="${action(draw, "send-now")}">${draw.token}${seenField(draw.desk)}
<label for="count">${audience ? `It goes to ${people(audience.count)} within a minute. Type that number to confirm.` : "Type the number of recipients to confirm."}</label><input type="text" inputmode="numeric" id="count" name="count" autocomplete="off" required>
<p><button class="quiet">Send now</button></p></form></details>
<details id="skip"><summary>Skip this issue</summary>
<form method="post" action="${action(draw, "skip")}">${draw.token}${seenField(draw.desk)}<p>Nothing of it goes out.</p>
<p><button class="quiet" name="posts" value="carry-over">Skip, and carry its posts over to the next</button></p><p><button class="quiet" name="posts" value="let-go">Skip, and let its posts go</button></p></form></details>`;
};

/** What becomes of it unapproved, by its editor or by the newsletter's policy. */
const unapproved = (draw: Draw): Markup => {
  const { newsletter, issue, now } = draw.desk;
  const { deadlineAt, limitAt } = timesOf(newsletter, issue);
  const waits = waitsForEditor(newsletter, issue) || newsletter.whenUnapproved === "hold";
  const isHeld = waits && deadlineAt <= now;
  const words = {
    hold: `${isHeld ? "Nobody approved it by its deadline, so it is held" : "Unapproved it is held"}: an approval sends it until ${wallTime(newsletter, limitAt)}, then it is missed and its posts are in the next.`,
    send: `Unapproved it goes out by itself on ${wallTime(newsletter, deadlineAt)}.`,
    skip: `Unapproved it is skipped on ${wallTime(newsletter, deadlineAt)}, and its posts wait for the next.`,
  }[waits ? "hold" : newsletter.whenUnapproved];
  const form = (verb: string, label: string) =>
    html`<form method="post" action="${action(draw, verb)}">${draw.token}<button class="quiet small">${label}</button></form>`;
  if (!draw.may.send || now >= limitAt) return html`<p class="secondary">${words}</p>`;
  const isTakenBack = issue.news?.some(({ kind }) => kind === "taken-back");
  const heldBy = isTakenBack ? "Its approval was taken back." : "An editor held it.";
  if (issue.waitsSince !== undefined)
    return html`<p class="secondary">${heldBy} ${words}</p>${form("let-go-on", "Leave it to the policy")}`;
  return html`<p class="secondary">${words}</p>${waits ? "" : form("hold", "Hold it until somebody approves")}`;
};

/** What is over, and the way back as long as there is one. */
const aside = (draw: Draw): Markup => {
  const { newsletter, issue, now } = draw.desk;
  const { limitAt } = timesOf(newsletter, issue);
  const posts = issue.letGo ? "its posts go with it" : "its posts wait for the next issue";
  const words = html`<h2>Not sent</h2><p>It is ${issue.state}: nothing of it goes out, and ${posts}.</p>`;
  if (now >= limitAt) return html`${words}<p class="secondary">Its time is over.</p>`;
  if (!draw.may.send) return words;
  return html`${words}<p class="secondary">Until ${wallTime(newsletter, limitAt)} it can be opened again; it then waits for an approval.</p>
<form method="post" action="${action(draw, "reopen")}">${draw.token}<button class="quiet">Open it again</button></form>`;
};

const going = (draw: Draw): Markup => {
  const { newsletter, issue, now } = draw.desk;
  const at = issue.sendAt ?? timesOf(newsletter, issue).deadlineAt;
  return html`<h2>Send it</h2><p role="status">Approved. ${at > now ? `It leaves on ${wallTime(newsletter, at)}` : "It leaves within a minute"}. ${at > now ? (clockChange(newsletter, now, at) ?? "") : ""}</p>
${draw.may.send ? html`<form method="post" action="${action(draw, "take-back")}">${draw.token}${seenField(draw.desk)}<button class="quiet">Take the approval back</button></form>` : ""}
<p class="secondary">${newsletter.whenEdited === "stays-approved" ? "A change goes out with it: the approval stands." : "A change takes the approval back, too, and asks for it again."}</p>`;
};

/** When they were counted, unless that is now; they are counted anew when the issue leaves. */
const countedAt = ({ desk: { newsletter, now } }: Draw, { at }: NonNullable<Audience>): string => {
  const age = millisecondsBetween(at, now);
  if (age < minute) return "";
  return age < 12 * hour ? `, counted at ${timeOfDay(newsletter, at)}` : `, counted on ${wallTime(newsletter, at)}`;
};

export const people = (count: number): string =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? "person" : "people"}`;
