// Words are saved as they are typed. A copy is kept here until they are, and nothing is written over undecided.
import { passes, tell } from "./desk-ask.js";
import { change } from "./desk-edits.js";
import { onEach, unfold } from "./desk-parts.js";

const typedForMs = 600;
const againAfterMs = 5000;
const deskUrl = location.pathname.replace(/\/(photos|posts|alt)(\/.*)?$/, "");

const fieldOf = (form) => form.elements.text;
const keyOf = (form) => `desk:${deskUrl}:${fieldOf(form).id}:${form.elements.photoId?.value ?? ""}`;
const formsIn = (root) => [...root.querySelectorAll("form[data-saves]")];
const formOf = (key, root = document) => formsIn(root).find((form) => keyOf(form) === key);

const plain = (text) => text.replaceAll("\r\n", "\n").trim();
const areAlike = (one, other) => plain(one) === plain(other);
const isUnsaved = (form) => !fieldOf(form).readOnly && !areAlike(fieldOf(form).value, form.elements.was.value);

/** What was typed, what stood there then, and what somebody else wrote there since, until it is decided. */
const copyOf = (key) => JSON.parse(localStorage.getItem(key) ?? "null") ?? undefined;
const keep = (key, copy) => localStorage.setItem(key, JSON.stringify(copy));
const forget = (key) => localStorage.removeItem(key);

const waits = new Map();
const saveAfter = (form, ms) => {
  const key = keyOf(form);
  clearTimeout(waits.get(key));
  waits.set(
    key,
    setTimeout(() => void save(form), ms),
  );
};

const save = (form) => {
  const key = keyOf(form);
  clearTimeout(waits.get(key));
  let sent = "";
  const request = () => {
    const now = formOf(key) ?? form;
    if (copyOf(key)?.theirs !== undefined) return undefined;
    if (!isUnsaved(now)) return forget(key);
    sent = fieldOf(now).value;
    keep(key, { text: sent, was: now.elements.was.value });
    say(key, "Saving…");
    return { form: now, fields: new URLSearchParams(new FormData(now)) };
  };
  return change(request, (outcome) => settle(formOf(key) ?? form, sent, outcome));
};

