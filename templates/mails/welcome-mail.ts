import { html } from "hono/html";
import { cadenceWords } from "../../functions/core/cadence-words.ts";
import { derivedId } from "../../functions/core/ids.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import type { Rendition, Variant } from "../../functions/core/rendition.ts";
import type { Instant } from "../../functions/core/time.ts";
import { brand } from "../brand.ts";
import { pageWords } from "../pages/words.ts";
import { directionOf } from "../words.ts";
import { mailShell, quietStyle } from "./mail-shell.ts";

/**
 * The first mail after the confirmation: the latest issue with a word above it, or the word alone. As every mail to a
 * subscriber it has a way to leave.
 */
export const welcomeMail = (
  newsletter: Newsletter,
  { variant, issue, at }: { variant: Variant; issue: Rendition | undefined; at: Instant },
): Rendition => {
  const { language, words } = pageWords(newsletter);
  const welcome = words.welcomeText.replace("{cadence}", cadenceWords(newsletter.cadence, language));
  if (!issue) return wordAlone(newsletter, [welcome, words.welcomeNext], at);
  const body = issue.bodies[variant];
  const sentences = [welcome, words.welcomeIssue];
  const above = html`<div lang="${language}" dir="${directionOf(language)}" style="max-width:${brand.width.mail};margin:0 auto;box-sizing:border-box;padding:${space.medium};background:${light.text};color:${light.surface};font:${type.body.size}/${type.body.line} ${font.body}"><strong>${words.welcomeSubject}</strong><br>${sentences.join(" ")}</div>`;
  const withWord = {
    html: body.html.replace(/<body[^>]*>/, (tag) => tag + String(above)),
    text: `${words.welcomeSubject}\n${sentences.join(" ")}\n\n${body.text}`,
  };
  return { ...issue, subject: words.welcomeSubject, bodies: { everything: withWord, photos: withWord } };
};

const wordAlone = (newsletter: Newsletter, sentences: readonly string[], at: Instant): Rendition => {
  const { language, words } = pageWords(newsletter);
  const issueId = `${newsletter.id}-welcome`;
  const slot = (name: string) => derivedId(issueId, at, name);
  const sentinels = {
    unsubscribeUrl: slot("unsubscribe"),
    preferencesUrl: slot("preferences"),
    viewUrl: slot("view"),
  };
  const sender = newsletter.postalAddress ?? newsletter.name;
  const content = html`${sentences.map((sentence) => html`<p style="margin:0 0 ${space.medium}">${sentence}</p>`)}
<p class="quiet" style="margin:0 0 ${space.small};${quietStyle}"><a href="${sentinels.preferencesUrl}" style="color:${light.secondary}">${words.preferencesLink}</a> · <a href="${sentinels.unsubscribeUrl}" style="color:${light.secondary}">${words.unsubscribeButton}</a></p>
<p class="quiet" style="margin:0;${quietStyle}">${sender}</p>`;
  const markup = mailShell({ language, title: words.welcomeSubject, headline: words.welcomeSubject, content });
  const links = `${words.preferencesLink}: ${sentinels.preferencesUrl}\n${words.unsubscribeButton}: ${sentinels.unsubscribeUrl}`;
  const text = [words.welcomeSubject, ...sentences, `${links}\n`, `-- \n${sender}\n`].join("\n\n");
  const bodies = { html: markup, text };
  return {
    newsletterId: newsletter.id,
    issueId,
    revision: 1,
    subject: words.welcomeSubject,
    preheader: "",
    sentinels,
    bodies: { everything: bodies, photos: bodies },
    htmlBytes: bodies.html.length,
    photoBytes: 0,
    renderedAt: at,
  };
};

const { font, type, space } = brand;
const { light } = brand.colour;
