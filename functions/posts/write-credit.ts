import type { Sharp } from "sharp";
import type { PhotoMetadata } from "./photo-metadata.ts";

/** Of a picture's metadata, what goes with every file that we make of it. */
export type Authorship = Pick<PhotoMetadata, "creator" | "credit" | "copyright">;

/**
 * Writes creator, copyright and credit into the file that `picture` will become, as EXIF and as XMP, and nothing else:
 * the position, the device and all other metadata of the original stay behind.
 */
export const writeCredit = (picture: Sharp, { creator, credit, copyright }: Authorship): Sharp => {
  if (!creator && !credit && !copyright) return picture;
  return picture
    .withExif({ IFD0: { ...latin("Artist", creator), ...latin("Copyright", copyright) } })
    .withXmp(
      [
        `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">`,
        `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""`,
        ` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">`,
        creator ? `<dc:creator><rdf:Seq><rdf:li>${escaped(creator)}</rdf:li></rdf:Seq></dc:creator>` : "",
        copyright
          ? `<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escaped(copyright)}</rdf:li></rdf:Alt></dc:rights>`
          : "",
        credit ? `<photoshop:Credit>${escaped(credit)}</photoshop:Credit>` : "",
        `</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
      ].join(""),
    );
};

/** EXIF is ASCII: what is no Latin would become question marks there, and stands in XMP alone. */
const latin = (tag: string, text: string | undefined): Record<string, string> =>
  text && /^[\p{ASCII}\p{Script=Latin}\p{P}\p{S}]+$/u.test(text) ? { [tag]: text } : {};

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? "");
