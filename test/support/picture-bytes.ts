/** What agencies write into a picture. */
export type Iptc = {
  caption?: string;
  byline?: string;
  credit?: string;
  copyright?: string;
  reference?: string;
  expiryDate?: string;
  expiryTime?: string;
};

const datasets: Record<keyof Iptc, number> = {
  caption: 120,
  byline: 80,
  credit: 110,
  copyright: 116,
  reference: 103,
  expiryDate: 37,
  expiryTime: 38,
};

const dataset = (record: number, number: number, bytes: Buffer): Buffer => {
  const head = Buffer.from([0x1c, record, number, 0, 0]);
  head.writeUInt16BE(bytes.length, 3);
  return Buffer.concat([head, bytes]);
};

/** A JPEG with an IPTC block (IIM in a Photoshop resource), in UTF-8 and saying so. */
export const withIptc = (jpeg: Uint8Array, iptc: Iptc): Buffer => {
  const fields = Object.entries(iptc).map(([name, text]) =>
    dataset(2, datasets[name as keyof Iptc], Buffer.from(text)),
  );
  const block = Buffer.concat([dataset(1, 90, Buffer.from("\x1b%G")), ...fields]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(block.length);
  const resource = Buffer.concat([
    Buffer.from("Photoshop 3.0\x008BIM\x04\x04\0\0", "latin1"),
    length,
    block,
    Buffer.alloc(block.length % 2),
  ]);
  const segment = Buffer.from([0xff, 0xed, 0, 0]);
  segment.writeUInt16BE(resource.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, resource, jpeg.subarray(2)]);
};

const fixed = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
};

const xyz = (...values: [number, number, number]): Buffer =>
  Buffer.concat([Buffer.from("XYZ \0\0\0\0"), ...values.map(fixed)]);

/** A colour profile with Adobe RGB's primaries and gamma, as small as ICC allows. */
export const adobeRgbProfile = (): Buffer => {
  const text = "Wide";
  const description = Buffer.concat([
    Buffer.from("desc\0\0\0\0\0\0\0"),
    Buffer.of(text.length + 1),
    Buffer.from(`${text}\0`),
  ]);
  const gamma = Buffer.from([...Buffer.from("curv\0\0\0\0"), 0, 0, 0, 1, 0x02, 0x33, 0, 0]);
  const tags: [string, Buffer][] = [
    ["desc", Buffer.concat([description, Buffer.alloc(95 - description.length)])],
    ["cprt", Buffer.from("text\0\0\0\0none\0\0\0\0")],
    ["wtpt", xyz(0.9505, 1, 1.0891)],
    ["rXYZ", xyz(0.60974, 0.31111, 0.01947)],
    ["gXYZ", xyz(0.20528, 0.62567, 0.06087)],
    ["bXYZ", xyz(0.14919, 0.06322, 0.74457)],
    ["rTRC", gamma],
    ["gTRC", gamma],
    ["bTRC", gamma],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length);
  let offset = 128 + table.length;
  const bodies = tags.map(([name, body], at) => {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    table.write(name, 4 + at * 12, "latin1");
    table.writeUInt32BE(offset, 8 + at * 12);
    table.writeUInt32BE(body.length, 12 + at * 12);
    offset += padded.length;
    return padded;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset);
  header.write("lcms", 4);
  header.writeUInt32BE(0x02100000, 8);
  header.write("mntrRGB XYZ ", 12);
  header.write("acsp", 36);
  Buffer.concat([fixed(0.9642), fixed(1), fixed(0.8249)]).copy(header, 68);
  return Buffer.concat([header, table, ...bodies]);
};
