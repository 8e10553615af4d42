import type { MediaNs } from "feedsmith";
import { isRatedAdult } from "./media-rating.ts";
import type { FoundPhoto } from "./photo-set.ts";
import { isPictureFile } from "./picture-address.ts";
import { absolute } from "./srcset.ts";

type Media = MediaNs.ItemOrFeed | undefined;
type Content = MediaNs.Content;
type Said = Pick<Content, "title" | "description" | "texts" | "credits" | "copyright">;

/** The pictures of Media RSS: every `media:content` that is one, with the caption, credit and rating nearest to it. */
export const mediaPictures = (media: Media, baseUrl: string): FoundPhoto[] => {
  const groups = media?.groups ?? [];
  const loose = (media?.contents ?? []).map((content) => ({ content, around: [media ?? {}] }));
  const grouped = groups.flatMap((group) =>
    (group.contents ?? []).map((content) => ({ content, around: [group, media ?? {}] })),
  );
  const pictures = [...loose, ...grouped].filter(({ content }) => isPicture(content));
  const addresses = new Set(pictures.map(({ content }) => content.url));
  return pictures.flatMap(({ content, around }) => {
    const found = pictureOf(content, addresses.size <= 2 ? [content, ...around] : [content], baseUrl);
    return rated(found, [content, ...around]);
  });
};

/** The thumbnails of Media RSS: stand-ins, for a post that has nothing else. */
export const mediaCovers = (media: Media, baseUrl: string): FoundPhoto[] => {
  const holders = [
    media,
    ...(media?.contents ?? []),
    ...(media?.groups ?? []).flatMap((group) => [group, ...(group.contents ?? [])]),
  ];
  return holders.flatMap((holder) =>
    (holder?.thumbnails ?? []).flatMap((thumbnail) => rated(pictureOf(thumbnail, [], baseUrl), [holder, media])),
  );
};

const rated = (photos: readonly FoundPhoto[], nearestFirst: Parameters<typeof isRatedAdult>[0]): FoundPhoto[] =>
  photos.map((photo) => ({ ...photo, ...(isRatedAdult(nearestFirst) && { sensitive: true }) }));

/** The words of Media RSS about the item as a whole. */
export const mediaText = (media: Media): string | undefined =>
  media?.description?.value ?? media?.groups?.[0]?.description?.value;

const isPicture = ({ url = "", medium, type, duration }: Content): boolean => {
  if (medium || type) return medium === "image" || /^image\/(?!svg)/i.test(type ?? "");
  return duration === undefined && isPictureFile(url);
};

const pictureOf = (
  { url, width, height }: Pick<Content, "url" | "width" | "height">,
  said: readonly Said[],
  baseUrl: string,
): FoundPhoto[] => {
  const address = absolute(url, baseUrl);
  if (!address) return [];
  const [own] = said;
  const description = said.map((each) => each.description?.value ?? each.texts?.[0]?.value).find(Boolean);
  return [
    {
      candidates: [{ url: address, ...(width && { width }) }],
      width,
      height,
      caption: description ?? own?.title?.value,
      alt: description ? own?.title?.value : undefined,
      credit: said.map(creditSaid).find(Boolean),
      placement: "prose",
    },
  ];
};

/** Photographer and agency where both have a part, else the first credit, else the copyright. */
const creditSaid = ({ credits = [], copyright }: Said): string | undefined => {
  const makers = credits.filter(
    ({ role = "", value }) => value && /^(?:photo|author|artist|agency|publishing|owner)/i.test(role),
  );
  const values = (makers.length > 0 ? makers : credits.slice(0, 1)).map(({ value }) => value);
  return [...new Set(values)].slice(0, 2).join("/") || copyright?.value;
};
