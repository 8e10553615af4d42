import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Field } from "./settings-fields.ts";

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
