import { createHash } from "node:crypto";
import { type Claim, purposes, signToken, verifyToken } from "../../functions/core/signed-link.ts";
import { keyring } from "./audience.ts";

const nowSeconds = 1_800_000_000;
const claim: Claim = { purpose: "unsubscribe", subscriberId: "0".repeat(26), scope: "flashbulb.i", expiresAt: 0 };
const other = { signingKeyId: 1, keys: new Map([[1, Buffer.alloc(32, 9)]]) };

const noise = (seed: number, bytes: number): Buffer => {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, n) =>
    createHash("sha256").update(`${seed}.${n}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
};

/** Tokens to unsubscribe by that are not: random, cut off, expired, for another purpose, of another key, one bit changed. */
export function* badTokens(count: number): Generator<string> {
  for (let n = 0; n < count; n++) {
    const mine = { ...claim, subscriberId: noise(n, 13).toString("hex") };
    const good = (changes: Partial<Claim> = {}) => signToken(keyring, { ...mine, ...changes });
    switch (n % 6) {
      case 0:
        yield noise(n, 16 + (n % 80)).toString("base64url");
        break;
      case 1:
        yield good().slice(0, n % 82);
        break;
      case 2:
        yield good({ expiresAt: 1 + (n % nowSeconds) });
        break;
      case 3:
        yield good({ purpose: purposes[1 + (n % (purposes.length - 1))] ?? "view" });
        break;
      case 4:
        yield signToken(other, mine);
        break;
      default: {
        const bytes = Buffer.from(good(), "base64url");
        const at = n % bytes.length;
        bytes[at] = (bytes[at] as number) ^ (1 << (n % 8));
        yield bytes.toString("base64url");
      }
    }
  }
}

export const isAccepted = (token: string): boolean => verifyToken(keyring, "unsubscribe", token, nowSeconds).ok;

export const aGoodToken = (): string => signToken(keyring, claim);
