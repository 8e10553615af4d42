import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { hmacSha256 } from "./hmac.ts";

/** SHA-256 of node:crypto, as AWS's signer asks for it. */
export class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: unknown) {
    // The key of a day is bytes, and the same ones all day; what it is made from is a text.
    if (secret === undefined) this.#hash = createHash("sha256");
    else this.#hash = secret instanceof Uint8Array ? hmacSha256(secret) : createHmac("sha256", secret as string);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error("a hash is used once");
  }
}