/** What became of words that were sent. A copy goes only when its words stand there. */
const settle = (form, sent, outcome) => {
  const key = keyOf(form);
  const { text } = copyOf(key) ?? { text: sent };
  const theirs = outcome.page?.querySelector("[data-stale] [data-theirs]")?.textContent;
  // What was sent before, and of which no answer came, may stand there already.
  const isThere = theirs !== undefined && areAlike(theirs, sent);
  if (outcome.became === "done" || isThere) {
    const stands = (outcome.page && formOf(key, outcome.page)?.elements.was.value) ?? sent;
    form.elements.was.value = stands;
    if (areAlike(fieldOf(form).value, sent) && !areAlike(sent, stands)) fieldOf(form).value = stands;
    if (areAlike(text, sent)) forget(key);
    else keep(key, { text, was: stands });
    const saved = `Saved ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
    told.delete(key);
    tell(isThere ? { became: "done", words: saved } : outcome);
    return say(key, saved);
  }
  keep(key, { text, was: form.elements.was.value, theirs });
  const words = whyUnsaved(outcome, theirs);
  if (told.get(key) !== words) tell(theirs === undefined ? { ...outcome, words, page: undefined } : outcome);
  told.set(key, words);
  say(key, words, true);
  if (passes(outcome)) saveAfter(form, againAfterMs);
};

const whyUnsaved = ({ became, words }, theirs) => {
  if (theirs !== undefined) return undecided;
  if (became === "unreachable") return "No connection: kept here, and saved when it is back.";
  if (became === "fault") return "Not saved yet: kept here, and tried again.";
  return `Not saved, and kept here. ${words}`;
};
const undecided = "Not saved: somebody wrote something else meanwhile.";

/** Why the last try failed: a try that fails again for the same reason is not told again. */
const told = new Map();

/** What is said under a field; it outlives its form. */
const says = new Map();
const say = (key, words, isWrong = false) => {
  says.set(key, { words, isWrong });
  const form = formOf(key);
  if (form) draw(form);
};

const draw = (form) => {
  const key = keyOf(form);
  const { words = "", isWrong = false } = says.get(key) ?? {};
  const output = form.querySelector("output");
  output.textContent = words;
  output.classList.toggle("wrong", isWrong);
  form.querySelector(".decide")?.remove();
  const copy = copyOf(key);
  if (copy?.theirs !== undefined) form.append(decision(form, key, copy));
};

/** Both versions under the field, and whose is to stand. */
const decision = (form, key, { text, theirs }) => {
  const field = fieldOf(form);
  const decided = (words) => {
    if (areAlike(words, theirs)) forget(key);
    else keep(key, { text: words, was: theirs });
    for (const each of [says, told]) each.delete(key);
    field.value = words;
    form.elements.was.value = theirs;
    draw(form);
    if (isUnsaved(form)) void save(form);
    field.focus();
  };
  const box = document.createElement("div");
  box.className = "decide";
  const said = document.createElement("p");
  said.dir = "auto";
  said.textContent = field.readOnly
    ? `Yours, not saved: “${text}”`
    : `There now: ${theirs ? `“${theirs}”` : "nothing"}`;
  const button = (words, work) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet small" });
    made.textContent = words;
    made.addEventListener("click", work);
    return made;
  };
  box.append(said);
  if (field.readOnly) box.append(button("Put mine away", () => decided(theirs)));
  else
    box.append(
      button("Take theirs", () => decided(theirs)),
      " ",
      button("Save mine", () => decided(field.value)),
    );
  return box;
};

/** What was typed and not saved when the form was left; where something else stands by now, somebody decides. */
const restore = (form) => {
  const key = keyOf(form);
  const copy = copyOf(key);
  const field = fieldOf(form);
  const stands = form.elements.was.value;
  if (copy && areAlike(copy.text, stands)) forget(key);
  else if (copy) {
    if (!field.readOnly) field.value = copy.text;
    const isOpen = !field.readOnly && copy.theirs === undefined && areAlike(copy.was, stands);
    if (isOpen) void save(form);
    else {
      keep(key, { ...copy, theirs: stands });
      const words = field.readOnly ? "Not saved: nothing can be changed here." : undecided;
      if (!says.has(key)) tell({ became: "refused", words: `Something that you wrote is still here. ${words}` });
      says.set(key, { words, isWrong: true });
      unfold(form);
    }
  }
  draw(form);
};
onEach("form[data-saves]", restore);

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-saves]");
  if (!form) return;
  const key = keyOf(form);
  keep(key, { ...copyOf(key), text: target.value, was: form.elements.was.value });
  clearTimeout(waits.get(key));
  // An emptied field asks for the words that were there before: it is saved when it is left.
  if (target.value.trim()) saveAfter(form, typedForMs);
});
document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-saves]");
  if (form) void save(form);
});
addEventListener("online", () => {
  for (const form of formsIn(document).filter(isUnsaved)) void save(form);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-saves]")) {
    event.preventDefault();
    return save(form);
  }
  const unsaved = () => formsIn(document).filter(isUnsaved);
  if (form.matches("[data-edit], [method=dialog]") || unsaved().length === 0) return;
  // What leaves the page (approving, above all) is about the words as they were typed.
  event.preventDefault();
  await Promise.all(unsaved().map(save));
  const [left] = unsaved();
  if (!left && form.isConnected) return form.requestSubmit(event.submitter);
  if (!left) return tell({ became: "refused", words: "Your words are saved. Look at the issue again, then do it." });
  if (copyOf(keyOf(left))?.theirs !== undefined)
    tell({ became: "refused", words: "Not done yet: decide first which words stand." });
  unfold(left);
  fieldOf(left).focus();
});
