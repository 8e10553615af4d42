import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import type { Crop } from "../digest/digest.ts";
import type { Issue } from "../digest/issue.ts";
import type { ReadyPhoto } from "../posts/photo.ts";
import { type Desk, isChangeable } from "./desk.ts";
import { deskPath } from "./desk-paths.ts";
import { type ViewName, viewQuery } from "./desk-views.ts";
import { type Editor, mayAs } from "./editor.ts";

/** What every part of the desk is drawn with. */
export type Draw = {
  desk: Desk;
  /** How the mail is looked at, which a change keeps. */
  view: ViewName;
  /** The hidden field of a form's token. */
  token: Markup;
  fileUrl: (key: string) => string;
  /** Whether whoever looks may change the issue, approve it, say that its news are seen, take a photo down, put it back. */
  may: { edit: boolean; send: boolean; see: boolean; takeDown: boolean; putBack: boolean };
};

/** What whoever looks may do to the issue as it stands. */
export const mayOf = (editor: Editor, issue: Issue): Draw["may"] => ({
  edit: isChangeable(issue) && mayAs(editor, "editor"),
  send: mayAs(editor, "sender"),
  see: mayAs(editor, "editor"),
  takeDown: mayAs(editor, "editor"),
  putBack: mayAs(editor, "admin"),
});

/** The form that buttons anywhere on the page belong to: a button's value says what it does. */
const deskForm = "desk-edits";

/** A button that makes one edit; it works from any page of the desk that has the form `deskForm`. */
export const editButton = (
  edit: Readonly<Record<string, string | number | boolean>>,
  words: Markup | string,
  label?: string,
): Markup => {
  const value = new URLSearchParams(Object.entries(edit).map(([name, each]): [string, string] => [name, String(each)]));
  return html`<button class="quiet small" form="${deskForm}" name="do" value="${String(value)}"${label ? html` aria-label="${label}"` : ""}>${words}</button>`;
};

/** The one form behind all edit buttons of a page; `to` is where the answer leads, behind the address of the desk. */
export const editForm = (draw: Draw, to: string): Markup =>
  html`<form id="${deskForm}" method="post" action="${editsPath(draw)}" data-edit>${draw.token}${seenField(draw.desk)}<input type="hidden" name="back" value="${to}"></form>`;

export const editsPath = ({ desk: { issue }, view }: Pick<Draw, "desk" | "view">): string =>
  deskPath({ newsletterId: issue.newsletterId, issueId: issue.id }, "edits") + viewQuery(view);

export const seenField = ({ issue }: Desk): Markup => html`<input type="hidden" name="seen" value="${issue.edit}">`;

/** A field that saves itself; without script it has a button. */
export const wordsForm = (
  { desk, view, token, may }: Draw,
  input: {
    edit: Readonly<Record<string, string>>;
    label: string;
    name?: string;
    value: string;
    back: string;
    long?: boolean;
    most: number;
    hint?: Markup | string;
    id: string;
  },
): Markup => html`<form method="post" action="${editsPath({ desk, view })}" data-edit data-saves>
${token}${seenField(desk)}<input type="hidden" name="back" value="${input.back}">
${Object.entries(input.edit).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<input type="hidden" name="was" value="${input.value}">
<label for="${input.id}">${input.label}</label>
${
  input.long
    ? html`<textarea id="${input.id}" name="text" rows="3" dir="auto" maxlength="${input.most}"${may.edit ? "" : html` readonly`}>${input.value}</textarea>`
    : html`<input type="text" id="${input.id}" name="text" dir="auto" maxlength="${input.most}" value="${input.value}"${may.edit ? "" : html` readonly`}>`
}
${input.hint ? html`<small>${input.hint}</small>` : ""}
<p class="saving">${may.edit ? html`<button class="quiet small">Save</button> ` : ""}<output aria-live="off"></output></p>
</form>`;

/** A part of a photo, cut out of one of its kept files without making a new one. */
export const cropOf = (
  { fileUrl }: Pick<Draw, "fileUrl">,
  photo: ReadyPhoto,
  crop: Crop,
  alt: string,
  name = "crop",
): Markup => {
  const { width, height } = photo.original;
  return html`<svg class="${name}" viewBox="${crop.left} ${crop.top} ${crop.width} ${crop.height}"${alt ? html` role="img" aria-label="${alt}"` : html` aria-hidden="true"`}><image href="${fileUrl(smallFile(photo))}" width="${width}" height="${height}" preserveAspectRatio="none"/></svg>`;
};

/** The smallest kept file of a photo, for a thumbnail. */
const smallFile = (photo: ReadyPhoto): string =>
  photo.files.toSorted((a, b) => a.width - b.width)[0]?.key ?? photo.original.key;

export const largeFile = (photo: ReadyPhoto): string =>
  photo.files.toSorted((a, b) => b.width - a.width)[0]?.key ?? photo.original.key;

export const thumbnail = ({ fileUrl }: Pick<Draw, "fileUrl">, photo: ReadyPhoto, alt: string): Markup =>
  html`<img src="${fileUrl(smallFile(photo))}" alt="${alt}" width="${photo.original.width}" height="${photo.original.height}" loading="lazy" decoding="async">`;
