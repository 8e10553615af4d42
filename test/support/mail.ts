import { type Newsletter, newsletterSchema } from "../../functions/core/newsletter.ts";
import type { Rendition } from "../../functions/core/rendition.ts";
import { composeMime, type MailInput } from "../../functions/mail/compose-mime.ts";
import { type Personal, splice } from "../../functions/mail/splice.ts";

export const aNewsletter = (changes: Partial<Newsletter> = {}): Newsletter => ({
  ...newsletterSchema.parse({
    id: "flashbulb",
    name: "Flashbulb",
    zone: "Europe/Rome",
    cadence: { kind: "weekly", weekday: 6, time: "08:00" },
    sender: { name: "Flashbulb", address: "digest@news.flashbulb.example" },
    postalAddress: "Flashbulb, Via Margutta 12, 00187 Roma, Italy",
    listId: "weekly.flashbulb.example",
    siteUrl: "https://flashbulb.example",
  }),
  ...changes,
});

export const sentinels = {
  unsubscribeUrl: "u7k2m9q4x1v8b3n6c5z0a7s2d4",
  preferencesUrl: "p3f8h1j6l9w2e5r7t0y4i8o1g6",
  viewUrl: "v5b0n4m8k2j7h3g9f1d6s0a2q5",
};

const html = (body: string) =>
  `<!doctype html><html lang="en"><body>${body}<p><a href="${sentinels.viewUrl}">In your browser</a></p>\n` +
  `<p><a href="${sentinels.unsubscribeUrl}">Unsubscribe</a> · <a href='${sentinels.preferencesUrl}'>Preferences</a></p></body></html>\n`;

const text = (body: string) =>
  `${body}\n\n${sentinels.viewUrl}\nUnsubscribe: ${sentinels.unsubscribeUrl}\nPreferences: ${sentinels.preferencesUrl} .\n`;

/** A rendition with every slot in both parts; `body` stands in both. */
export const aRendition = (changes: Partial<Rendition> & { body?: string } = {}): Rendition => {
  const { body = "The week, in photographs — “caffè”, naïve, 東京 📷 {{name}} = 100 %.", ...rest } = changes;
  const bodies = { html: html(body), text: text(body) };
  return {
    newsletterId: "flashbulb",
    issueId: "flashbulb-20261024T0600Z",
    revision: 1,
    subject: "Rome, with the lights on",
    preheader: "Thirty photographs of the week",
    sentinels,
    bodies: { everything: bodies, photos: bodies },
    htmlBytes: bodies.html.length,
    photoBytes: 0,
    renderedAt: "2026-10-24T06:00:00.000Z",
    ...rest,
  };
};

export const aPersonal = (changes: Partial<Personal> = {}): Personal => ({
  to: { name: "Ada Lovelace", address: "ada@example.com" },
  deliveryId: "flashbulb-20261024T0600Z_3_0_17_1",
  links: {
    unsubscribeUrl: "https://flashbulb.example/unsubscribe/AQEA_token-of-ada",
    preferencesUrl: "https://flashbulb.example/preferences/AQEB_token-of-ada",
    viewUrl: "https://flashbulb.example/issues/flashbulb-20261024T0600Z",
  },
  ...changes,
});

export const aMailInput = (changes: Partial<MailInput> = {}): MailInput => ({
  newsletter: aNewsletter(),
  rendition: aRendition(),
  variant: "everything",
  at: "2026-10-24T06:00:00.000Z",
  ...changes,
});

export const aMessage = (input: Partial<MailInput> = {}, personal: Partial<Personal> = {}): Buffer =>
  splice(composeMime(aMailInput(input)), aPersonal(personal));
