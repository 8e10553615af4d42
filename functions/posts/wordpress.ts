import * as z from "zod";
import type { FoundPhoto } from "./photo-set.ts";
import type { SourceFeed, SourceItem } from "./source-item.ts";
import { absolute } from "./srcset.ts";

const rendered = z
  .object({ rendered: z.string().catch("") })
  .partial()
  .catch({});

const mediaSchema = z
  .object({
    source_url: z.string(),
    alt_text: z.string(),
    caption: rendered,
    title: rendered,
    media_details: z
      .object({
        width: z.number(),
        height: z.number(),
        sizes: z
          .record(z.string(), z.object({ source_url: z.string(), width: z.coerce.number() }).partial().catch({}))
          .catch({}),
        image_meta: z.object({ credit: z.string(), copyright: z.string() }).partial().catch({}),
      })
      .partial()
      .catch({}),
  })
  .partial()
  .catch({});
type Media = z.infer<typeof mediaSchema>;

/** A post of `/wp-json/wp/v2/posts?_embed`; only what is read is named, and anything may be missing. */
const postSchema = z.object({
  id: z.number(),
  guid: rendered,
  link: z.string(),
  date: z.string().optional(),
  date_gmt: z.string().nullish(),
  modified_gmt: z.string().nullish(),
  title: rendered,
  content: rendered,
  excerpt: rendered.optional(),
  _embedded: z
    .object({
      author: z.array(z.object({ name: z.string() }).partial().catch({})).catch([]),
      "wp:featuredmedia": z.array(mediaSchema).catch([]),
      "wp:term": z
        .array(z.array(z.object({ name: z.string(), taxonomy: z.string() }).partial().catch({})).catch([]))
        .catch([]),
      replies: z.array(z.array(z.unknown()).catch([])).catch([]),
    })
    .partial()
    .catch({}),
});
type WordpressPost = z.infer<typeof postSchema>;

/** Whether a JSON document is a list of posts as WordPress's REST API gives it; an empty list is one without posts. */
export const isWordpress = (json: unknown): json is readonly unknown[] =>
  Array.isArray(json) && (json.length === 0 || json.some((each) => postSchema.safeParse(each).success));

/** A page of posts of WordPress's REST API. */
export const readWordpress = (json: readonly unknown[], url: string): SourceFeed => ({
  link: new URL("/", url).href,
  generator: "WordPress",
  authors: [],
  items: json.flatMap((each) => {
    const post = postSchema.safeParse(each);
    return post.success ? [wordpressItem(post.data, url)] : [];
  }),
});

const wordpressItem = (post: WordpressPost, url: string): SourceItem => {
  const embedded = post._embedded ?? {};
  const terms = (embedded["wp:term"] ?? []).flat();
  return {
    guid: post.guid.rendered || `${new URL(url).origin}/?p=${post.id}`,
    link: absolute(post.link, url),
    title: post.title.rendered,
    html: post.content.rendered,
    summary: post.excerpt?.rendered,
    published: [utc(post.date_gmt), post.date],
    updated: utc(post.modified_gmt),
    authors: (embedded.author ?? []).map(({ name }) => name),
    tags: terms.filter(({ taxonomy = "" }) => /^(?:category|post_tag)$/.test(taxonomy)).map(({ name }) => name),
    commentCount: embedded.replies?.[0]?.length,
    pictures: (embedded["wp:featuredmedia"] ?? []).flatMap((media) => featured(media, url)),
    covers: [],
    embeds: [],
  };
};

/** WordPress writes its UTC times without saying so. */
const utc = (written: string | null | undefined): string | undefined =>
  written && /^\d{4}-\d{2}-\d{2}T[\d:]+$/.test(written) ? `${written}Z` : (written ?? undefined);

const featured = (media: Media, url: string): FoundPhoto[] => {
  const details = media.media_details ?? {};
  const sizes = Object.values(details.sizes ?? {});
  const addresses = [{ source_url: media.source_url, width: details.width }, ...sizes];
  const candidates = addresses.flatMap(({ source_url, width }) => {
    const address = absolute(source_url, url);
    return address ? [{ url: address, ...(width && { width }) }] : [];
  });
  const { credit, copyright } = details.image_meta ?? {};
  return candidates.length > 0
    ? [
        {
          candidates,
          width: details.width,
          height: details.height,
          caption: media.caption?.rendered,
          alt: media.alt_text,
          credit: credit || copyright,
          placement: "prose",
        },
      ]
    : [];
};
