import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import type { ListFile } from "../../functions/audience/open-lists.ts";

/** A list as a file, in any encoding. */
export const aList = (
  text: string,
  { name = "list.csv", zipped = false, bytes = Buffer.from(text) } = {},
): ListFile => ({
  name,
  zipped,
  bytes: bytes.length,
  open: async function* () {
    for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
  },
});

/** The ZIP of an export (APPNOTE 6.3.10), its parts deflated. */
export const aZip = (files: Readonly<Record<string, string>>): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const packed = deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, place, Buffer.from(name));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
};

/** Runs with the path of a file of these bytes. */
export const withFile = async <Result>(
  name: string,
  bytes: string | Uint8Array,
  use: (path: string) => Promise<Result>,
): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), "tearsheet-list-"));
  try {
    await writeFile(join(folder, name), bytes);
    return await use(join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
};

const mailchimpEnd = "LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS";
const mailchimpHead = "Email Address,First Name,Last Name,Address,Phone Number,Birthday";
const mailchimpProof = "MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP";
const mailchimpTail = `,,,,,,,"2021-05-01 08:00:00",1,abc,"two\nlines","""VIP"",""Blog"""`;

/** An audience of made-up people as Mailchimp exports it. */
export const mailchimpExport = {
  "subscribed_email_audience_export_0a1b2c3d4e.csv": [
    `"Email Address","First Name","Last Name",Address,"Phone Number",Birthday,${mailchimpProof},${mailchimpEnd}`,
    `ada@example.com,Ada,Lund,,,,2,"2019-04-05 06:07:08",203.0.113.77,"2019-04-05 06:10:00",203.0.113.78${mailchimpTail}`,
    `"Grace@Example.com",Grace,,"1 Quay St",,,4,,,"2020-01-02 03:04:05",198.51.100.9${mailchimpTail}`,
  ].join("\n"),
  "unsubscribed_email_audience_export_0a1b2c3d4e.csv": [
    `${mailchimpHead},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,${mailchimpProof},${mailchimpEnd}`,
    `left@example.com,Lea,Ft,,,,"2021-02-03 04:05:06",Hello,77,NORMAL,,2,"2018-01-01 00:00:00",192.0.2.1,"2018-01-01 00:01:00",192.0.2.1${mailchimpTail}`,
  ].join("\n"),
  "cleaned_email_audience_export_0a1b2c3d4e.csv": [
    `${mailchimpHead},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,${mailchimpProof},${mailchimpEnd}`,
    `bounced@example.com,Bo,Unced,,,,"2021-03-04 05:06:07",Hello,78,2,"2018-01-01 00:00:00",192.0.2.1,"2018-01-01 00:01:00",192.0.2.1${mailchimpTail}`,
  ].join("\n"),
  "nonsubscribed_email_audience_export_0a1b2c3d4e.csv": [
    `${mailchimpHead},${mailchimpProof},${mailchimpEnd}`,
    `buyer@example.com,Bu,Yer,,,,2,,,,${mailchimpTail}`,
  ].join("\n"),
};
