import { hkdfSync } from "node:crypto";
import type { Keyring } from "../core/signed-link.ts";

/**
 * The 32 bytes that seal what a browser keeps for us while it is at the provider: of the key that signs links, but not
 * to be computed back to it. After a rotation a sign-in under way is begun again.
 */
export const attemptKeyOf = ({ keys, signingKeyId }: Keyring): Uint8Array => {
  const key = keys.get(signingKeyId);
  if (!key) throw new Error("the keyring has no key that signs");
  return new Uint8Array(hkdfSync("sha256", key, "", "console sign-in", 32));
};
