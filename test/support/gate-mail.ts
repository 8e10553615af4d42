import { type Rendition, type SlotName, slotNames, type Variant } from "../../functions/core/rendition.ts";
import type { MailInput } from "../../functions/digest/mail-input.ts";
import { oneLine } from "../../functions/digest/mail-text.ts";
import { renderDigest } from "../../functions/digest/render-digest.ts";
import { viewMail } from "../../functions/digest/view-mail.ts";
import { composeMime } from "../../functions/mail/compose-mime.ts";
import { splice } from "../../functions/mail/splice.ts";
import type { Post } from "../../functions/posts/post.ts";
import type { GateMail } from "../gate/finding.ts";
import { slotSentinels } from "./mail-week.ts";

const links: Readonly<Record<SlotName, string>> = {
  unsubscribeUrl: "https://flashbulb.example/unsubscribe/AQEA_token",
  preferencesUrl: "https://flashbulb.example/preferences/AQEB_token",
  viewUrl: "https://flashbulb.example/newsletters/flashbulb/issues/flashbulb-20261121T0700Z",
};

const filled = (body: string): string =>
  slotNames.reduce((text, name) => text.replaceAll(slotSentinels[name], links[name]), body);

/** A mail as its reader gets it: rendered, and the personal parts in their places. */
export const aGateMail = (input: MailInput, variant: Variant = "everything"): GateMail => {
  const { html, text } = renderDigest(viewMail(input, variant));
  const rendition: Rendition = {
    newsletterId: input.newsletter.id,
    issueId: input.issueId,
    revision: 1,
    subject: oneLine(input.subject),
    preheader: oneLine(input.preheader),
    sentinels: slotSentinels,
    bodies: { everything: { html, text }, photos: { html, text } },
    htmlBytes: 0,
    photoBytes: 0,
    renderedAt: input.window.until,
  };
  const mime = composeMime({ newsletter: input.newsletter, rendition, variant, at: input.window.until });
  return {
    raw: splice(mime, { to: { address: "ada@example.com" }, deliveryId: `${input.issueId}_1`, links }),
    html: filled(html),
    text: filled(text),
    subject: rendition.subject,
    preheader: rendition.preheader,
    newsletterName: input.newsletter.name,
    content: [input.newsletter.name, input.newsletter.postalAddress, ...[...input.posts.values()].map(words)].join(
      "\n",
    ),
    sentinels: Object.values(slotSentinels),
  };
};

const words = (post: Post): string =>
  [post.title, post.excerpt, ...post.photos.flatMap(({ caption, alt, credit }) => [caption, alt, credit])].join("\n");
