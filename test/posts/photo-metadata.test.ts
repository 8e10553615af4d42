import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Photo } from "../../functions/posts/photo.ts";
import { readMetadata, withMetadata } from "../../functions/posts/photo-metadata.ts";
import { type Iptc, withIptc } from "../support/picture-bytes.ts";

const blank = () => sharp({ create: { width: 64, height: 64, channels: 3, background: "#888" } });
const jpeg = await blank().jpeg().toBuffer();

const readIptc = (iptc: Iptc) => readMetadata(new Uint8Array(withIptc(jpeg, iptc)));

const xmp = (description: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">${description}</rdf:Description></rdf:RDF></x:xmpmeta>`;

const readXmp = async (description: string) =>
  readMetadata(new Uint8Array(await blank().withXmp(xmp(description)).jpeg().toBuffer()));

const readExif = async (tags: Record<string, string>) =>
  readMetadata(new Uint8Array(await blank().withExif({ IFD0: tags }).jpeg().toBuffer()));

describe("the words of a picture's own metadata", () => {
  it("come from IPTC as agencies write it", () => {
    expect(
      readIptc({
        caption: "Två barn  vid\nsjön",
        byline: "Åsa Lind",
        credit: "TT Nyhetsbyrån",
        copyright: "© TT 2026",
        reference: "TT-20261024-0042",
        expiryDate: "20261231",
        expiryTime: "180000+0100",
      }),
    ).toEqual({
      caption: "Två barn vid sjön",
      creator: "Åsa Lind",
      credit: "Åsa Lind/TT Nyhetsbyrån",
      copyright: "© TT 2026",
      transmissionReference: "TT-20261024-0042",
      rightsUntil: "2026-12-31T17:00:00.000Z",
    });
  });

  it("come from XMP where there is no IPTC", async () => {
    const said = await readXmp(
      `<dc:creator><rdf:Seq><rdf:li>Ana</rdf:li><rdf:li>Ben</rdf:li></rdf:Seq></dc:creator>
       <dc:description><rdf:Alt><rdf:li xml:lang="x-default">On the quay &amp; after</rdf:li></rdf:Alt></dc:description>
       <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) 2026 Ana</rdf:li></rdf:Alt></dc:rights>
       <photoshop:TransmissionReference>REF1</photoshop:TransmissionReference>
       <Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Two people on a quay</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>`,
    );
    expect(said).toEqual({
      caption: "On the quay & after",
      alt: "Two people on a quay",
      creator: "Ana, Ben",
      credit: "Ana, Ben",
      copyright: "(c) 2026 Ana",
      transmissionReference: "REF1",
    });
  });

  it("come from EXIF where there is nothing else, and a copyright is a credit when there is no other", async () => {
    expect(await readExif({ ImageDescription: "The harbour at six", Artist: "Ana" })).toEqual({
      caption: "The harbour at six",
      creator: "Ana",
      credit: "Ana",
    });
    expect(await readExif({ Copyright: "Copyright 2019-2026 Jane Doe. All rights reserved." })).toMatchObject({
      credit: "Jane Doe",
    });
  });

  it.each([
    [{ byline: "Ana", credit: "Ana/Agency" }, "Ana/Agency"],
    [{ credit: "Agency" }, "Agency"],
    [{ byline: "Ana" }, "Ana"],
    [{ caption: "The red carpet. (Ana Gil/Getty Images)" }, "Ana Gil/Getty Images"],
    [{ caption: "Nothing of it" }, undefined],
  ])("name each maker once: %j is %j", (iptc, credit) => {
    expect(readIptc(iptc).credit).toBe(credit);
  });

  it.each(["OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM", "IMG_1234", "DSC01234.JPG", "untitled-3", "a-b-c.jpg"])(
    "are not what a camera wrote: %s",
    async (text) => {
      expect(await readExif({ ImageDescription: text })).toEqual({});
    },
  );

  it("are one line of plain text, whatever was written", () => {
    const { caption } = readIptc({ caption: "a\u0000b\r\nBcc: x\u202Egnp\u200F {{env}} <script>" });
    expect(caption).toBe("a b Bcc: xgnp {{env}} <script>");
    expect(readIptc({ caption: "x".repeat(9_000) }).caption).toHaveLength(2_000);
    expect(readIptc({ reference: "x".repeat(900) }).transmissionReference).toHaveLength(100);
  });

  it.each([
    ["20261024", "", "2026-10-24T23:59:59.000Z"],
    ["20261024", "120000-0530", "2026-10-24T17:30:00.000Z"],
    ["20261399", "", undefined],
    ["soon", "", undefined],
  ])("tell until when it may be shown: %s %s", (expiryDate, expiryTime, rightsUntil) => {
    expect(readIptc({ expiryDate, ...(expiryTime && { expiryTime }) }).rightsUntil).toBe(rightsUntil);
  });

  it("are none in a file that is broken, hostile or says nothing", async () => {
    const cut = new Uint8Array(withIptc(jpeg, { caption: "x" }).subarray(0, 40));
    const entities = `<!DOCTYPE a [<!ENTITY a "${"a".repeat(1_000)}"><!ENTITY b "${"&a;".repeat(1_000)}">]>`;
    const bomb = await blank()
      .withXmp(`${entities}${xmp("<dc:title>&b;</dc:title>")}`)
      .jpeg()
      .toBuffer();
    expect(readMetadata(new Uint8Array(jpeg))).toEqual({});
    expect(readMetadata(new Uint8Array())).toEqual({});
    expect(readMetadata(cut)).toEqual({});
    expect(readMetadata(new Uint8Array(bomb))).toEqual({});
    const large = withIptc(await blank().withXmp(xmp("<dc:creator>x</dc:creator>")).jpeg().toBuffer(), {
      byline: "Ana",
    });
    expect(readMetadata(new Uint8Array(large), 10e6)).toEqual({ creator: "Ana", credit: "Ana" });
  });
});

describe("endless metadata", () => {
  it("is not read: nine million bytes of it cost next to nothing", async () => {
    const segment = (text: Buffer) => {
      const head = Buffer.of(0xff, 0xe1, 0, 0);
      head.writeUInt16BE(text.length + 2, 2);
      return Buffer.concat([head, text]);
    };
    const guid = "A".repeat(32);
    const body = Buffer.from(
      xmp(`<dc:creator><rdf:Seq>${"<rdf:li>x</rdf:li>".repeat(500_000)}</rdf:Seq></dc:creator>`),
    );
    const extended = Array.from({ length: Math.ceil(body.length / 60_000) }, (_, at) => {
      const place = Buffer.alloc(8);
      place.writeUInt32BE(body.length);
      place.writeUInt32BE(at * 60_000, 4);
      const name = Buffer.from(`http://ns.adobe.com/xmp/extension/\0${guid}`);
      return segment(Buffer.concat([name, place, body.subarray(at * 60_000, (at + 1) * 60_000)]));
    });
    const main = `<rdf:Description xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"/>`;
    const packet = segment(Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp(main)}`));
    const file = Buffer.concat([jpeg.subarray(0, 2), packet, ...extended, jpeg.subarray(2)]);
    const startedAt = performance.now();
    expect(readMetadata(new Uint8Array(file))).toEqual({});
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe("a photo with its metadata", () => {
  const photo: Photo = { id: "p", position: 0, url: "https://a.example/a.jpg", placement: "set", files: [] };

  it("takes only what its post did not say, and notes what it took", () => {
    const metadata = {
      caption: "Theirs",
      credit: "Agency",
      creator: "Ana",
      copyright: "©",
      transmissionReference: "R",
    };
    expect(withMetadata({ ...photo, caption: "Ours" }, metadata)).toEqual({
      ...photo,
      caption: "Ours",
      credit: "Agency",
      transmissionReference: "R",
      fromFile: ["credit", "transmissionReference"],
    });
    expect(withMetadata(photo, {})).toBe(photo);
  });
});
