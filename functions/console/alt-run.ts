import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { lacksAlt, shownPhotos } from "../digest/draft-checks.ts";
import { suggestedAlt } from "./desk-checks.ts";
import type { Unsaved } from "./desk-notices.ts";
import { type Draw, editsPath, largeFile, seenField } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";

/**
 * The photos of the mail one a screen, the suggestion filled in: Enter accepts it and shows the next. Words that were
 * refused are shown again under their photo.
 */
export const altRunBody = (draw: Draw, asked: number, unsaved?: Unsaved): Markup => {
  const { issue } = draw.desk;
  const shown = shownPhotos(draw.desk);
  const refused = unsaved ? shown.findIndex(({ photo }) => photo.id === unsaved.photoId) : -1;
  const at = refused < 0 ? asked : refused;
  const name = { newsletterId: issue.newsletterId, issueId: issue.id };
  const desk = deskPath(name);
  const each = shown[at];
  const left = shown.filter(lacksAlt).length;
  if (!each)
    return html`<div class="alt-run"><p class="status">${left === 0 ? "Every photo of the mail is described." : `${left} of ${shown.length} photos still have only a suggestion.`}</p>
<p><a class="button" href="${desk}">To the issue</a> ${left > 0 ? html`<a href="${deskPath(name, "alt")}?at=${shown.findIndex(lacksAlt)}">Go on</a>` : ""}</p></div>`;
  const { photo, post } = each;
  const words = at === refused ? unsaved?.mine : photo.alt?.trim() || suggestedAlt(draw.desk, each);
  return html`<div class="alt-run"><p class="status"><b>Photo ${at + 1} of ${shown.length}</b> · ${left > 0 ? `${left} to describe` : "all described"} · <a href="${desk}">To the issue</a></p>
<form method="post" action="${editsPath(draw)}">${draw.token}${seenField(draw.desk)}<input type="hidden" name="back" value="/alt?at=${at + 1}">
<input type="hidden" name="kind" value="words"><input type="hidden" name="field" value="alt"><input type="hidden" name="postId" value="${post.id}"><input type="hidden" name="photoId" value="${photo.id}"><input type="hidden" name="was" value="${photo.alt ?? ""}">
<img src="${draw.fileUrl(largeFile(photo))}" alt="" width="${photo.original.width}" height="${photo.original.height}">
<label for="alt-text">Description${lacksAlt(each) ? " (a suggestion)" : ""}</label>
<input type="text" id="alt-text" name="text" value="${words}" maxlength="1000" dir="auto" autofocus autocomplete="off" required>
<small dir="auto">Under it stands: ${photo.caption ?? "no caption"}</small>
<p class="bar"><button>Accept, next</button> <a class="button quiet" href="${deskPath(name, "alt")}?at=${at + 1}">Skip</a>${at > 0 ? html` <a class="button quiet" href="${deskPath(name, "alt")}?at=${at - 1}">Back</a>` : ""}</p>
</form></div>`;
};
