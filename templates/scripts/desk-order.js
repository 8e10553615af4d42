// Order by dragging, and by arrow keys on the handle.
import { change } from "./desk-edits.js";
import { onEach } from "./desk-parts.js";
import Sortable from "./sortable.js";

const move = (list, item, to) => {
  const form = document.querySelector("#desk-edits");
  const fields = new URLSearchParams(new FormData(form));
  const kind = list.dataset.sortable;
  const { id } = item.dataset;
  fields.set("do", String(new URLSearchParams({ kind, [kind === "pin-post" ? "postId" : "photoId"]: id, to })));
  return change(() => ({ form, fields }));
};

/** What was dragged and not moved goes back to where it was. */
const putBack = (list, item, at) => {
  const others = [...list.children].filter((each) => each !== item);
  list.insertBefore(item, others[at] ?? null);
};

onEach("[data-sortable]", (list) => {
  Sortable.create(list, {
    handle: ".grip",
    animation: 120,
    forceFallback: true,
    onEnd: async ({ item, oldIndex, newIndex }) => {
      if (oldIndex === newIndex) return;
      const outcome = await move(list, item, newIndex);
      if (outcome.became !== "done" && list.isConnected) putBack(list, item, oldIndex);
    },
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!step || !event.target.matches(".grip")) return;
    event.preventDefault();
    const item = event.target.closest("li");
    const to = [...list.children].indexOf(item) + step;
    if (to >= 0 && to < list.children.length) void move(list, item, to);
  });
});
