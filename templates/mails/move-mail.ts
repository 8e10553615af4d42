import type { Newsletter } from "../../functions/core/newsletter.ts";
import { pageWords } from "../pages/words.ts";
import { questionMail, type SystemMailContent } from "./confirmation-mail.ts";

/** Asks one end of a change of address; neither learns the address of the other. */
export const moveMail = (newsletter: Newsletter, end: "old" | "new", url: string): SystemMailContent => {
  const { words } = pageWords(newsletter);
  return questionMail(newsletter, url, {
    subject: words.moveMailSubject,
    question: end === "old" ? words.moveMailOld : words.moveMailNew,
    button: words.moveMailButton,
    ignore: words.moveMailIgnore,
  });
};
