import { sizeOf } from "./make-photo.ts";
import { escapeMarkup, paragraphHtml } from "./markup.ts";
import { creditOf } from "./photographs.ts";
import { photos, type SamplePhoto } from "./photos.ts";
import { canonicalUrl } from "./posts.ts";
import type { Chaff, SampleBlock, SampleFigure, SamplePost } from "./sample-post.ts";

export const photoUrl = (origin: string, name: string): string => `${origin}/sample/photos/${name}.jpg`;

/** The words of a figure: its own, or else those of its photo; the credit as the source has it. */
export const wordsOf = (figure: SampleFigure): { caption: string; alt: string; credit: string | undefined } => {
  const photo: SamplePhoto = photos[figure.photo];
  const credit = "drawing" in photo || photo.uncredited ? undefined : creditOf(photo.of);
  return { caption: figure.caption ?? photo.caption, alt: figure.alt ?? photo.alt, credit };
};

/** The text of a post as the blog's software publishes it, with the chaff that the post is marked with. */
export const postHtml = (origin: string, post: SamplePost): string => {
  const parts = post.body.map((block) => blockHtml(origin, block, post.chaff ?? []));
  return [...parts, ...(post.chaff ?? []).map((kind) => addedBy(origin, post, kind))].join("\n");
};

const blockHtml = (origin: string, block: SampleBlock, chaff: readonly Chaff[]): string => {
  if (typeof block === "string") return `<p>${paragraphHtml(block, (target) => linkTo(origin, target))}</p>`;
  if ("figure" in block) return figureHtml(origin, block.figure, chaff);
  if ("set" in block) {
    const figures = block.set.map((figure) => figureHtml(origin, figure, chaff));
    return `<figure class="wp-block-gallery">\n${figures.join("\n")}\n</figure>`;
  }
  if ("video" in block)
    return `<iframe width="560" height="315" src="https://www.youtube.com/embed/${block.video.id}" title="${escapeMarkup(block.video.title)}" allowfullscreen></iframe>`;
  const { url, author, handle, text } = block.instagram;
  return `<blockquote class="instagram-media" data-instgrm-permalink="${url}" data-instgrm-version="14"><p>${escapeMarkup(text)}</p><a href="${url}">A post shared by ${escapeMarkup(author)} (@${handle})</a></blockquote><script async src="https://www.instagram.com/embed.js"></script>`;
};

const linkTo = (origin: string, target: string): string =>
  target.startsWith("post:") ? canonicalUrl(origin, target.slice(5)) : target;

const figureHtml = (origin: string, figure: SampleFigure, chaff: readonly Chaff[]): string =>
  `<figure class="wp-block-image">${imageHtml(origin, figure, chaff)}<figcaption>${captionHtml(figure, chaff)}</figcaption></figure>`;

const imageHtml = (origin: string, figure: SampleFigure, chaff: readonly Chaff[]): string => {
  const { width, height } = sizeOf(figure.photo);
  const url = photoUrl(origin, figure.photo);
  const rest = `alt="${escapeMarkup(wordsOf(figure).alt)}" width="${width}" height="${height}"`;
  if (chaff.includes("late"))
    return `<img class="lazyload" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" data-src="${url}" ${rest}>`;
  if (!chaff.includes("sizes")) return `<img src="${url}" ${rest}>`;
  const small = photoUrl(origin, `${figure.photo}-300x${Math.round((height * 300) / width)}`);
  return `<img src="${small}" srcset="${small} 300w, ${url} ${width}w" sizes="(max-width: 600px) 100vw, 600px" ${rest}>`;
};

const captionHtml = (figure: SampleFigure, chaff: readonly Chaff[]): string => {
  const { caption, credit } = wordsOf(figure);
  if (credit === undefined || chaff.includes("media")) return escapeMarkup(caption);
  if (chaff.includes("credit in caption")) return `${escapeMarkup(caption)} (Photo: ${escapeMarkup(credit)})`;
  return `${escapeMarkup(caption)} <span class="credit">Photo: ${escapeMarkup(credit)}</span>`;
};

const addedBy = (origin: string, post: SamplePost, kind: Chaff): string => {
  const url = canonicalUrl(origin, post.slug);
  if (kind === "shortcode") return `<p>[gallery ids="4468,4469,4471,4472" columns="2" link="file"]</p>`;
  if (kind === "pixel") return `<img src="${origin}/sample/pixel.gif?post=${post.slug}" width="1" height="1" alt="">`;
  if (kind === "share")
    return `<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="${url}?share=email">Email</a></li><li><a href="${url}?share=print">Print</a></li></ul><img class="avatar avatar-48" src="${origin}/sample/avatar.png" width="48" height="48" alt=""></div>`;
  return "";
};
