import { wordsOf } from "../../templates/words.ts";
import { escapeHtml } from "../core/escape-html.ts";
import type { Rendition } from "../core/rendition.ts";

export type ArchiveInput = {
  rendition: Rendition;
  language: string;
  /** Whether a photo may be shown on the web now. */
  licensed: (photo: { postId: string; photoId: string }) => boolean;
  /** Whether it was taken down: its plate says nothing. */
  takenDown?: (photo: { postId: string; photoId: string }) => boolean;
  subscribeUrl: string;
};

/**
 * The mail as a web page: the stored rendition, in which the personal links have become one to subscribe, and photos not
 * licensed for the archive a plain plate of the same size. Throws when a sentinel is left.
 */
export const archivePage = ({ rendition, language, licensed, takenDown, subscribeUrl }: ArchiveInput): string => {
  const words = wordsOf(language);
  const unlicensed = (rendition.photos ?? []).filter((photo) => !licensed(photo));
  const withoutPhotos = unlicensed.reduce(
    (html, { url, width, height, ...photo }) =>
      html.replaceAll(imageAt(url), () =>
        plate(width, height, takenDown?.(photo) ? "" : escapeHtml(words.photoInMailOnly)),
      ),
    rendition.bodies.everything.html,
  );
  const html = withoutPhotos.replace(
    personalPart,
    (_, open: string) =>
      `${open}<a href="${escapeHtml(subscribeUrl)}" style="color:inherit">${escapeHtml(words.subscribe)}</a></p>`,
  );
  for (const sentinel of Object.values(rendition.sentinels))
    if (html.includes(sentinel)) throw new Error(`a personal link is left in the archive of ${rendition.issueId}`);
  return html;
};

/** `templates/partials/footer.mjml` marks what belongs to one reader. */
const personalPart = /(<p class="[^"]*\bpersonal\b[^"]*"[^>]*>).*?<\/p>/s;

const imageAt = (url: string): RegExp =>
  new RegExp(`<img [^>]*?src="${escapeHtml(url).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}"[^>]*>`, "g");

const plate = (width: number, height: number, words: string): string =>
  `<span style="display:block;box-sizing:border-box;width:100%;aspect-ratio:${width}/${height};padding:24px;` +
  `background:#4d5157;color:#fefdfc;font:14px/20px -apple-system,'Segoe UI',Helvetica,Arial,sans-serif">${words}</span>`;
