// What the desk asks of the server, what became of it, and how that is told.

const longestMs = 30_000;

/**
 * Asks, and never throws. What became of it is "done", "refused" (the server says why), "signed-out", "forbidden",
 * "fault" (of the server) or "unreachable"; `words` say it, and `page` is what came with it.
 */
export const ask = async (url, options = {}) => {
  const address = new URL(url, location.href);
  const view = document.querySelector(".views [aria-current]")?.dataset.view;
  if (view) address.searchParams.set("view", view);
  const headers = { "x-desk": "whole", ...options.headers };
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(longestMs), ...options, headers });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { became: becameOf(answer), words: wordsIn(page), page };
  } catch {
    return { became: "unreachable", words: "No connection: that did not arrive. Do it again when it is back." };
  }
};

const becameOf = ({ ok, status }) =>
  ok ? "done" : status === 401 ? "signed-out" : status === 403 ? "forbidden" : status < 500 ? "refused" : "fault";

/** Whether it may well be done the next time, without anybody doing anything. */
export const passes = ({ became }) => became === "unreachable" || became === "fault";

/** A page of the desk has a notice; another says it in its heading and what stands first under it. */
const wordsIn = (page) => {
  const notice = page.querySelector("[data-part=notice]");
  const said = notice
    ? notice.querySelectorAll("p")
    : [page.querySelector("main h1"), page.querySelector("main > h1 ~ :is(p, ul)")];
  const words = [...said].map((each) => each?.textContent.trim() ?? "").filter(Boolean);
  if (words.length === 0) return "Something went wrong here: that was not done. Try it again.";
  return words.map((each) => (/[.?!]$/.test(each) ? each : `${each}.`)).join(" ");
};

/** Says what became of it in every notice of the page, also in an open dialog; the regions stay, so it is heard. */
export const tell = (outcome) => {
  const told = outcome.page?.querySelector("[data-part=notice]");
  for (const notice of document.querySelectorAll("[data-part=notice]"))
    for (const region of notice.children) {
      const role = region.getAttribute("role");
      const said = told ? told.querySelector(`[role=${role}]`).cloneNode(true) : plainly(outcome, role);
      region.replaceChildren(...said.childNodes);
    }
};

const plainly = ({ became, words }, role) => {
  const said = document.createDocumentFragment();
  if ((role === "status") !== (became === "done")) return said;
  const line = document.createElement("p");
  line.textContent = words;
  if (became === "signed-out" || became === "forbidden") {
    const again = document.createElement("a");
    again.href = location.pathname + location.search;
    again.textContent = became === "signed-out" ? "Sign in" : "Open the page again";
    line.append(" ", again);
  }
  said.append(line);
  return said;
};
