import type { Context } from "hono";
import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import type { Newsletter, Sponsor } from "../core/newsletter.ts";
import { mostWords } from "../digest/sponsors.ts";
import { newsletterPath, tokenField } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { daysOfSpan } from "./sponsor-days.ts";

export const sponsorStyle = "img.sponsor{display:block;width:12rem;max-width:100%;height:auto;margin:0 0 var(--hair)}";

export const sponsorPicture = ({ fileUrl }: { fileUrl: (key: string) => string }, { photo }: Sponsor): Markup | "" =>
  photo
    ? html`<img class="sponsor" src="${fileUrl(photo.key)}" alt="${photo.alt}" width="${photo.width}" height="${photo.height}" loading="lazy">`
    : "";

/** All that is said of a sponsor, to be said or changed. */
export const sponsorForm = (context: Context<ConsoleEnv>, newsletter: Newsletter, version: number, of?: Sponsor) => {
  const days = of && daysOfSpan(newsletter, of);
  return html`<form method="post" enctype="multipart/form-data" action="${newsletterPath(newsletter.id, "sponsors")}">${tokenField(context)}<input type="hidden" name="version" value="${version}"><input type="hidden" name="id" value="${of?.id ?? ""}">
<label>Name<input name="name" value="${of?.name ?? ""}" maxlength="80" required></label>
<label>Headline<input name="headline" value="${of?.headline ?? ""}" maxlength="120" required></label>
<label>Text, at most ${mostWords} words<textarea name="text" rows="3" maxlength="600" required>${of?.text ?? ""}</textarea></label>
<label>Link<input type="url" name="url" value="${of?.url ?? ""}" placeholder="https://" required></label>
<label>First day<input type="date" name="first" value="${days?.first ?? ""}" required></label>
<label>Last day<input type="date" name="last" value="${days?.last ?? ""}" required></label>
<label>Picture<input type="file" name="picture" accept="image/jpeg,image/png,image/webp,image/avif"></label>
<p class="hint"><small>JPEG, PNG, WebP or AVIF of at most 3 MB, best 1,200 px wide. ${of?.photo ? "Another takes the place of the one there." : "It can do without."}</small></p>
<label>The picture in words, for those who do not see it<input name="alt" value="${of?.photo?.alt ?? ""}" maxlength="200"></label>
${of?.photo ? html`<label><input type="checkbox" name="without" value="yes">Without its picture</label>` : ""}
<p><button name="do" value="save">Save</button> ${of ? html`<button class="quiet" name="do" value="remove" formnovalidate>Take it out</button>` : ""}</p></form>`;
};
