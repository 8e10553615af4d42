import type { JsonFeed } from "feedsmith";
import type { FoundPhoto } from "./photo-set.ts";
import type { SourceFeed, SourceItem } from "./source-item.ts";
import { absolute } from "./srcset.ts";

/** JSON Feed 1.0 and 1.1. */
export const readJsonFeed = (feed: JsonFeed.Feed<string>, url: string): SourceFeed => ({
  title: feed.title,
  link: absolute(feed.home_page_url, url),
  language: feed.language,
  next: absolute(feed.next_url, url),
  authors: (feed.authors ?? []).map(({ name }) => name),
  items: (feed.items ?? []).map((item) => jsonItem(item, absolute(feed.home_page_url, url) ?? url)),
});

const jsonItem = (item: JsonFeed.Item<string>, site: string): SourceItem => {
  const link =
    absolute(item.url, site) ??
    absolute(item.external_url, site) ??
    (/^https?:/i.test(item.id ?? "") ? item.id : undefined);
  const images = (item.attachments ?? []).filter(({ mime_type = "" }) => /^image\/(?!svg)/i.test(mime_type));
  return {
    guid: item.id,
    link,
    title: item.title,
    html: item.content_html,
    plain: item.content_text,
    summary: item.summary,
    published: [item.date_published, item.date_modified],
    updated: item.date_modified,
    authors: (item.authors ?? []).map(({ name }) => name),
    tags: item.tags ?? [],
    pictures: [
      ...picture(item.image, link ?? site),
      ...images.flatMap(({ url, title }) => picture(url, link ?? site, title)),
    ],
    covers: picture(item.banner_image, link ?? site),
    embeds: [],
    language: item.language,
  };
};

const picture = (url: string | undefined, baseUrl: string, caption?: string): FoundPhoto[] => {
  const address = absolute(url, baseUrl);
  return address ? [{ candidates: [{ url: address }], caption, placement: "prose" }] : [];
};
