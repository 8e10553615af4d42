import { escapeHtml } from "../core/escape-html.ts";
import { bodyForNobody, type Rendition, type Variant } from "../core/rendition.ts";
import { type FrameImages, type FrameScheme, framedMail } from "../mail/framed-mail.ts";
import { photoAnchor, postAnchor } from "./desk-paths.ts";

export type DraftFrame = {
  rendition: Rendition;
  variant: Variant;
  scheme: FrameScheme;
  /** The page that the frame stands in; what is clicked in the mail is a place in it. */
  deskUrl: string;
  /** Ids of posts by the address that the mail links to. */
  postsByUrl: ReadonlyMap<string, string>;
  /** The photo at which the mail is opened, if not at its top. */
  near?: string | undefined;
};

/**
 * The draft as it will be sent, with its links leading to the places of the desk where what they stand on is changed:
 * a photo to the photo, a title to the post. The personal links lead nowhere yet. It is there when the pictures are that
 * are seen first; the others come as somebody goes to them, because a frame that may do nothing keeps no picture.
 */
export const framedDraft = ({ rendition, variant, scheme, deskUrl, postsByUrl, near }: DraftFrame): string => {
  const filled = bodyForNobody(rendition, { variant, part: "html", url: "#footer" });
  const photos = new Map((rendition.photos ?? []).map(({ url, photoId }) => [escapeHtml(url), photoId]));
  const withPhotos = filled.replace(
    /<a href="[^"]*"([^>]*)>(<img src="([^"]*)")/g,
    (whole, rest: string, image: string, src: string) => {
      const photoId = photos.get(src);
      if (photoId === undefined) return whole;
      return `<a target="_top" id="in-${photoId}" href="${escapeHtml(`${deskUrl}#${photoAnchor(photoId)}`)}"${rest}>${image}`;
    },
  );
  const posts = new Map([...postsByUrl].map(([url, postId]) => [escapeHtml(url), postId]));
  const withPosts = withPhotos.replace(
    /(<a )([^>]*?)href="([^"]*)"/g,
    (whole, open: string, rest: string, url: string) => {
      const postId = posts.get(url);
      return postId === undefined
        ? whole
        : `${open}target="_top" ${rest}href="${escapeHtml(`${deskUrl}#${postAnchor(postId)}`)}"`;
    },
  );
  return framedMail(withLatePictures(withPosts, near), scheme);
};

/** So many pictures stand on a first screen. */
const firstPictures = 3;

/** All pictures come when somebody goes to them, but for those at the top, or from the photo that is opened. */
const withLatePictures = (html: string, near: string | undefined): string => {
  const pictures = [...html.matchAll(/<img /g)];
  const opened = near === undefined ? -1 : html.indexOf(` id="in-${near}"`);
  const at = opened < 0 ? 0 : pictures.findIndex(({ index }) => index > opened);
  const first = Math.max(0, Math.min(at, pictures.length - firstPictures));
  let place = 0;
  return html.replace(/<img /g, (image) => {
    const isFirst = place >= first && place < first + firstPictures;
    place++;
    return isFirst ? image : `${image}loading="lazy" `;
  });
};

/** What the framed draft may do: show its style and pictures, and lead the page around it to another of its places. */
export const draftHeaders = (images: FrameImages): Record<string, string> => ({
  "content-security-policy": [
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src ${images === "on" ? "'self' http: https: data:" : "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
});
