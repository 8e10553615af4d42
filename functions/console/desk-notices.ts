import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import type { Edit } from "../digest/edit.ts";
import type { Edited } from "../digest/edit-issue.ts";
import { isGoing } from "../digest/issue.ts";
import type { Undone } from "../digest/undo-edit.ts";
import type { Desk } from "./desk.ts";
import { timeOfDay } from "./desk-words.ts";
import type { Asked } from "./read-edit.ts";

/** What came of what was asked for: done, or refused and why. */
export type Notice = { kind: "status" | "alert"; words: string; unsaved?: Unsaved | undefined };

/** Words that somebody wrote and that were refused, beside those that stand; `isStale`: theirs came meanwhile. */
export type Unsaved = { mine: string; theirs: string | undefined; photoId: string | undefined; isStale: boolean };

/** What an approval and its like came to, in words; the key stands in the address that follows. */
export const notices = {
  correcting: "Paused, and open to be corrected. Nobody gets any of it before “Correct and continue”.",
  approved: "Approved. It can be taken back until the first mail leaves.",
  scheduled: "Approved, and scheduled.",
  sending: "Approved: it leaves within a minute.",
  "taken-back": "The approval is taken back; the issue is a draft again.",
  tested: "Sent as a test. It counts in no report.",
  skipped: "Skipped. Nothing of it goes out, and its posts wait for the next issue. It can be opened again below.",
  "skipped-let-go": "Skipped. Nothing of it goes out, and its posts go with it. It can be opened again below.",
  held: "Held. It goes only if somebody approves it.",
  "not-held": "It is not held any more: unapproved, the newsletter’s policy decides at its deadline.",
  "still-held": "No editor holds it any more, but its week is thin: it goes only if somebody approves it.",
  reopened: "Open again. It goes only if somebody approves it.",
  "taken-down": "Taken down: within ten minutes it is shown nowhere.",
  "put-back": "Put back: within ten minutes it is shown again, as far as its rights allow.",
} as const satisfies Record<string, string>;

export const refusals: Readonly<Record<string, string>> = {
  gone: "It is on its way already: nothing was changed.",
  "set-aside": "The issue was skipped or missed: nothing was changed.",
  empty: "There is nothing in the issue to approve.",
  changed: "It was changed since you looked. Look at it again, then approve it.",
  "already-sent": "Some of its posts went out with another issue meanwhile. They are out now; look at it again.",
  "not-approved": "It is not approved.",
  "not-open": "It is approved: take the approval back first.",
  "no-postal-address": "The newsletter has no postal address, and the law asks for one in every mail.",
  "gallery-full": "Nine highlights are in, all of them chosen by hand. Take one out first.",
  "not-in-mail": "That photo is no longer in the mail.",
  "is-lead": "It is the lead. Make another post the lead first.",
  "nothing-to-undo": "There is nothing to undo.",
  "unknown-post": "That post is no longer there.",
  "unknown-photo": "That photo is no longer there.",
  "too-large": "That is too long to be kept.",
  "no-address": "Say whom the test goes to.",
  "too-many": "A test goes to ten people at most.",
  "bad-address": "One of the addresses is none that mail can be sent to. Nothing was sent.",
  "suppressed-address": "One of the addresses is suppressed: nothing may be sent to it, and nothing was sent.",
  "tests-today": "You have sent fifty test mails today, and that is all of a day. Nothing was sent.",
  "sent-already": "That was sent already. It was not sent a second time.",
  "not-sent": "The test was not taken: see that the sender’s address is verified.",
  "not-set-aside": "It is neither skipped nor missed.",
  "time-over": "Its time is over: what it had is in the next issue, unless it was let go.",
  "nothing-left": "Other issues have its posts now: there is nothing left to open.",
  "too-late": "That is too late for this issue: its time is over by then.",
  "too-early": "That time is over already.",
  "window-open": "Its window is still open then. Only “Send now” sends it before the end of its window.",
};

/** Why an issue is not opened again, by the words above. */
export const reopenRefusals = {
  "not-set-aside": "not-set-aside",
  "too-late": "time-over",
  empty: "nothing-left",
} as const;

/** What the word stands for that an act came to. */
export const noticeNamed = (name: string): Notice | undefined => {
  if (Object.hasOwn(notices, name)) return { kind: "status", words: notices[name as keyof typeof notices] };
  return Object.hasOwn(refusals, name) ? { kind: "alert", words: refusals[name] ?? "" } : undefined;
};

/** What became of an edit, on the desk as it stands after it. */
export const noticeOf = (done: Edited | Undone, desk: Desk, asked: Asked): Notice => {
  if (!done.ok) return { kind: "alert", words: whyNot(done), unsaved: unsavedOf(done, desk, asked) };
  const approval = done.approvalTakenBack
    ? ". It asks for approval again."
    : isGoing(done.issue)
      ? ". It stays approved, and goes out so."
      : "";
  const words = `Saved ${timeOfDay(desk.newsletter, done.change.at)}: ${done.change.words}${approval}`;
  return { kind: "status", words };
};

type Refused = Exclude<Edited | Undone, { ok: true }>;

const whyNot = (done: Refused): string => {
  if (done.reason === "not-held") return `Nothing was changed: ${done.why}.`;
  if (done.reason !== "stale") return refusals[done.reason] ?? "Nothing was changed.";
  const change = "change" in done ? done.change : undefined;
  const who = change
    ? `${change.name ?? "Another editor"} did this meanwhile: ${change.words}.`
    : "It was changed meanwhile.";
  return `${who} Yours is not saved; do it again if it still holds.`;
};

const unsavedOf = ({ reason }: Refused, desk: Desk, asked: Asked): Unsaved | undefined => {
  if (!("edit" in asked) || !("text" in asked.edit)) return undefined;
  const { edit } = asked;
  const photoId = edit.kind === "words" ? edit.photoId : undefined;
  return { mine: edit.text ?? "", theirs: standingWords(desk, edit), photoId, isStale: reason === "stale" };
};

/** The words that stand where the edit would write. */
const standingWords = ({ issue, posts }: Desk, edit: Extract<Edit, { text: unknown }>): string | undefined => {
  if (edit.kind === "note") return issue.choices.note ?? "";
  if (edit.kind !== "words") return issue[edit.kind];
  const post = posts.get(edit.postId);
  const of = edit.photoId === undefined ? post : post?.photos.find(({ id }) => id === edit.photoId);
  return of && String((of as Partial<Record<string, unknown>>)[edit.field] ?? "");
};

/**
 * Where a page of the desk says what came of the last thing. Its two regions last, so that a change of their words is
 * heard; a script writes into them what the server's next answer has there.
 */
export const noticePart = (notice?: Notice): Markup => {
  const words = notice ? html`<p>${notice.words}</p>${notice.unsaved ? versions(notice.unsaved) : ""}` : "";
  const said = (kind: Notice["kind"]) => (notice?.kind === kind ? words : "");
  return html`<div class="notice" data-part="notice"><div role="status">${said("status")}</div><div role="alert">${said("alert")}</div></div>`;
};

const versions = ({ mine, theirs, isStale }: Unsaved): Markup =>
  html`<dl class="versions"${isStale ? html` data-stale` : ""}>${theirs === undefined ? "" : html`<dt>There now</dt><dd dir="auto" data-theirs>${theirs}</dd>`}<dt>Yours, not saved</dt><dd dir="auto">${mine}</dd></dl>`;
