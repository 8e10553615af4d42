// The parts of the page: what is new of an answer is put into the page that stands.

const partsOf = (root) => root.querySelectorAll("[data-part]:not([data-part=notice])");

/** What tells the parts of this page from later ones, as the server wrote it: it answers those that are others. */
const prints = new Map();
const readPrints = (page) => {
  const written = page.querySelector("[data-prints]")?.dataset.prints ?? "";
  return new Map(written.split(" ").map((print) => [print.split("=")[0], print]));
};
export const knownPrints = () => [...prints.values()].join(" ") || "whole";

const equipment = [];
/** Has `work` done to every element of the selector, once: those that stand here, and those that come. */
export const onEach = (selector, work) => equipment.push([selector, work]);
export const equip = (root) => {
  for (const [selector, work] of equipment)
    for (const element of root.querySelectorAll(`${selector}:not([data-equipped])`)) {
      element.dataset.equipped = "";
      work(element);
    }
};

/** Opens everything that an element is folded into. */
export const unfold = (element) => {
  for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
};

/** Puts what is new of a page into this one, the form aside that somebody is typing in. `near` is a photo to look at. */
export const show = (page, near = "") => {
  const seen = page.querySelector("input[name=seen]")?.value;
  const now = readPrints(page);
  // The mail is under way while the rest is exchanged.
  for (const part of [...partsOf(document)].toSorted((a, b) => isFrame(b) - isFrame(a))) {
    const name = part.dataset.part;
    const fresh = page.querySelector(`[data-part="${name}"]`);
    if (!fresh) continue;
    if (isFrame(part)) showFrame(part, fresh, near);
    else if (name === "sizes") sizes = fresh;
    else exchange(part, fresh);
    if (now.has(name)) learn(name, now);
  }
  if (seen !== undefined) for (const field of document.querySelectorAll("input[name=seen]")) field.value = seen;
  if (!document.querySelector("iframe[data-waiting]")) showSizes();
  equip(document);
};

const isFrame = (part) => part.dataset.part === "frame";

/** What the mail weighs is asked for when the mail is seen: it must not hold it up. */
let sizes;
const showSizes = () => {
  if (sizes) document.querySelector("[data-part=sizes]").replaceWith(document.importNode(sizes, true));
  sizes = undefined;
};
document.addEventListener("desk:mail", showSizes);

/** The prints of a part and of its rows, as they are now. */
const learn = (name, now) => {
  const isOfPart = (key) => key === name || key.startsWith(`${name}/`);
  for (const key of prints.keys()) if (isOfPart(key)) prints.delete(key);
  for (const [key, print] of now) if (isOfPart(key)) prints.set(key, print);
};

const exchange = (part, fresh) => {
  const next = document.importNode(fresh, true);
  const typed = typedIn(part);
  // Rows that the server only names are those that stand here, with their pictures.
  for (const named of next.querySelectorAll("[data-kept]")) {
    const row = part.querySelector(`#${CSS.escape(named.id)}`);
    if (!row) return location.reload();
    if (!row.contains(typed)) named.replaceWith(row);
  }
  const open = [...part.querySelectorAll("details[open]")].map(({ id }) => id);
  const focusAgain = focusIn(part);
  if (!typed || !renewAround(part, next, typed)) part.replaceWith(next);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  focusAgain();
};

/** The form that somebody is typing in. */
const typedIn = (part) => {
  const field = document.activeElement;
  return part.contains(field) && field.matches("[data-saves] [name=text]") ? field.form : undefined;
};

/** Makes all of a part new but the form, or its row that has not changed: nothing that is typed there is touched. */
const renewAround = (part, next, form) => {
  const named = next.querySelector(`[data-kept]`);
  const stays = named ? document.getElementById(named.id) : form;
  const fresh = named ?? next.querySelector(`#${CSS.escape(form.elements.text.id)}`)?.form;
  if (!fresh || wayTo(part, stays) !== wayTo(next, fresh)) return false;
  for (let [now, then] = [part, next]; now !== stays; ) {
    const inner = [...now.children].find((child) => child.contains(stays));
    const nodes = [...then.childNodes];
    const at = nodes.findIndex((node) => node.contains(fresh));
    for (const node of [...now.childNodes]) if (node !== inner) node.remove();
    inner.before(...nodes.slice(0, at));
    inner.after(...nodes.slice(at + 1));
    [now, then] = [inner, nodes[at]];
  }
  return true;
};

const wayTo = (root, element) => (element === root ? "" : `${wayTo(root, element.parentElement)}/${element.tagName}`);

/**
 * Has what is focused in a part focused again when the part is another: the same by its id, or by its name in its row;
 * where it is gone, its row, the next row, the one before, or the heading.
 */
const focusIn = (part) => {
  const active = document.activeElement;
  if (!part.contains(active)) return () => {};
  const row = active.closest("li[id]");
  const rows = [row, row?.nextElementSibling, row?.previousElementSibling].map((each) => each?.id);
  return () => {
    const standing = rows.map((id) => id && document.getElementById(id));
    const place = document.querySelector(`[data-part="${part.dataset.part}"]`);
    const within = row ? standing[0] : place;
    const named = [...(within?.querySelectorAll(active.tagName) ?? [])].find((each) => nameOf(each) === nameOf(active));
    for (const element of [active.id && document.getElementById(active.id), named, ...standing].filter(Boolean)) {
      if (document.activeElement !== element) element.focus({ preventScroll: true });
      if (document.activeElement === element) return;
    }
    const heading = place?.querySelector("h2") ?? document.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
};

const nameOf = (element) => element.getAttribute("aria-label") ?? element.getAttribute("alt") ?? element.textContent;

/** The new mail is loaded behind the old one, so that nothing flashes. */
const showFrame = (part, fresh, near) => {
  const next = fresh.querySelector("iframe");
  const now = part.querySelector("iframe:not([hidden])");
  if (!next || !now || next.getAttribute("src") === now.dataset.src) return;
  for (const waiting of part.querySelectorAll("iframe[data-waiting]")) waiting.remove();
  const frame = document.importNode(next, true);
  frame.dataset.src = next.getAttribute("src");
  if (near) frame.src = `${frame.dataset.src}&near=${near}#in-${near}`;
  frame.dataset.waiting = "";
  frame.classList.add("waiting");
  frame.addEventListener("load", () => {
    delete frame.dataset.waiting;
    frame.classList.remove("waiting");
    for (const old of part.querySelectorAll("iframe")) if (old !== frame) old.remove();
    document.dispatchEvent(new Event("desk:mail"));
  });
  part.append(frame);
};

for (const frame of document.querySelectorAll("iframe.mail")) frame.dataset.src = frame.getAttribute("src");
for (const [name, print] of readPrints(document)) if (print) prints.set(name, print);
