import { createRequire } from "node:module";
import sharp from "sharp";
import { drawings } from "./drawings.ts";
import { escapeMarkup } from "./markup.ts";
import { creditOf, photographs } from "./photographs.ts";
import { type CroppedPhoto, photos, type SamplePhotoName } from "./photos.ts";

const require = createRequire(import.meta.url);

/** Width and height of the JPEG of a photo, known without making it. */
export const sizeOf = (name: SamplePhotoName): { width: number; height: number } => {
  const photo = photos[name];
  if ("drawing" in photo) return { width: drawings[photo.drawing].width, height: drawings[photo.drawing].height };
  const { width, height, shrunkTo = width }: CroppedPhoto = photo;
  return { width: shrunkTo, height: Math.round((height * shrunkTo) / width) };
};

/**
 * The JPEG of a sample photo, no wider than `atMost`; by-line, credit, caption and reference are written into the file
 * as EXIF and XMP unless the photo is one that nobody owns up to.
 */
export const makePhoto = async (name: SamplePhotoName, atMost = Number.POSITIVE_INFINITY): Promise<Buffer> => {
  const photo = photos[name];
  const width = Math.min(sizeOf(name).width, atMost);
  if ("drawing" in photo)
    return sharp(Buffer.from(drawings[photo.drawing].svg)).resize({ width }).jpeg({ quality: 88 }).toBuffer();
  const cropped: CroppedPhoto = photo;
  const { left, top, height } = cropped;
  const picture = sharp(require.resolve(`${photographs[cropped.of].package}/data/image.jpg`))
    .extract({ left, top, width: cropped.width, height })
    .flop(cropped.mirrored ?? false)
    .resize({ width })
    .jpeg({ quality: 90 });
  if (cropped.uncredited) return picture.toBuffer();
  const { photographer, made } = photographs[cropped.of];
  return picture
    .withExif({
      IFD0: { Artist: photographer, Copyright: copyright, ImageDescription: `${cropped.caption} (${made})` },
    })
    .withXmp(xmp(cropped))
    .toBuffer();
};

const copyright = "Public domain (CC0). Digital image courtesy of the Getty's Open Content Program.";

const xmp = (photo: CroppedPhoto): string => {
  const text = (words: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeMarkup(words)}</rdf:li></rdf:Alt>`;
  const { of, left, top, width, height } = photo;
  return `<?xpacket begin="\u{feff}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
<dc:creator><rdf:Seq><rdf:li>${escapeMarkup(photographs[of].photographer)}</rdf:li></rdf:Seq></dc:creator>
<dc:rights>${text(copyright)}</dc:rights>
<dc:description>${text(photo.caption)}</dc:description>
<photoshop:Credit>${escapeMarkup(creditOf(of))}</photoshop:Credit>
<photoshop:TransmissionReference>NB-${of}-${left}-${top}-${width}-${height}</photoshop:TransmissionReference>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
};
