/**
 * A message as it stands in the form that SES takes: base64 with the three characters escaped that a form gives another
 * meaning. The pieces joined are all of it; most are shared by every message of an issue.
 */
export type EncodedMail = { readonly pieces: readonly Buffer[] };

/** Encodes a message that was made for one person. */
export const encodeMail = (raw: Uint8Array): EncodedMail => ({ pieces: [formBase64(raw)] });

/** Padded at the end of the message only: every other piece is a multiple of three bytes long. */
export const formBase64 = (bytes: Uint8Array): Buffer => {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return Buffer.from(base64.replaceAll("+", "%2B").replaceAll("/", "%2F").replaceAll("=", "%3D"), "latin1");
};

/** What is equal in every message: its bytes, and their encoding from the first, second or third on, made once. */
export type Literal = { readonly bytes: Buffer; after(skipped: number): { encoded: Buffer; rest: Buffer } };

export const literalOf = (bytes: Buffer): Literal => {
  const made: { encoded: Buffer; rest: Buffer }[] = [];
  return {
    bytes,
    after(skipped) {
      const end = bytes.length - ((bytes.length - skipped) % 3);
      made[skipped] ??= { encoded: formBase64(bytes.subarray(skipped, end)), rest: bytes.subarray(end) };
      return made[skipped];
    },
  };
};
