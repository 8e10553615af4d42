import type { Newsletter } from "../core/newsletter.ts";

/** A setting as the page asks for it; its name is its path. */
export type Field = { name: string; label: string; hint?: string } & (
  | { input: "text" | "email" | "url" | "time" | "number" | "color" | "lines" }
  | { options: readonly (readonly [value: string, words: string])[] }
);

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].map(
  (words, at) => [String(at + 1), words] as const,
);

/** The page's fields, in the order in which somebody would ask for them. */
export const fieldsets: readonly { legend: string; fields: readonly Field[] }[] = [
  {
    legend: "Who sends",
    fields: [
      { name: "name", label: "Name", input: "text" },
      { name: "sender.name", label: "Sender’s name", input: "text" },
      { name: "sender.address", label: "Sender’s address", input: "email" },
      { name: "sender.replyTo", label: "Answers go to", input: "email", hint: "the sender, when empty" },
      {
        name: "postalAddress",
        label: "Postal address",
        input: "text",
        hint: "the law asks for it: without one nothing is sent",
      },
      { name: "language", label: "Language", input: "text", hint: "such as en, it, pt-BR" },
    ],
  },
  {
    legend: "When",
    fields: [
      { name: "zone", label: "Time zone", input: "text", hint: "such as Europe/Rome" },
      {
        name: "cadence.kind",
        label: "An issue comes",
        options: [
          ["weekly", "every week"],
          ["daily", "every day"],
          ["weekdays", "on some days of the week"],
          ["monthly", "on a day of the month"],
          ["monthly-weekday", "on a weekday of the month"],
        ],
        hint: "a change holds from the issue after the open one",
      },
      { name: "cadence.time", label: "At", input: "time" },
      {
        name: "cadence.weekday",
        label: "Weekday",
        options: weekdays,
        hint: "for every week, and a weekday of the month",
      },
      { name: "cadence.days", label: "Days", input: "text", hint: "1 is Monday; for some days of the week" },
      { name: "cadence.day", label: "Day of the month", input: "text", hint: "1 to 31, or last" },
      { name: "cadence.nth", label: "Which weekday of the month", input: "text", hint: "1 to 4, or last" },
    ],
  },
  {
    legend: "What enters",
    fields: [
      {
        name: "sources",
        label: "Sources",
        input: "lines",
        hint: "a feed or a site a line, and every how many minutes",
      },
      { name: "minimumPosts", label: "An issue with fewer posts is thin", input: "number" },
      {
        name: "whenThin",
        label: "A thin issue is",
        options: [
          ["hold", "held for an editor"],
          ["skip", "skipped"],
          ["ask", "asked about"],
        ],
      },
    ],
  },
  {
    legend: "Approval",
    fields: [
      { name: "deadlineHours", label: "Hours that a closed issue waits for its editor", input: "number" },
      {
        name: "whenUnapproved",
        label: "Not approved by then, it is",
        options: [
          ["hold", "held"],
          ["send", "sent as it is"],
          ["skip", "skipped"],
        ],
      },
      {
        name: "whenEdited",
        label: "Edited after its approval, it",
        options: [
          ["approve-again", "needs a new approval"],
          ["stays-approved", "stays approved"],
        ],
        hint: "stays approved: whoever may edit changes what goes out",
      },
      { name: "nudgeHours", label: "Hours before that, editors are nudged", input: "number" },
      { name: "lateLimitHours", label: "Hours after that it may still go out", input: "number" },
      { name: "editors", label: "Who is nudged", input: "lines", hint: "an address a line" },
      {
        name: "webhook.url",
        label: "Webhook",
        input: "url",
        hint: "an https address that is told when an issue is drafted, approved and done; nobody when empty",
      },
    ],
  },
  {
    legend: "Look",
    fields: [
      { name: "brand.accentLight", label: "Accent in the light", input: "color" },
      { name: "brand.accentDark", label: "Accent in the dark", input: "color" },
      { name: "brand.logo.url", label: "Logo", input: "url", hint: "an address; the name is set in type when empty" },
      { name: "brand.logo.width", label: "Its width", input: "number", hint: "at most 400" },
      { name: "brand.logo.height", label: "Its height", input: "number", hint: "at most 40" },
    ],
  },
];

/** Shows what a kind of cadence asks for, and hides the rest, without script. */
export const cadenceStyle = Object.entries({
  weekly: ["weekday"],
  daily: [],
  weekdays: ["days"],
  monthly: ["day"],
  "monthly-weekday": ["weekday", "nth"],
} satisfies Record<Newsletter["cadence"]["kind"], string[]>)
  .map(([kind, shown]: [string, string[]]) => {
    const hidden = ["weekday", "days", "day", "nth"].filter((each) => !shown.includes(each));
    const fields = hidden.map((each) => `p:has([name="cadence.${each}"])`).join(",");
    return `form:has([name="cadence.kind"]>[value=${kind}]:checked) :is(${fields}){display:none}`;
  })
  .join("\n");

/** The label of a setting by its path, for a person. */
export const labelOf = (name: string): string =>
  fieldsets.flatMap(({ fields }) => fields).find((field) => field.name === name)?.label ?? name;
