import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import type { ImportOrder } from "../audience/import-order.ts";
import type { ListExport } from "../audience/list-export.ts";
import { type SaidState, saidStates } from "../audience/list-state.ts";
import type { SignUpForm } from "../audience/read-sign-up-form.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { newsletterPath } from "./console-page.ts";
import { people } from "./desk-approval.ts";
import { exportPath, exportWords } from "./export-page.ts";
import { stepWords } from "./import-page.ts";
import type { Audience } from "./read-audience.ts";
import { signUpSection } from "./sign-up-part.ts";
import type { SubscriberStory } from "./tell-subscriber.ts";
import { when } from "./words.ts";

/** What the page of subscribers shows, and what whoever looks may do there. */
export type SubscribersPage = {
  newsletter: Newsletter;
  audience: Audience;
  orders: readonly ImportOrder[];
  exports: readonly ListExport[];
  form: SignUpForm;
  now: Instant;
  token: Markup;
  may: { find: boolean; suppress: boolean; erase: boolean };
  /** Of a list that a script brings; without one a form does, which takes less. */
  mostBytes: number;
  address?: string;
  story?: SubscriberStory;
  notice?: { kind: "status" | "alert"; words: string };
};

/** Beside the look of a run. */
export const subscribersStyle = ".people form p{margin:var(--small) 0 .25rem}";

export const subscribersPath = (newsletterId: string, ...rest: readonly string[]): string =>
  newsletterPath(newsletterId, "subscribers", ...rest);

/** Where large files are brought on one machine. */
export const uploadPath = (newsletterId: string, importId: string): string =>
  subscribersPath(newsletterId, "imports", importId, "file");

/** Who gets a newsletter: one person found and their story, lists in and out. Addresses are shown to editors only. */
export const subscribersBody = (page: SubscribersPage): Markup => html`<div class="people">
${page.notice ? html`<p role="${page.notice.kind}">${page.notice.words}</p>` : ""}
${page.audience ? html`<p>The next issue goes to ${people(page.audience.count)}. <small>Counted ${when(page.audience.at, page.newsletter.zone)}.</small></p>` : ""}
${page.may.find ? findPart(page) : html`<p>Whose role is editor finds people here by their address.</p>`}
${page.story ? storyPart(page, page.story) : ""}
${signUpSection(page.newsletter, page.form, { token: page.token, mayOpen: page.may.suppress })}
${page.may.suppress ? html`${addPart(page)}${bringPart(page)}` : ""}
${ordersPart(page)}
${page.may.erase ? exportPart(page) : ""}
</div>`;

const findPart = ({
  newsletter,
  token,
  address,
  story,
}: SubscribersPage): Markup => html`<section id="find"><h2>Find somebody</h2>
<form method="post" action="${subscribersPath(newsletter.id, "find")}#find">${token}<label for="address">Their address</label><input type="email" id="address" name="address" value="${story?.address ?? address ?? ""}" autocomplete="off" spellcheck="false" required><p><button>Find</button></p></form>
<p><a href="${subscribersPath(newsletter.id, "suppressed")}">Whom no mail goes to, and why</a></p></section>`;

const stateWords: Readonly<Record<SubscriberStory["state"], string>> = {
  confirmed: "gets the newsletter",
  pending: "has asked for it and not confirmed yet",
  unsubscribed: "has unsubscribed",
  erased: "was erased",
  nobody: "does not subscribe",
};

const storyPart = (page: SubscribersPage, story: SubscriberStory): Markup => {
  const { newsletter } = page;
  const { zone } = newsletter;
  const paused = story.pausedUntil ? html`, paused until ${when(story.pausedUntil, zone)}` : "";
  const photos = story.variant === "photos" ? ", photos only" : "";
  const isMailed = story.state === "confirmed" && !story.suppression;
  const state = story.state === "confirmed" && !isMailed ? "subscribes, and gets nothing" : stateWords[story.state];
  return html`<section id="story"><h2><bdi>${story.address}</bdi></h2>
<p class="person-state">${story.name ? html`<bdi>${story.name}</bdi> ` : "This person "}${state}${photos}${paused}.</p>
${story.history.length > 0 ? html`<ul class="rows">${story.history.map(({ at, words }) => html`<li>${words}<small>${when(at, zone)}</small></li>`)}</ul>` : ""}
${story.issues.length > 0 ? html`<h3>The last issues</h3><ul class="rows">${story.issues.map(({ issueId, subject, words }) => html`<li><a href="${newsletterPath(newsletter.id, "issues", issueId, "run")}"><bdi>${subject}</bdi></a><small>${words}</small></li>`)}</ul>` : ""}
${page.may.suppress ? suppressPart(page, story) : ""}${page.may.erase ? rightsPart(page, story) : ""}</section>`;
};

