import { html } from "hono/html";
import type { Markup } from "../../templates/pages/page.ts";
import { wallTime } from "../../templates/wall-time.ts";
import { newsWords } from "../calendar/news-words.ts";
import { isQuiet, unseenNews } from "../digest/issue-news.ts";
import type { Draw } from "./desk-parts.ts";
import { deskPath } from "./desk-paths.ts";

/**
 * What the program did to the issue by itself, until an editor has seen it or it is on its way; and what it left without,
 * until it is seen: an issue that goes as its window closes has no other hour to say it.
 */
export const newsPart = ({ desk, token, may }: Draw): Markup => {
  const { issue, newsletter } = desk;
  const unseen = unseenNews(issue).filter((news) => issue.state !== "handed-over" || isQuiet(news));
  const upTo = unseen
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
  if (upTo === undefined) return html`<div data-part="news" hidden></div>`;
  const action = deskPath({ newsletterId: issue.newsletterId, issueId: issue.id }, "seen");
  return html`<div class="news" role="status" data-part="news"><p>By itself, without an editor:</p><ul>${unseen.map(
    (news) => html`<li dir="auto">${newsWords(news).join(" ")} <small>${wallTime(newsletter, news.at)}</small></li>`,
  )}</ul>
${may.see ? html`<form method="post" action="${action}">${token}<input type="hidden" name="upTo" value="${upTo}"><button class="quiet small">Seen</button></form>` : ""}</div>`;
};
