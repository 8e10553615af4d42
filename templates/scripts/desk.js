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

equip(document);
if (location.hash) goTo();
document.documentElement.dataset.desk = "ready";
