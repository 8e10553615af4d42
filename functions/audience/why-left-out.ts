import type { ListState } from "./list-state.ts";
import type { ReadList } from "./read-list.ts";

/** Why a list was left out whole, in words; it changed nothing. */
export const whyLeftOut = (list: Extract<ReadList, { ok: false }>): string => {
  if (list.reason === "empty") return "is empty";
  if (list.reason === "no-address") return "left out, it has no column of addresses";
  if (list.reason === "state-unsaid")
    return "left out, it does not say whether its people subscribed: say so when you import it";
  const speaks = `by its name or its columns it is a list of ${people[list.named]}`;
  return list.reason === "named"
    ? `left out, ${speaks}: say what its people are`
    : `left out, ${speaks}, and you said “${list.said}”: say the same, or give it another name`;
};

const people: Readonly<Record<ListState, string>> = {
  subscribed: "people who subscribed",
  unsubscribed: "people who left",
  bounced: "addresses that bounced",
  complained: "people who called mail spam",
  "not-subscribed": "people who never subscribed",
  unsaid: "people",
};
