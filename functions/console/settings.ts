import { type Context, Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { Conflict, InvalidInput } from "../core/errors.ts";
import { newsletterSchema } from "../core/newsletter.ts";
import type { NewsletterStore, StoredNewsletter } from "../core/newsletter-store.ts";
import { accentContrast } from "./accent-contrast.ts";
import { apiRoute } from "./api-route.ts";
import { changeSettings } from "./change-settings.ts";
import { newsletterPath, showPage, tokenField } from "./console-page.ts";
import { mayAs } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { cadenceStyle, fieldsets, labelOf } from "./settings-fields.ts";
import { fieldOf, type Typed, typedOf, withTyped } from "./settings-form.ts";
import { consolePath } from "./sign-in-paths.ts";
import { leadOn, toldOnce } from "./told-once.ts";

export type SettingsDeps = { newsletters: Pick<NewsletterStore, "get" | "put">; publicUrl: string };

/** What the form shows beside what is stored: what was typed, what is wrong with it, and what others stored meanwhile. */
type Shown = {
  stored: StoredNewsletter;
  typed: Typed;
  problems?: readonly string[];
  theirs?: Typed;
  isSaved?: boolean;
};

/** What the next page is told. */
const saved = "settings-saved";

const settingsPath = `${consolePath}/newsletters/:newsletterId/settings`;

/** A newsletter's settings: everybody sees them, an admin changes them. */
export const settingsPart = (deps: SettingsDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();

  pages.get(settingsPath, needs("viewer"), async (context) => {
    const stored = await newsletterOf(deps, context.req.param("newsletterId"));
    const isSaved = toldOnce(deps, context) === saved;
    return showSettings(context, { stored, typed: typedOf(stored.newsletter), isSaved });
  });

  pages.post(settingsPath, needs("admin"), acts("settings.change"), async (context) => {
    const stored = await newsletterOf(deps, context.req.param("newsletterId"));
    const form = await context.req.parseBody();
    const typed = Object.fromEntries(
      Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
    const { id } = stored.newsletter;
    try {
      const settings = withTyped(stored.newsletter, typed);
      const changed = await changeSettings(deps, { id, version: Number(typed.version), settings });
      if (changed.ok) return leadOn(deps, context, newsletterPath(id, "settings"), saved);
      const theirs = typedOf(changed.stored.newsletter);
      return showSettings(context, { stored: changed.stored, typed, theirs }, 409);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return showSettings(
        context,
        { stored: { ...stored, version: Number(typed.version) }, typed, problems: error.problems },
        400,
      );
    }
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/settings",
      role: "viewer",
      summary: "The settings of a newsletter, defaults included, and the version that whoever changes them must name.",
      answer: z.object({ newsletter: newsletterSchema, version: z.int() }),
      handle: ({ params }) => newsletterOf(deps, params.newsletterId),
    }),
    apiRoute({
      method: "put",
      path: "/newsletters/:newsletterId/settings",
      role: "admin",
      act: "settings.change",
      summary: "Replaces the settings over the version that was read; 409 when somebody changed them since.",
      body: z.object({ newsletter: z.unknown(), version: z.int() }),
      answer: z.object({ newsletter: newsletterSchema, version: z.int() }),
      handle: async ({ params, body }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        const changed = await changeSettings(deps, {
          id: newsletter.id,
          version: body.version,
          settings: body.newsletter,
        });
        if (!changed.ok) throw new Conflict(`the settings stand at version ${changed.stored.version}: read them again`);
        return changed.stored;
      },
    }),
  ];
  return { pages, api };
};

const showSettings = (context: Context<ConsoleEnv>, shown: Shown, status: 200 | 400 | 409 = 200) => {
  const { newsletter } = shown.stored;
  const body = html`${notices(shown)}
${shown.theirs ? both(shown.typed, shown.theirs) : ""}
${mayAs(context.get("editor"), "admin") ? form(context, shown) : listed(shown.typed)}`;
  return showPage(context, { title: "Settings", newsletter, body, style: cadenceStyle }, status);
};

const notices = ({ problems, theirs, isSaved }: Shown) => {
  if (problems) return html`<div role="alert"><p>Nothing was saved.</p><ul>${problems.map(told)}</ul></div>`;
  if (theirs)
    return html`<p role="alert">Somebody changed the settings while you did. Nothing of yours was saved: below is what differs, and then your version. Saving it replaces theirs.</p>`;
  return isSaved ? html`<p role="status">Saved.</p>` : "";
};

/** A problem by the name of its field, which it leads to. */
const told = (problem: string) => {
  const [, name = "", why = problem] = /^([\w.]+): (.*)$/s.exec(problem) ?? [];
  const label = labelOf(name);
  return label === name ? html`<li>${problem}</li>` : html`<li><a href="#f-${name}">${label}</a>: ${why}</li>`;
};

/** What differs between what was typed and what others stored meanwhile, side by side. */
const both = (typed: Typed, theirs: Typed) => {
  const differing = Object.keys(theirs).filter((name) => (typed[name] ?? "").trim() !== theirs[name]);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="What differs"><table><thead><tr><th scope="col">Setting</th><th scope="col">Yours</th><th scope="col">Theirs, as it stands</th></tr></thead><tbody>
${differing.map((name) => html`<tr><th scope="row">${labelOf(name)}</th><td>${typed[name] ?? ""}</td><td>${theirs[name]}</td></tr>`)}
</tbody></table></div>`;
};

const form = (context: Context<ConsoleEnv>, { stored, typed, problems = [] }: Shown) => {
  const wrong = (name: string): string | undefined => {
    const found = problems.find((problem) => problem.startsWith(`${name}:`) || problem.startsWith(`${name}.`));
    return found?.slice(found.indexOf(":") + 1).trim();
  };
  const ratios = accentContrast(stored.newsletter.brand).map(({ ratio }) => ratio.toFixed(1));
  return html`<form method="post" action="${newsletterPath(stored.newsletter.id, "settings")}" novalidate>${tokenField(context)}
<input type="hidden" name="version" value="${stored.version}">
${fieldsets.map(({ legend, fields }) => html`<fieldset><legend>${legend}</legend>${fields.map((field) => fieldOf(field, typed, wrong(field.name)))}</fieldset>`)}
<p><small>The accents that stand have a contrast of ${ratios.join(" and ")} to their grounds; text needs 4.5.</small></p>
<p><button>Save</button></p></form>
${stored.newsletter.webhook ? html`<p><a href="${newsletterPath(stored.newsletter.id, "webhook")}">The webhook: its secret, and what it was told</a></p>` : ""}`;
};

const listed = (typed: Typed) =>
  html`<dl>${Object.entries(typed)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => html`<dt>${labelOf(name)}</dt><dd>${value}</dd>`)}</dl>`;
