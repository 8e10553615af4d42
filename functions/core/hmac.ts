import { createHmac, createSecretKey, type Hmac, type KeyObject } from "node:crypto";

const known = new WeakMap<Uint8Array, KeyObject>();

/**
 * HMAC-SHA256 under a key, to be given what it is of. A key is looked at once, however often it is used: Node takes four
 * times as long over plain bytes as over its own kind of key. So its bytes must not change.
 */
export const hmacSha256 = (key: Uint8Array): Hmac => {
  const object = known.get(key) ?? createSecretKey(key);
  known.set(key, object);
  return createHmac("sha256", object);
};
