// A photo in a dialog over the desk: its strip, its focal point.
import { ask, tell } from "./desk-ask.js";
import { change } from "./desk-edits.js";
import { equip, onEach, unfold } from "./desk-parts.js";

const dialog = document.querySelector("#photo-dialog");

const openPhoto = async (href) => {
  const outcome = await ask(href);
  const part = outcome.page?.querySelector("[data-part=photo]");
  if (!part) return tell(outcome);
  dialog.querySelector("[data-place]").replaceChildren(document.importNode(part, true));
  equip(dialog);
  dialog.returnValue = part.dataset.photoId;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[data-strip] button:not([aria-disabled])")?.focus();
};

/** The photo is looked at where it stands in the page, or the one that stands there now. */
dialog?.addEventListener("close", () => {
  dialog.querySelector("[data-place]").replaceChildren();
  for (const region of dialog.querySelectorAll("[data-part=notice] > *")) region.replaceChildren();
  if (document.activeElement === document.body) document.getElementById(`photo-${dialog.returnValue}`)?.focus();
  if (/^#photo-/.test(location.hash)) history.replaceState(null, "", location.pathname + location.search);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog], a.back");
  if (!link || event.metaKey || event.ctrlKey || !dialog) return;
  if (link.matches(".back") && !dialog.contains(link)) return;
  event.preventDefault();
  if (link.matches(".back")) dialog.close();
  else void openPhoto(link.href);
});

/** What is clicked in the mail comes as a place of this page. */
export const goTo = () => {
  const place = document.getElementById(location.hash.slice(1));
  if (!place?.matches("li")) return;
  unfold(place);
  place.scrollIntoView({ block: "center" });
  const link = dialog && place.querySelector("a[data-dialog]");
  if (link) return void openPhoto(link.href);
  place.querySelector("details")?.setAttribute("open", "");
  place.focus();
};
addEventListener("hashchange", goTo);

// The point that stays in the picture: by a tap, by arrow keys.
const pointAt = (input, { x, y }) => {
  const mark = input.parentElement.querySelector(".point");
  mark.hidden = !x;
  mark.style.left = `${x * 100}%`;
  mark.style.top = `${y * 100}%`;
  Object.assign(input.dataset, { x, y });
};

const settledForMs = 120;
const waits = new WeakMap();
const setPoint = (input, x, y) => {
  const within = (share) => Math.min(Math.max(share, 0), 1);
  const before = waits.get(input)?.before ?? { x: input.dataset.x, y: input.dataset.y };
  clearTimeout(waits.get(input)?.timer);
  pointAt(input, { x: within(x), y: within(y) });
  const go = async () => {
    waits.delete(input);
    const fields = new URLSearchParams(new FormData(input.form));
    fields.set("x", input.dataset.x);
    fields.set("y", input.dataset.y);
    const outcome = await change(() => ({ form: input.form, fields }));
    if (outcome.became !== "done") pointAt(input, before);
  };
  waits.set(input, { before, timer: setTimeout(() => void go(), settledForMs) });
};

onEach("input[type=image]", (input) => {
  if (input.dataset.x) pointAt(input, input.dataset);
  input.addEventListener("click", (event) => {
    event.preventDefault();
    if (event.clientX === 0 && event.clientY === 0) return;
    const box = input.getBoundingClientRect();
    setPoint(input, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const [x, y] = [Number(input.dataset.x || 0.5), Number(input.dataset.y || 0.5)];
    setPoint(input, x + step[0] * 0.02, y + step[1] * 0.02);
  });
});

/** Left and right go along a strip; Enter takes. */
onEach("[data-strip]", (list) =>
  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const buttons = [...document.querySelectorAll("[data-strip] button")];
    event.preventDefault();
    buttons[buttons.indexOf(document.activeElement) + step]?.focus();
  }),
);
