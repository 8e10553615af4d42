import { type Newsletter, newsletterSchema } from "../../functions/core/newsletter.ts";
import { siteName } from "./feed.ts";

/** The sample newsletter, its blog being served under `origin`. */
export const sampleNewsletter = (origin: string): Newsletter =>
  newsletterSchema.parse({
    id: "nobody-blinked",
    name: siteName,
    language: "en",
    zone: "Europe/Rome",
    cadence: { kind: "weekly", weekday: 6, time: "08:00" },
    sender: {
      name: siteName,
      address: "saturday@nobody-blinked.example",
      replyTo: "letters@nobody-blinked.example",
    },
    postalAddress: "Nobody Blinked, Casa Editrice Lanterna, Via dell’Otturatore 12, 34121 Trieste, Italy",
    listId: "saturday.nobody-blinked.example",
    siteUrl: `${origin}/sample/`,
    sources: [{ url: `${origin}/sample/feed.xml` }],
    whenUnapproved: "send",
    brand: { accentLight: "#9c2f1b", accentDark: "#f2a188" },
    highlights: { minLongSide: 480, requireCredit: true },
    linkParameters: { utm_source: "nobody-blinked", utm_medium: "email", utm_campaign: "{issue}" },
    sponsors: [
      {
        id: "scaramuzza-boxes",
        name: "Bottega Scaramuzza",
        headline: "A box that closes with a sigh",
        text: "Two sisters in Gorizia make boxes for photographs: grey board, linen hinge, lid cut so close that the air has to ask. They hold forty prints and one secret. Readers who mention the cat get a label with their name on it, in Bruna’s handwriting.",
        url: "https://bottega-scaramuzza.example/boxes?from=nobody-blinked",
        from: "2026-10-10T06:00:00.000Z",
        until: "2026-11-07T07:00:00.000Z",
      },
    ],
  });
