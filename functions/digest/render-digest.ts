import { digestHtml, digestText } from "../../templates/compiled/mail.js";
import type { MailView } from "./mail-view.ts";

export type Body = { html: string; text: string };

/** The HTML and the plain text of a mail, from the same view; content is data here and never a template. */
export const renderDigest = (view: MailView): Body => ({
  html: digestHtml(view),
  text: `${digestText(view)
    .replace(/\n{4,}/g, "\n\n\n")
    .trim()}\n`,
});
