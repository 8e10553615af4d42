import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { isToBeHad, type ListExport } from "../audience/list-export.ts";
import type { Instant } from "../core/time.ts";
import { newsletterPath } from "./console-page.ts";
import { number } from "./run-view.ts";

export const exportPath = ({ newsletterId, id }: Pick<ListExport, "newsletterId" | "id">, ...rest: string[]): string =>
  newsletterPath(newsletterId, "subscribers", "exports", id, ...rest);

export const exportWords = (order: ListExport, at: Instant): string => {
  if (order.step === "writing") return "being written";
  return isToBeHad(order, at) ? "written" : "no longer kept";
};

/** One list on its way out. The script of a run keeps it fresh. */
export const exportBody = (order: ListExport, now: Instant): Markup => {
  const words = exportWords(order, now);
  return html`<div class="run" data-run="/api/newsletters/${order.newsletterId}/subscribers/exports/${order.id}">
<p><a href="${newsletterPath(order.newsletterId, "subscribers")}">Subscribers</a></p>
<div data-live="state"><p class="run-state" aria-live="polite" id="run-state">${words.charAt(0).toUpperCase()}${words.slice(1)}</p>
<p>${number(order.rows)} people</p></div>
<div data-controls data-state="${words}">${controls(order, now)}</div>
</div>`;
};

const controls = (order: ListExport, now: Instant): Markup => {
  if (order.step === "writing")
    return html`<p class="secondary">You may leave this page; the file is kept for a day.</p>`;
  if (!isToBeHad(order, now)) return html`<p>A file is kept for a day: take everybody out once more.</p>`;
  return html`<p><a class="button" href="${exportPath(order, "file")}">Download ${order.format.toUpperCase()}</a> <small>${size(order.bytes)}, kept for a day. It holds everybody’s address.</small></p>`;
};

const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${number(Math.ceil(bytes / 1000))} kB` : `${number(Math.round(bytes / 1_000_000))} MB`;
