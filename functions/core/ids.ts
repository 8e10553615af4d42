import { createHash } from "node:crypto";
import { hmacSha256 } from "./hmac.ts";

/**
 * An id that the same parts always give, 26 characters of Crockford's base 32 (130 bits of SHA-256):
 * ids are derived and never drawn, so a repeated call meets the item it made before.
 * Parts are length-prefixed: `("ab", "c")` and `("a", "bc")` differ.
 */
export const derivedId = (...parts: readonly string[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return base32(hash.digest()).slice(0, 26);
};

/** 128 bits of HMAC-SHA256 as 26 characters: meaningless to whoever finds it without the key. */
export const keyedId = (key: Uint8Array, value: string): string =>
  base32(hmacSha256(key).update(value).digest().subarray(0, 16));

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

const base32 = (bytes: Uint8Array): string => {
  let out = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff_ffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet[(value >>> bits) & 31];
    }
  }
  return bits > 0 ? out + alphabet[(value << (5 - bits)) & 31] : out;
};
