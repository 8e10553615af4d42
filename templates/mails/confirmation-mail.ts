import { html } from "hono/html";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { brand } from "../brand.ts";
import { pageWords } from "../pages/words.ts";
import { mailButton, mailShell, quietStyle } from "./mail-shell.ts";

export type SystemMailContent = { language: string; subject: string; text: string; html: string };

/** Asks one question. It advertises nothing and names nobody, because whoever typed the address may not be its owner. */
export const confirmationMail = (newsletter: Newsletter, confirmUrl: string): SystemMailContent => {
  const { words } = pageWords(newsletter);
  return questionMail(newsletter, confirmUrl, {
    subject: words.mailSubject,
    question: words.mailText,
    button: words.mailButton,
    ignore: words.mailIgnore,
  });
};

type Question = { subject: string; question: string; button: string; ignore: string };

/** A mail that asks one thing, with a button that leads to the page where it is answered. */
export const questionMail = (newsletter: Newsletter, url: string, asked: Question): SystemMailContent => {
  const { language, words } = pageWords(newsletter);
  const sender = newsletter.postalAddress ?? newsletter.name;
  const text = [asked.question, `${asked.button}:\n${url}`, asked.ignore, `-- \n${sender}`].join("\n\n");
  const content = html`<p style="margin:0 0 ${space.medium}">${asked.question}</p>
${mailButton(newsletter, url, asked.button)}
<p class="quiet" style="margin:0 0 ${space.small};${quietStyle}">${asked.ignore}</p>
<p class="quiet" style="margin:0 0 ${space.small};${quietStyle}">${words.mailAddress}<br><a href="${url}" dir="ltr" style="color:${light.secondary};word-break:break-all">${url}</a></p>
<p class="quiet" style="margin:0;${quietStyle}">${sender}</p>`;
  const { accentDark: darkButton } = newsletter.brand;
  const markup = mailShell({ language, title: asked.subject, headline: newsletter.name, content, darkButton });
  return { language, subject: asked.subject, text: `${text}\n`, html: markup };
};

const { space } = brand;
const { light } = brand.colour;
