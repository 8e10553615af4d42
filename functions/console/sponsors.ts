import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { Conflict, InvalidInput } from "../core/errors.ts";
import { derivedId } from "../core/ids.ts";
import { type Sponsor, sponsorSchema } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { mostWords } from "../digest/sponsors.ts";
import type { SponsorPictureKept } from "../posts/picture-request.ts";
import { apiRoute } from "./api-route.ts";
import { changeSettings } from "./change-settings.ts";
import { newsletterPath, showPage } from "./console-page.ts";
import { mayAs } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import { newsletterOf } from "./newsletter-of.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";
import { spanOfDays, sponsorDays } from "./sponsor-days.ts";
import { sponsorForm, sponsorPicture, sponsorStyle } from "./sponsor-form.ts";
import { leadOn, toldOnce } from "./told-once.ts";

export type SponsorsDeps = {
  newsletters: Pick<NewsletterStore, "get" | "put">;
  /** Keeps a picture as the mail shows it. */
  sponsorPicture: (input: { sponsorId: string; bytes: Uint8Array }) => Promise<SponsorPictureKept>;
  fileUrl: (key: string) => string;
  publicUrl: string;
};

/** What the next page is told. */
const changes: ReadonlyMap<string | undefined, string> = new Map([
  ["sponsor-saved", "Saved. The draft has it within a minute."],
  ["sponsor-removed", "Taken out."],
]);

const route = `${consolePath}/newsletters/:newsletterId/sponsors`;

/** The sponsors of a newsletter with the days on which they run: everybody sees them, a sender changes them. */
export const sponsorsPart = (deps: SponsorsDeps): ConsolePart => {
  const change = async (newsletterId: string, version: number, sponsors: readonly unknown[]) => {
    const { newsletter } = await newsletterOf(deps, newsletterId);
    const wordy = z
      .array(sponsorSchema)
      .safeParse(sponsors)
      .data?.find(({ text }) => text.split(/\s+/).length > mostWords);
    if (wordy) throw new InvalidInput(`text: has more than ${mostWords} words`);
    const changed = await changeSettings(deps, { id: newsletter.id, version, settings: { ...newsletter, sponsors } });
    if (!changed.ok) throw new Conflict("the settings were changed meanwhile: open the page again");
    return changed.stored;
  };
  const pages = new Hono<ConsoleEnv>();
  pages.get(route, needs("viewer"), async (context) => {
    const { newsletter, version } = await newsletterOf(deps, context.req.param("newsletterId"));
    const may = mayAs(context.get("editor"), "sender");
    const told = changes.get(toldOnce(deps, context));
    const body = html`${told ? html`<p role="status">${told}</p>` : ""}<p>A sponsor stands after the stories, labelled, in every issue whose day is between its first and its last; at most two an issue.</p>
${newsletter.sponsors.length > 0 ? html`<ul class="rows">${newsletter.sponsors.map((each) => html`<li>${sponsorPicture(deps, each)}<b>${each.name}</b>: ${each.headline}<small>${sponsorDays(newsletter, each)}</small>${may ? html`<details><summary>Change</summary>${sponsorForm(context, newsletter, version, each)}</details>` : ""}</li>`)}</ul>` : html`<p class="secondary">None yet.</p>`}
${may ? html`<h2>Add a sponsor</h2>${sponsorForm(context, newsletter, version)}` : ""}`;
    return showPage(context, { title: "Sponsors", newsletter, body, style: sponsorStyle });
  });

  pages.post(route, needs("sender"), acts("sponsors.change"), async (context) => {
    const { newsletter } = await newsletterOf(deps, context.req.param("newsletterId"));
    const { picture, ...said } = await context.req.parseBody();
    const typed = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, String(value).trim()]));
    const id = typed.id || derivedId("sponsor", context.get("formDraw")).slice(0, 12);
    context.get("note")({ sponsorId: id });
    const before = newsletter.sponsors.find((each) => each.id === id);
    const others = newsletter.sponsors.filter((each) => each.id !== id);
    const saved = async () => {
      const { name, headline, text, url } = typed;
      const photo = await photoOf(deps, { id, typed, picture, before });
      const saved = { id, name, headline, text, url, ...spanOfDays(newsletter, typed), ...(photo && { photo }) };
      return before ? newsletter.sponsors.map((each) => (each.id === id ? saved : each)) : [...others, saved];
    };
    const sponsors = typed.do === "remove" ? others : await saved();
    await change(newsletter.id, Number(typed.version), sponsors);
    const told = typed.do === "remove" ? "sponsor-removed" : "sponsor-saved";
    return leadOn(deps, context, newsletterPath(newsletter.id, "sponsors"), told);
  });

  const answer = z.object({ sponsors: z.array(sponsorSchema), version: z.int() });
  const api = [
    apiRoute({
      method: "get",
      path: "/newsletters/:newsletterId/sponsors",
      role: "viewer",
      summary:
        "The sponsors, each shown in issues whose date is from `from` to before `until`; and the settings' version.",
      answer,
      handle: async ({ params }) => {
        const { newsletter, version } = await newsletterOf(deps, params.newsletterId);
        return { sponsors: newsletter.sponsors, version };
      },
    }),
    apiRoute({
      method: "put",
      path: "/newsletters/:newsletterId/sponsors",
      role: "sender",
      act: "sponsors.change",
      summary:
        "Replaces the sponsors over the version of the settings that was read; 409 when somebody changed them since.",
      body: answer,
      answer,
      handle: async ({ params, body }) => {
        const { newsletter, version } = await change(params.newsletterId, body.version, body.sponsors);
        return { sponsors: newsletter.sponsors, version };
      },
    }),
  ];
  return { pages, api };
};

/** A form is not larger than this in AWS, with what else is in it. */
const mostPictureBytes = 3 * 1024 * 1024;

/** The picture that a sponsor has once the form is saved: another, the one before, or none. */
const photoOf = async (
  deps: Pick<SponsorsDeps, "sponsorPicture">,
  {
    id,
    typed,
    picture,
    before,
  }: { id: string; typed: Record<string, string>; picture: unknown; before?: Sponsor | undefined },
): Promise<Sponsor["photo"]> => {
  const { alt = "" } = typed;
  if (picture instanceof File && picture.size > 0) {
    if (alt === "") throw new InvalidInput("the picture in words: is not to be empty");
    if (picture.size > mostPictureBytes) throw new InvalidInput("picture: is larger than 3 MB");
    const kept = await deps.sponsorPicture({ sponsorId: id, bytes: new Uint8Array(await picture.arrayBuffer()) });
    if (!kept.ok) throw new InvalidInput(`picture: ${pictureRefusals[kept.reason]}`);
    return { ...kept.file, alt };
  }
  if (typed.without === "yes" || !before?.photo) return undefined;
  return { ...before.photo, alt: alt || before.photo.alt };
};

const unreadable = "is no JPEG, PNG, WebP or AVIF";
const pictureRefusals: Record<Exclude<SponsorPictureKept, { ok: true }>["reason"], string> = {
  svg: unreadable,
  heic: unreadable,
  "unknown-format": unreadable,
  animated: "moves: a mail shows a still one",
  "too-many-pixels": "has more than 40 million pixels",
  "too-small": "is smaller than 64 px",
  broken: "is broken: it cannot be read to its end",
  "too-high": "is too high: at most 5 high to 4 wide",
};
