// The run without waiting for whole pages: asks every two seconds whether anything changed. It works by reload, too.
const run = document.querySelector("[data-run]");
const everyMs = 2000;
let tag = "";

/** What lives is exchanged; what can be decided only when it is something else, so that nothing typed is lost. */
const show = (page) => {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!fresh || part.innerHTML === fresh.innerHTML) continue;
    const state = part.querySelector("#run-state");
    const next = fresh.querySelector("#run-state");
    if (!state || !next) {
      part.replaceWith(document.importNode(fresh, true));
      continue;
    }
    // The line itself stays, so that a change of it is announced and nothing else is.
    if (state.textContent !== next.textContent) state.textContent = next.textContent;
    while (state.nextSibling) state.nextSibling.remove();
    for (const node of [...next.parentNode.childNodes].slice([...next.parentNode.childNodes].indexOf(next) + 1))
      part.append(document.importNode(node, true));
  }
  const controls = document.querySelector("[data-controls]");
  const fresh = page.querySelector("[data-controls]");
  if (!controls || !fresh || controls.dataset.state === fresh.dataset.state) return;
  const open = [...controls.querySelectorAll("details[open]")].map(({ id }) => id);
  if (controls.contains(document.activeElement) && document.activeElement.matches("input")) return;
  controls.replaceWith(document.importNode(fresh, true));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
};

const ask = async () => {
  const answer = await fetch(run.dataset.run, { headers: { accept: "application/json", "if-none-match": tag } });
  if (answer.status === 401) return location.reload();
  if (answer.status >= 500) throw new Error("no answer");
  if (answer.status !== 200) return;
  tag = answer.headers.get("etag") ?? "";
  // It has begun since the page was opened.
  if (!document.querySelector("[data-controls]")) return location.reload();
  const page = await fetch(location.pathname, { headers: { accept: "text/html", "x-desk": "whole" } });
  if (page.ok) show(new DOMParser().parseFromString(await page.text(), "text/html"));
};

/** A connection that is gone comes back, or does not: the page shows what it knew, and says of when that is. */
const connection = Object.assign(document.createElement("p"), { className: "connection", role: "status" });
const say = (words) => {
  if (connection.textContent !== words) connection.textContent = words;
};

let heardAt = new Date();
const watch = async () => {
  try {
    if (!document.hidden) await ask();
    heardAt = new Date();
    say("");
  } catch {
    const time = heardAt.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    say(`No connection. This is how it stood at ${time}; it goes on by itself when the connection is back.`);
  }
  setTimeout(watch, everyMs);
};

if (run) {
  run.prepend(connection);
  await watch();
  document.documentElement.setAttribute("data-watching", "");
}
