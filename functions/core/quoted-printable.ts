const carriageReturn = 13;
const lineFeed = 10;
const space = 32;
const tab = 9;
const equalsSign = 61;
const dot = 46;
/** RFC 2045 allows 76 characters a line; the last place is kept for the "=" of a soft break. */
const lineRoom = 75;
const hex = Buffer.from("0123456789ABCDEF");

/**
 * The bytes as quoted-printable (RFC 2045 §6.7): 7-bit, no line over 76 characters, every line break CRLF, no
 * whitespace before one, no dot at the start of a line (a careless SMTP hop would eat it). It starts at column 0 and
 * ends wherever the bytes end, so two results may be joined by a soft break, `=CRLF`, and still decode to the sum.
 */
export const quotedPrintable = (bytes: Uint8Array): Buffer => {
  const out = Buffer.allocUnsafe(longestEncoding(bytes.length));
  let at = 0;
  let column = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const next = bytes[i + 1];
    if (byte === carriageReturn && next === lineFeed) continue;
    if (byte === lineFeed) {
      out[at++] = carriageReturn;
      out[at++] = lineFeed;
      column = 0;
      continue;
    }
    let literal = isLiteral(byte, next);
    if (column + (literal ? 1 : 3) > lineRoom) {
      out[at++] = equalsSign;
      out[at++] = carriageReturn;
      out[at++] = lineFeed;
      column = 0;
    }
    if (byte === dot && column === 0) literal = false;
    if (literal) {
      out[at++] = byte;
      column += 1;
    } else {
      out[at++] = equalsSign;
      out[at++] = hex[byte >> 4] as number;
      out[at++] = hex[byte & 15] as number;
      column += 3;
    }
  }
  return out.subarray(0, at);
};

/** Every byte escaped, and a soft break for every 25 escapes of a line. */
const longestEncoding = (length: number): number => length * 3 + (Math.floor((length * 3) / (lineRoom - 2)) + 1) * 3;

const isLiteral = (byte: number, next: number | undefined): boolean => {
  if (byte === space || byte === tab) return next !== undefined && next !== lineFeed && next !== carriageReturn;
  return byte > space && byte < 127 && byte !== equalsSign;
};
