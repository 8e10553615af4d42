/** What feeds say of their items in vocabularies that the feed parser does not read. */
export type Extras = {
  /** The post's own address where `link` goes through a counter (FeedBurner, Pheedo). */
  address?: string | undefined;
  /** Pictures of `enc:enclosure` (RSS 1.0) and of an item's own `<image>`. */
  pictures: string[];
};

/** The extras of every item, in order; empty when the items cannot be told apart with certainty. */
export const extrasOf = (xml: string, items: number): Extras[] => {
  const pieces = xml.split(/<(?:item|entry)(?=[\s>])/).slice(1);
  return pieces.length === items ? pieces.map(extrasIn) : [];
};

const extrasIn = (item: string): Extras => {
  const address = item.match(/<(?:feedburner|pheedo):origLink>\s*(?:<!\[CDATA\[)?\s*(https?:[^<\]\s]{4,2000})/i)?.[1];
  const enclosures = [...item.matchAll(/<enc:enclosure\s([^<>]{0,2000})>/gi)]
    .map(([, attributes = ""]) => attributes)
    .filter((attributes) => /type\s*=\s*["']image\//i.test(attributes))
    .map((attributes) => attributes.match(/resource\s*=\s*["']([^"']+)["']/i)?.[1]);
  const image = item.match(/<image>\s*(?:<url>)?\s*(?:<!\[CDATA\[)?\s*(https?:[^<\]\s]{4,2000})/i)?.[1];
  const pictures = [...enclosures, image].filter((url) => url !== undefined).map(unescaped);
  return { pictures, ...(address && { address: unescaped(address) }) };
};

const unescaped = (address: string): string => address.replace(/&(?:amp|#38|#x26);/gi, "&");
