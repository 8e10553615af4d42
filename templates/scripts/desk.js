// The desk without waiting for whole pages. Everything here works without it, by plain forms and links.
import Sortable from "/console/scripts/sortable.js";

const deskUrl = location.href.replace(/[?#].*$/, "").replace(/\/(photos|posts|alt)(\/.*)?$/, "");
const dialog = document.querySelector("#photo-dialog");
let queue = Promise.resolve();
let lastPhoto = "";

/** One change after the other: the later one has then seen the earlier. */
const inTurn = (work) => {
  queue = queue.then(work, work);
  return queue;
};

const partsOf = (root) => root.querySelectorAll("[data-part]");
const seenCount = () => document.querySelector("input[name=seen]")?.value ?? "0";

/** What tells the parts of this page from later ones, as the server wrote it: it answers those that are others. */
const prints = new Map();
const readPrints = (page) => {
  const written = page.querySelector("[data-prints]")?.dataset.prints ?? "";
  return new Map(written.split(" ").map((print) => [print.split("=")[0], print]));
};

/** Puts what is new of a page into this one; what somebody is typing in stays, and is asked for again. */
const show = (page) => {
  const seen = page.querySelector("input[name=seen]")?.value;
  const now = readPrints(page);
  // The mail is under way while the rest is exchanged.
  for (const part of [...partsOf(document)].toSorted((a, b) => isFrame(b) - isFrame(a))) {
    const name = part.dataset.part;
    const fresh = page.querySelector(`[data-part="${name}"]`);
    if (!fresh) continue;
    if (isFrame(part)) showFrame(part, fresh);
    else if (name === "sizes") sizes = fresh;
    else if (isTypedIn(part)) continue;
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
  if (sizes) exchange(document.querySelector("[data-part=sizes]"), sizes);
  sizes = undefined;
};
document.addEventListener("desk:mail", showSizes);

/** The prints of a part and of its rows, as they are now. */
const learn = (name, now) => {
  const isOfPart = (key) => key === name || key.startsWith(`${name}/`);
  for (const key of prints.keys()) if (isOfPart(key)) prints.delete(key);
  for (const [key, print] of now) if (isOfPart(key)) prints.set(key, print);
};

const isTypedIn = (part) => {
  const field = document.activeElement;
  return part.contains(field) && field.matches("[data-saves] [name=text]");
};

const exchange = (part, fresh) => {
  const open = [...part.querySelectorAll("details[open]")].map(({ id }) => id);
  const active = part.contains(document.activeElement) ? document.activeElement : undefined;
  const path = active && (active.id ? `#${CSS.escape(active.id)}` : pathOf(active));
  const next = document.importNode(fresh, true);
  // Rows that the server only names are those that stand here, with their pictures.
  for (const kept of next.querySelectorAll("[data-kept]")) {
    const row = part.querySelector(`#${CSS.escape(kept.id)}`);
    if (!row) return location.reload();
    kept.replaceWith(row);
  }
  part.replaceWith(next);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (path) document.querySelector(path)?.focus({ preventScroll: true });
};

/** The row that an element stands in, and what it does there. */
const pathOf = (element) => {
  const row = element.closest("li[id]");
  if (!row) return undefined;
  return element.matches(".grip") ? `#${CSS.escape(row.id)} .grip` : `#${CSS.escape(row.id)}`;
};

/** The new mail is loaded behind the old one, so that nothing flashes. */
const showFrame = (part, fresh) => {
  const next = fresh.querySelector("iframe");
  const now = part.querySelector("iframe:not([hidden])");
  if (!next || !now || next.getAttribute("src") === now.dataset.src) return;
  for (const waiting of part.querySelectorAll("iframe[data-waiting]")) waiting.remove();
  const frame = document.importNode(next, true);
  frame.dataset.src = next.getAttribute("src");
  if (lastPhoto) frame.src = `${frame.dataset.src}&near=${lastPhoto}#in-${lastPhoto}`;
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

const ask = async (url, options = {}) => {
  const known = [...prints.values()].join(" ") || "whole";
  const answer = await fetch(url, {
    ...options,
    headers: { accept: "text/html", "x-desk": known, ...options.headers },
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.url.includes("/sign-in")) location.reload();
  return { answer, page };
};

/** Sends a form's fields; the answer is this page as it is now. */
const send = (form, fields) =>
  inTurn(async () => {
    fields.set("seen", seenCount());
    lastPhoto = new URLSearchParams(fields.get("do") ?? "").get("withPhotoId") ?? fields.get("photoId") ?? "";
    const { answer, page } = await ask(form.action, { method: "POST", body: fields });
    show(page);
    document.dispatchEvent(new Event("desk:shown"));
    return answer;
  });

const refresh = () =>
  ask(location.href).then(({ page }) => {
    page.querySelector("[data-part=notice]")?.remove();
    show(page);
  });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-edit]") || event.submitter?.matches("[type=image]")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  if (form.matches("[data-saves]")) return save(form);
  const inDialog = dialog?.contains(event.submitter);
  const isSwap = inDialog && event.submitter.dataset.swap;
  if (isSwap) fields.set("back", location.pathname.endsWith("/photos") ? "/photos" : "");
  void send(form, fields).then(() => (isSwap ? dialog.close() : inDialog ? refresh() : undefined));
});

// Words are saved as they are typed, and kept here until they are.
const waits = new Map();
const keyOf = (form) => `desk:${deskUrl}:${form.querySelector("[name=text]").id}:${form.photoId?.value ?? ""}`;

const save = async (form) => {
  clearTimeout(waits.get(form));
  const field = form.querySelector("[name=text]");
  const output = form.querySelector("output");
  const text = field.value;
  if (text === form.was.value) return;
  output.className = "";
  output.textContent = "Saving…";
  try {
    const answer = await send(form, new URLSearchParams(new FormData(form)));
    if (!answer.ok) {
      output.className = "wrong";
      output.textContent = "Not saved: somebody changed it meanwhile. Both are shown above.";
      return;
    }
    form.was.value = text;
    localStorage.removeItem(keyOf(form));
    output.textContent = `Saved ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  } catch {
    output.className = "wrong";
    output.textContent = "No connection: kept here, and saved when it is back.";
    waits.set(
      form,
      setTimeout(() => void save(form), 5000),
    );
  }
};

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-saves]");
  if (!form) return;
  localStorage.setItem(keyOf(form), JSON.stringify({ text: target.value, was: form.was.value }));
  clearTimeout(waits.get(form));
  waits.set(
    form,
    setTimeout(() => void save(form), 600),
  );
});
addEventListener("online", () => {
  for (const form of waits.keys()) void save(form);
});

/** What was typed and not saved when the page was left. */
const restore = (form) => {
  const kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  const field = form.querySelector("[name=text]");
  if (!kept || field.readOnly || kept.text === field.value) return;
  field.value = kept.text;
  form.was.value = kept.was;
  void save(form);
};

// A photo in a dialog over the desk.
const openPhoto = async (href) => {
  if (!dialog) return false;
  const { page } = await ask(href);
  const part = page.querySelector('[data-part="photo"]');
  if (!part) return false;
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "close quiet small", textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(close, document.importNode(part, true));
  equip(dialog);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[data-strip] button:not([aria-disabled])")?.focus();
  return true;
};
dialog?.addEventListener("close", () => {
  dialog.replaceChildren();
  if (/^#photo-/.test(location.hash)) history.replaceState(null, "", location.pathname + location.search);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog], a.back");
  if (!link || event.metaKey || event.ctrlKey || !dialog) return;
  if (link.matches(".back")) {
    if (!dialog.contains(link)) return;
    event.preventDefault();
    return dialog.close();
  }
  event.preventDefault();
  void openPhoto(link.href);
});

/** What is clicked in the mail comes as a place of this page. */
const goTo = () => {
  const place = document.getElementById(location.hash.slice(1));
  if (!place?.matches("li")) return;
  for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  place.scrollIntoView({ block: "center" });
  const link = place.matches("[data-photo]") ? place.querySelector("a[data-dialog]") : undefined;
  if (link) void openPhoto(link.href);
  else {
    place.querySelector("details")?.setAttribute("open", "");
    place.focus();
  }
};
addEventListener("hashchange", goTo);

// The point that stays in the picture: by a tap, by arrow keys.
const pointAt = (input, x, y) => {
  const mark = input.parentElement.querySelector(".point");
  mark.hidden = false;
  mark.style.left = `${x * 100}%`;
  mark.style.top = `${y * 100}%`;
  Object.assign(input.dataset, { x, y });
};
const setPoint = (input, x, y) => {
  const within = (share) => Math.min(Math.max(share, 0), 1);
  pointAt(input, within(x), within(y));
  clearTimeout(waits.get(input));
  const go = () => {
    const fields = new URLSearchParams(new FormData(input.form));
    fields.set("x", input.dataset.x);
    fields.set("y", input.dataset.y);
    void send(input.form, fields).then(() => {
      dialog?.querySelector("input[type=image]")?.focus();
      if (dialog?.open) void refresh();
    });
  };
  waits.set(input, setTimeout(go, 120));
};
const focal = (input) => {
  if (input.dataset.x) pointAt(input, Number(input.dataset.x), Number(input.dataset.y));
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
};

/** Left and right go along a strip; Enter takes. */
const strip = (list) =>
  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const buttons = [...dialog.querySelectorAll("[data-strip] button")];
    event.preventDefault();
    buttons[buttons.indexOf(document.activeElement) + step]?.focus();
  });

// Order by dragging, and by arrow keys on the handle.
const move = (list, id, to) => {
  const form = document.querySelector("#desk-edits");
  const fields = new URLSearchParams(new FormData(form));
  const kind = list.dataset.sortable;
  fields.set("do", String(new URLSearchParams({ kind, [kind === "pin-post" ? "postId" : "photoId"]: id, to })));
  return send(form, fields);
};
const sortable = (list) => {
  Sortable.create(list, {
    handle: ".grip",
    animation: 120,
    forceFallback: true,
    onEnd: ({ item, oldIndex, newIndex }) => {
      if (oldIndex !== newIndex) void move(list, item.dataset.id, newIndex);
    },
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!step || !event.target.matches(".grip")) return;
    event.preventDefault();
    const item = event.target.closest("li");
    const to = [...list.children].indexOf(item) + step;
    if (to >= 0 && to < list.children.length) void move(list, item.dataset.id, to);
  });
};

/** What is not in the mail is fetched when somebody wants to see it. */
const load = (details) =>
  details.addEventListener("toggle", async () => {
    if (!details.open || details.querySelector("[data-rest]")) return;
    const { page } = await ask(details.dataset.load);
    const list = page.querySelector("[data-rest]");
    if (list) details.append(document.importNode(list, true));
  });

/** Every element is equipped once. */
const equip = (root) => {
  const each = (selector, work) => {
    for (const element of root.querySelectorAll(`${selector}:not([data-equipped])`)) {
      element.dataset.equipped = "";
      work(element);
    }
  };
  each("[data-sortable]", sortable);
  each("[data-strip]", strip);
  each("[data-load]", load);
  each("input[type=image]", focal);
  each("form[data-saves]", restore);
};

for (const frame of document.querySelectorAll("iframe.mail")) frame.dataset.src = frame.getAttribute("src");
for (const [name, print] of readPrints(document)) if (print) prints.set(name, print);
equip(document);
if (location.hash) goTo();
document.documentElement.dataset.desk = "ready";
