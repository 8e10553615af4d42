// The desk without waiting for whole pages. Everything here works without it, by plain forms and links.
import { ask, tell } from "./desk-ask.js";
import { equip, onEach } from "./desk-parts.js";
import { goTo } from "./desk-photo.js";
import "./desk-order.js";
import "./desk-words.js";

/** What is not in the mail is fetched when somebody wants to see it. */
onEach("[data-load]", (details) =>
  details.addEventListener("toggle", async () => {
    if (!details.open || details.querySelector("[data-rest]")) return;
    const outcome = await ask(details.dataset.load);
    const list = outcome.page?.querySelector("[data-rest]");
    if (list) details.append(document.importNode(list, true));
    else tell(outcome);
  }),
);

/** A description is seen whole, and may be longer than a line. Enter accepts it here, too. */
onEach("input#alt-text", (line) => {
  const area = document.createElement("textarea");
  for (const { name, value } of line.attributes)
    if (name !== "type" && name !== "value") area.setAttribute(name, value);
  area.rows = 3;
  area.value = line.value;
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    area.form.requestSubmit();
  });
  line.replaceWith(area);
  area.focus();
});

equip(document);
if (location.hash) goTo();
document.documentElement.dataset.desk = "ready";
