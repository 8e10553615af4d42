import type { CheerioAPI } from "cheerio";
import * as z from "zod";
import type { FoundPhoto } from "./photo-set.ts";
import { absolute } from "./srcset.ts";

const text = z.string().catch("");
const named = z.union([z.string(), z.object({ name: text }).transform(({ name }) => name)]).catch("");
const size = z
  .union([
    z.number(),
    z.string().transform((written) => Number.parseInt(written, 10)),
    z.object({ value: z.coerce.number() }).transform(({ value }) => value),
  ])
  .catch(0);
const imageSchema = z.object({
  url: text.optional(),
  contentUrl: text.optional(),
  caption: text.optional(),
  creditText: text.optional(),
  author: named.optional(),
  creator: named.optional(),
  copyrightHolder: named.optional(),
  width: size.optional(),
  height: size.optional(),
});

/** What a page's JSON-LD says of its article: pictures, author. Broken JSON-LD says nothing. */
export const readJsonLd = ($: CheerioAPI, url: string): { photos: FoundPhoto[]; author?: string } => {
  const nodes = $('script[type="application/ld+json"]')
    .toArray()
    .slice(0, 20)
    .flatMap((script) => nodesIn(parsed($(script).text())));
  const article = nodes.find((node) =>
    /(?:Article|BlogPosting|Report|ImageGallery|LiveBlogPosting)/.test(String(node["@type"])),
  );
  if (!article) return { photos: [] };
  const known = new Map(nodes.flatMap((node) => (typeof node["@id"] === "string" ? [[node["@id"], node]] : [])));
  const photos = [article.image ?? article.thumbnailUrl]
    .flat()
    .flatMap((image) => photoOf(resolved(image, known), url));
  const author = named.parse([article.author].flat()[0]);
  return { photos, ...(author && { author }) };
};

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** A document is one node, a list of them, or a graph. */
const nodesIn = (json: unknown): Node[] =>
  [json]
    .flat()
    .flatMap((each) =>
      isNode(each) ? [each, ...(Array.isArray(each["@graph"]) ? each["@graph"].filter(isNode) : [])] : [],
    );

const resolved = (image: unknown, known: ReadonlyMap<unknown, unknown>): unknown =>
  isNode(image) && typeof image["@id"] === "string" && !image.url ? (known.get(image["@id"]) ?? image) : image;

const photoOf = (image: unknown, baseUrl: string): FoundPhoto[] => {
  const said = typeof image === "string" ? { url: image } : imageSchema.safeParse(image).data;
  const url = absolute(said?.contentUrl || said?.url, baseUrl);
  if (!said || !url) return [];
  const { width, height, caption, creditText, author, creator, copyrightHolder } = said as z.infer<typeof imageSchema>;
  return [
    {
      candidates: [{ url, ...(width && { width }) }],
      ...(width && { width }),
      ...(height && { height }),
      caption,
      credit: creditText || creator || author || copyrightHolder,
      placement: "prose",
    },
  ];
};