const addressField = ({ address }: SubscriberStory): Markup =>
  html`<input type="hidden" name="address" value="${address}">`;

const suppressPart = ({ newsletter, token, may }: SubscribersPage, story: SubscriberStory): Markup => {
  const form = (verb: string, label: string, words: string) =>
    html`<form method="post" action="${subscribersPath(newsletter.id, verb)}#story">${token}${addressField(story)}<p><button class="quiet">${label}</button></p><small>${words}</small></form>`;
  if (!story.suppression)
    return form("suppress", "Let no mail go there", "From no newsletter here, until somebody lifts it.");
  if (story.suppression.reason === "complaint" && !may.erase)
    return html`<p class="secondary">They called mail of ours spam: only an admin can lift that.</p>`;
  return form("unsuppress", "Let mail go there again", "Reports of what happened before now bring nothing back.");
};

const rightsPart = (
  { newsletter, token }: SubscribersPage,
  story: SubscriberStory,
): Markup => html`<h3>Their rights</h3>
<form method="post" action="${subscribersPath(newsletter.id, "personal-data")}">${token}${addressField(story)}<p><button class="quiet">Everything that is kept about them</button></p><small>A file to hand to them.</small></form>
<details id="erase"><summary>Erase this person</summary>
<form method="post" action="${subscribersPath(newsletter.id, "erase")}#find">${token}${addressField(story)}
<p>What is kept about them is deleted; a keyed hash stays, so that no old list brings them back. It cannot be undone.</p>
<label for="typed">Type their address to confirm</label><input type="text" id="typed" name="typed" autocomplete="off" spellcheck="false" required>
<p><button>Erase</button></p></form></details>`;

const addPart = ({ newsletter, token }: SubscribersPage): Markup => html`<section id="add"><h2>Add somebody</h2>
<form method="post" action="${subscribersPath(newsletter.id, "add")}#story">${token}<p>Whose consent you hold: they are asked nothing, and get the next issue. Nobody who left comes back this way.</p>
<label for="new-address">Their address</label><input type="email" id="new-address" name="address" autocomplete="off" spellcheck="false" required>
<label for="new-name">Their name, if you know it</label><input type="text" id="new-name" name="name" maxlength="200" autocomplete="off"><p><button class="quiet">Add</button></p></form></section>`;

const bringPart = ({
  newsletter,
  token,
  mostBytes,
}: SubscribersPage): Markup => html`<section id="import"><h2>Bring a list</h2>
<p>A CSV, or the ZIP of an export as it comes (Mailchimp, Substack, Ghost, beehiiv, or ours), up to <span data-most>4 MB</span>. First you see what it would change; nobody who left comes back by a list.</p>
<form method="post" enctype="multipart/form-data" action="${subscribersPath(newsletter.id, "imports")}" data-bring="/api/newsletters/${newsletter.id}/subscribers/uploads" data-most-bytes="${mostBytes}">${token}
<label for="list">The file</label><input type="file" id="list" name="list" accept=".csv,.tsv,.txt,.zip,text/csv,application/zip" required>
<label for="said">Its people</label><select id="said" name="said"><option value="">are what the list says</option>${saidStates.map((state) => html`<option value="${state}">${saidWords[state]}</option>`)}</select>
<p><button class="quiet">Look at it</button></p><p data-coming role="status" hidden></p></form></section>`;

const saidWords: Readonly<Record<SaidState, string>> = {
  subscribed: "subscribed, where it does not say so",
  unsubscribed: "have unsubscribed",
  bounced: "have addresses that bounced",
  complained: "have called mail spam",
};

const ordersPart = ({ newsletter, orders }: SubscribersPage): Markup =>
  orders.length === 0
    ? html``
    : html`<section id="imports"><h2>Lists that came</h2><ul class="rows">${orders.map(
        (order) =>
          html`<li><a href="${subscribersPath(newsletter.id, "imports", order.id)}"><bdi>${order.file}</bdi></a><small>${when(order.at, newsletter.zone)}; ${stepWords[order.step]}</small></li>`,
      )}</ul></section>`;

const exportPart = ({
  newsletter,
  token,
  exports,
  now,
}: SubscribersPage): Markup => html`<section id="export"><h2>Take everybody out</h2>
<form method="post" action="${subscribersPath(newsletter.id, "export")}">${token}<p>Everybody, in every state, as one file. In a CSV, cells that a spreadsheet would take for formulas begin with an apostrophe.</p>
<p><button class="quiet" name="format" value="csv">As CSV</button> <button class="quiet" name="format" value="json">As JSON</button></p></form>
${exports.length === 0 ? "" : html`<ul class="rows">${exports.map((order) => html`<li><a href="${exportPath(order)}">Everybody as ${order.format.toUpperCase()}</a><small>${when(order.at, newsletter.zone)}; ${exportWords(order, now)}</small></li>`)}</ul>`}</section>`;
