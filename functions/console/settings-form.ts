import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import type { Newsletter } from "../core/newsletter.ts";

/** The fields of a form, as they were typed. */
export type Typed = Readonly<Record<string, string>>;

/**
 * The settings that the page changes, by their path, as text. What is not among them (rights, sponsors and the like)
 * stays as it is; the API and `tearsheet newsletters edit` change everything.
 */
export const typedOf = ({ sender, cadence, brand, ...newsletter }: Newsletter): Typed => ({
  name: newsletter.name,
  language: newsletter.language,
  "sender.name": sender.name,
  "sender.address": sender.address,
  "sender.replyTo": sender.replyTo ?? "",
  postalAddress: newsletter.postalAddress ?? "",
  zone: newsletter.zone,
  "cadence.kind": cadence.kind,
  "cadence.time": cadence.time,
  "cadence.weekday": "weekday" in cadence ? String(cadence.weekday) : "6",
  "cadence.days": "days" in cadence ? cadence.days.join(" ") : "1 2 3 4 5",
  "cadence.day": "day" in cadence ? String(cadence.day) : "1",
  "cadence.nth": "nth" in cadence ? String(cadence.nth) : "1",
  sources: newsletter.sources.map(({ url, everyMinutes }) => `${url} ${everyMinutes}`).join("\n"),
  minimumPosts: String(newsletter.minimumPosts),
  whenThin: newsletter.whenThin,
  whenUnapproved: newsletter.whenUnapproved,
  whenEdited: newsletter.whenEdited,
  deadlineHours: String(newsletter.deadlineHours),
  nudgeHours: String(newsletter.nudgeHours),
  lateLimitHours: String(newsletter.lateLimitHours),
  editors: newsletter.editors.join("\n"),
  "webhook.url": newsletter.webhook?.url ?? "",
  "brand.accentLight": brand.accentLight,
  "brand.accentDark": brand.accentDark,
  "brand.logo.url": brand.logo?.url ?? "",
  "brand.logo.width": brand.logo ? String(brand.logo.width) : "",
  "brand.logo.height": brand.logo ? String(brand.logo.height) : "",
});

const dayOrLast = (said: string): number | string => (said.trim() === "last" ? "last" : Number(said));

/** The newsletter with what was typed, still to be checked by its schema. */
export const withTyped = (newsletter: Newsletter, typed: Typed): unknown => {
  const said = (name: string): string => (typed[name] ?? "").trim();
  const lines = (name: string): string[] =>
    said(name)
      .split(/\s*\n\s*/)
      .filter(Boolean);
  const logo = {
    url: said("brand.logo.url"),
    width: Number(said("brand.logo.width")),
    height: Number(said("brand.logo.height")),
  };
  const { logo: _, ...brand } = newsletter.brand;
  const { postalAddress: _address, webhook, ...rest } = newsletter;
  return {
    ...rest,
    name: said("name"),
    language: said("language"),
    sender: {
      name: said("sender.name"),
      address: said("sender.address"),
      ...(said("sender.replyTo") && { replyTo: said("sender.replyTo") }),
    },
    ...(said("postalAddress") && { postalAddress: said("postalAddress") }),
    zone: said("zone"),
    cadence: cadenceOf(said),
    sources: lines("sources").map((line) => {
      const [url, everyMinutes] = line.split(/\s+/);
      return { url, ...(everyMinutes && { everyMinutes: Number(everyMinutes) }) };
    }),
    minimumPosts: Number(said("minimumPosts")),
    whenThin: said("whenThin"),
    whenUnapproved: said("whenUnapproved"),
    whenEdited: said("whenEdited"),
    deadlineHours: Number(said("deadlineHours")),
    nudgeHours: Number(said("nudgeHours")),
    lateLimitHours: Number(said("lateLimitHours")),
    editors: lines("editors"),
    ...(said("webhook.url") && { webhook: { ...webhook, url: said("webhook.url") } }),
    brand: {
      ...brand,
      accentLight: said("brand.accentLight"),
      accentDark: said("brand.accentDark"),
      ...(logo.url && { logo }),
    },
  };
};

/** Only what the kind asks for: a weekday that stands in the form of a daily newsletter means nothing. */
const cadenceOf = (said: (name: string) => string): unknown => {
  const [kind, time] = [said("cadence.kind"), said("cadence.time")];
  const weekday = Number(said("cadence.weekday"));
  if (kind === "weekly") return { kind, weekday, time };
  if (kind === "weekdays")
    return {
      kind,
      days: said("cadence.days")
        .split(/[\s,]+/)
        .map(Number),
      time,
    };
  if (kind === "monthly") return { kind, day: dayOrLast(said("cadence.day")), time };
  if (kind === "monthly-weekday") return { kind, nth: dayOrLast(said("cadence.nth")), weekday, time };
  return { kind, time };
};

type Field = { name: string; label: string; hint?: string } & (
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

/** One field with what is in it; `wrong` says what the matter is. */
export const fieldOf = (field: Field, typed: Typed, wrong: string | undefined): Markup => {
  const value = typed[field.name] ?? "";
  const id = `f-${field.name}`;
  const state = html`id="${id}" name="${field.name}"${wrong ? html` aria-invalid="true"` : ""}${field.hint || wrong ? html` aria-describedby="${id}-hint"` : ""}`;
  const hint =
    field.hint || wrong
      ? html`<small id="${id}-hint">${wrong ? html`<strong>${wrong}</strong> ` : ""}${field.hint ?? ""}</small>`
      : "";
  return html`<p><label for="${id}">${field.label}</label>${control(field, state, value)}${hint}</p>`;
};

const control = (field: Field, state: Markup, value: string): Markup => {
  if ("options" in field)
    return html`<select ${state}>${field.options.map(([each, words]) => html`<option value="${each}"${each === value ? html` selected` : ""}>${words}</option>`)}</select>`;
  if (field.input === "lines") return html`<textarea ${state} rows="3">${value}</textarea>`;
  const step = field.input === "number" ? html` step="any" min="0"` : "";
  return html`<input type="${field.input}" ${state}${step} value="${value}">`;
};
