import type { EncodedMail } from "./encoded-mail.ts";

/** The form of SendRawEmail (SES API 2010-12-01), byte for byte as AWS's client writes it. */
export const rawForm = (mail: { source: string; destination: string; message: EncodedMail }): Buffer => {
  const envelope = `&Source=${escaped(mail.source)}&Destinations.member.1=${escaped(mail.destination)}`;
  return Buffer.concat([start, ...mail.message.pieces, Buffer.from(envelope, "latin1")]);
};

const start = Buffer.from("Action=SendRawEmail&Version=2010-12-01&RawMessage.Data=", "latin1");

/** RFC 3986: what `encodeURIComponent` leaves, AWS escapes too. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
