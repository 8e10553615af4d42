// Changes: one after the other, each with what became of it.
import { ask, tell } from "./desk-ask.js";
import { knownPrints, show } from "./desk-parts.js";

let queue = Promise.resolve();

/** The changes that an editor sees: those of an open photo are newer than those of the page behind it. */
const seenCount = () =>
  (document.querySelector("dialog[open] input[name=seen]") ?? document.querySelector("input[name=seen]"))?.value ?? "0";

/**
 * Makes a change when those before it are made, so that it has seen them: `request` gives, then, the form and its
 * fields, or nothing when there is nothing left to do. `settle` is told what became of it before the page shows it.
 */
export const change = (request, settle = tell) => {
  const work = async () => {
    const { form, fields } = request() ?? {};
    if (!form) return undefined;
    fields.set("seen", seenCount());
    const near = new URLSearchParams(fields.get("do") ?? "").get("withPhotoId") ?? fields.get("photoId") ?? "";
    const headers = { "x-desk": knownPrints() };
    const outcome = await ask(form.action, { method: "POST", body: fields, headers });
    settle(outcome);
    if (outcome.page) show(outcome.page, near);
    document.dispatchEvent(new Event("desk:shown"));
    return outcome;
  };
  const made = queue.then(work);
  queue = made.catch(() => undefined);
  return made;
};

/** A button of the page, or of a photo in the dialog: it is answered with both. */
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("form[data-edit]:not([data-saves])") || submitter?.matches("[type=image]")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, submitter));
  const photo = submitter?.closest("dialog [data-part=photo]");
  const isSwap = photo && submitter.dataset.swap;
  if (photo) fields.set("back", isSwap ? "" : `/photos/${photo.dataset.photoId}`);
  const outcome = await change(() => ({ form, fields }));
  if (isSwap && outcome.became === "done") document.querySelector("dialog[open]")?.close(isSwap);
});
