import { type Rendition, slotNames } from "../../functions/core/rendition.ts";
import { renderDigest } from "../../functions/digest/render-digest.ts";
import { viewMail } from "../../functions/digest/view-mail.ts";
import type { Personal } from "../../functions/mail/splice.ts";
import { aPersonal, aRendition } from "../support/mail.ts";
import { aRichMail } from "../support/mail-week.ts";

export const aReader = (n: number): Personal =>
  aPersonal({
    to: { name: n % 4 === 0 ? `Zoë Ångström ${n}` : `Reader ${n}`, address: `reader${n}@example.com` },
    links: {
      unsubscribeUrl: `https://flashbulb.example/unsubscribe/${`${n}AQEA`.padEnd(199, "x")}`,
      preferencesUrl: `https://flashbulb.example/preferences/${`${n}AQEB`.padEnd(199, "x")}`,
      viewUrl: "https://flashbulb.example/newsletters/flashbulb/issues/flashbulb-20261024T0600Z",
    },
  });

/** The real template's mail of a week, its stories over and over until it is as long as a busy week's. */
export const aWeeksRendition = (htmlBytes: number): Rendition => {
  const mail = aRichMail();
  const stories = mail.digest.blocks.find((block) => block.kind === "stories");
  let blocks = mail.digest.blocks;
  for (;;) {
    const body = renderDigest(viewMail({ ...mail, digest: { ...mail.digest, blocks } }, "everything"));
    if (body.html.length >= htmlBytes || !stories) {
      const sentinels = mail.links.slots;
      return aRendition({ sentinels, bodies: { everything: body, photos: body } });
    }
    blocks = [...blocks, stories];
  }
};

export const filled = (
  content: string,
  { sentinels }: Rendition,
  { links }: Personal,
  escaped: (value: string) => string,
) => slotNames.reduce((text, name) => text.replaceAll(sentinels[name], () => escaped(links[name])), content);
