import type { EncodedMail } from "./encoded-mail.ts";

/** The form of SendRawEmail (SES API 2010-12-01), byte for byte as AWS's client writes it, in a buffer of the pool's. */
export const rawForm = (mail: { source: string; destination: string; message: EncodedMail }): Buffer => {
  const envelope = `&Source=${escaped(mail.source)}&Destinations.member.1=${escaped(mail.destination)}`;
  const pieces = [start, ...mail.message.pieces, Buffer.from(envelope, "latin1")];
  const form = spareOf(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    form.set(piece, at);
    at += piece.length;
  }
  return form;
};

const spares: ArrayBufferLike[] = [];
const mostSpares = 50;
const spareStep = 1 << 16;

/** A buffer of `length`, used before if there is one: fresh memory costs ten times what filling it does. */
const spareOf = (length: number): Buffer => {
  const spare = spares.pop();
  if (spare && spare.byteLength >= length) return Buffer.from(spare, 0, length);
  return Buffer.from(new ArrayBuffer(Math.ceil(length / spareStep) * spareStep), 0, length);
};

/** Gives a form back that was answered as accepted: SES has read all of it, so nothing writes from it any more. */
export const reuseForm = (form: Buffer): void => {
  if (spares.length < mostSpares) spares.push(form.buffer);
};

const start = Buffer.from("Action=SendRawEmail&Version=2010-12-01&RawMessage.Data=", "latin1");

/** RFC 3986: what `encodeURIComponent` leaves, AWS escapes too. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
