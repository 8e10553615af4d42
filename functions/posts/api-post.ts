import * as z from "zod";
import { derivedId } from "../core/ids.ts";
import { rightsSchema } from "../core/newsletter.ts";
import { toInstant } from "../core/time.ts";
import { excerptOf } from "./excerpt.ts";
import { parseHtml } from "./parse-html.ts";
import { type Photo, photoSchema } from "./photo.ts";
import { photoSet } from "./photo-set.ts";
import { pictureIdentity } from "./picture-address.ts";
import { plainField } from "./plain-field.ts";
import { oneLine } from "./plain-text.ts";
import { embedSchema, type IncomingPost, postId } from "./post.ts";

const instant = z.iso.datetime({ offset: true }).transform((written) => toInstant(written));
const line = (most: number) => z.string().transform(oneLine).pipe(z.string().max(most));
const field = (most: number) => z.string().transform(plainField).pipe(z.string().max(most));
const share = z.number().min(0).max(1);

const apiPhotoSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  caption: line(2000).optional(),
  alt: line(1000).optional(),
  credit: line(200).optional(),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  rights: rightsSchema.optional(),
  rightsUntil: instant.optional(),
  sensitive: z.boolean().optional(),
  focalPoint: z.strictObject({ x: share, y: share }).optional(),
});

/** The body of `PUT /posts/{guid}`: the words of a post, with `html` or with `paragraphs`, `photos` and `embeds`. */
export const apiPostSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2000),
    title: field(500).pipe(z.string().min(1, "is empty")),
    publishedAt: instant,
    updatedAt: instant.optional(),
    author: field(200).optional(),
    excerpt: line(1000).optional(),
    tags: z.array(line(100)).max(100).default([]),
    commentCount: z.int().min(0).optional(),
    language: z.string().max(35).optional(),
    sensitive: z.boolean().optional(),
    embargoUntil: instant.optional(),
    html: z.string().optional(),
    paragraphs: z.array(z.string().transform(oneLine)).optional(),
    photos: z.array(apiPhotoSchema).max(200).optional(),
    embeds: z.array(embedSchema.strict()).max(50).optional(),
  })
  .superRefine((post, context) => {
    const beside = (["paragraphs", "photos", "embeds"] as const).filter((name) => post[name] !== undefined);
    for (const name of post.html === undefined ? [] : beside)
      context.addIssue({ code: "custom", path: [name], message: "cannot stand beside html, which is read for it" });
    if (post.html === undefined && post.paragraphs === undefined)
      context.addIssue({ code: "custom", path: ["paragraphs"], message: "is needed, or html" });
    for (const [at, photo] of (post.photos ?? []).entries())
      if (post.photos?.findIndex(({ url }) => pictureIdentity(url) === pictureIdentity(photo.url)) !== at)
        context.addIssue({ code: "custom", path: ["photos", at, "url"], message: "is a picture named before" });
  });
export type ApiPost = z.output<typeof apiPostSchema>;

/** The post that a caller of the API describes. Throws `InvalidInput` for HTML that is too deep to be read. */
export const fromApi = (newsletterId: string, guid: string, { html, ...post }: ApiPost): IncomingPost => {
  const id = postId(newsletterId, guid);
  const content = html === undefined ? written(id, post) : read(id, html, post);
  const { language, title } = post;
  return { ...post, guid, ...content, excerpt: post.excerpt ?? excerptOf(content.paragraphs, { language, title }) };
};

type Content = Pick<IncomingPost, "paragraphs" | "photos" | "embeds">;

const written = (id: string, { paragraphs = [], photos = [], embeds = [] }: Omit<ApiPost, "html">): Content => ({
  paragraphs: paragraphs.filter((paragraph) => paragraph !== ""),
  photos: photos.map(
    (photo, position): Photo =>
      photoSchema.parse({
        ...photo,
        id: derivedId("photo", id, pictureIdentity(photo.url)),
        position,
        placement: "set",
      }),
  ),
  embeds,
});

const read = (id: string, html: string, { url, title, language }: Omit<ApiPost, "html">): Content => {
  const { paragraphs, photos, embeds } = parseHtml({ html, baseUrl: url, title, language });
  return { paragraphs, photos: photoSet(photos, id, title), embeds: embeds.slice(0, 50) };
};
