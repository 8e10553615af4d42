import { html } from "hono/html";
import { dateFormat } from "../../templates/date-format.ts";
import type { Markup } from "../../templates/pages/page.ts";
import type { Instant } from "../core/time.ts";

/** An instant as people read it, on the wall clock of a zone, in a `<time>` that carries the exact one for programs. */
export const when = (at: Instant, zone = "UTC"): Markup => {
  const words = dateFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  });
  return html`<time datetime="${at}">${words.format(new Date(at))}</time>`;
};
