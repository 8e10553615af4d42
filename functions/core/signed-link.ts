import { timingSafeEqual } from "node:crypto";
import { hmacSha256 } from "./hmac.ts";

/** What a link may be used for; a token made for one purpose is worth nothing for another. */
export const purposes = [
  "unsubscribe",
  "preferences",
  "confirm",
  "view",
  "form",
  "undo",
  "move-old",
  "move-new",
  "draft",
] as const;
export type Purpose = (typeof purposes)[number];

/** `newsletter` or `newsletter` + `.` + what the link is about; `expiresAt` in whole seconds since 1970, 0 = never. */
export type Claim = { purpose: Purpose; subscriberId: string; scope: string; expiresAt: number };

/** HMAC keys by their one-byte id: one signs, the others still verify, so that keys can be rotated. */
export type Keyring = { signingKeyId: number; keys: ReadonlyMap<number, Uint8Array> };

export type Verified =
  | { ok: true; claim: Claim }
  | { ok: false; reason: "malformed" | "forged" }
  /** Ours, and too late; the claim says what to offer instead. */
  | { ok: false; reason: "expired"; claim: Claim };

const version = 1;
const headerBytes = 7;
const macBytes = 16;
const maxTokenLength = 512;

/** An opaque URL-safe token for the claim; it never expires unless the claim says so, and holds no address. */
export const signToken = (keyring: Keyring, claim: Claim): string => {
  const head = Buffer.alloc(headerBytes);
  head.writeUInt8(version, 0);
  head.writeUInt8(keyring.signingKeyId, 1);
  head.writeUInt8(purposes.indexOf(claim.purpose), 2);
  head.writeUInt32BE(claim.expiresAt, 3);
  const body = Buffer.concat([head, Buffer.from(`${claim.subscriberId}\n${claim.scope}`)]);
  return Buffer.concat([body, mac(keyOf(keyring, keyring.signingKeyId), body)]).toString("base64url");
};

/** Says whether the token was made by one of our keys for this purpose; the comparison takes constant time. */
export const verifyToken = (keyring: Keyring, purpose: Purpose, token: string, nowSeconds: number): Verified => {
  if (token.length > maxTokenLength || !/^[\w-]+$/.test(token)) return { ok: false, reason: "malformed" };
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length < headerBytes + macBytes || bytes.toString("base64url") !== token)
    return { ok: false, reason: "malformed" };
  const body = bytes.subarray(0, -macBytes);
  const key = keyring.keys.get(body.readUInt8(1));
  if (body.readUInt8(0) !== version || !key) return { ok: false, reason: "forged" };
  if (!timingSafeEqual(mac(key, body), bytes.subarray(-macBytes))) return { ok: false, reason: "forged" };
  if (purposes[body.readUInt8(2)] !== purpose) return { ok: false, reason: "forged" };
  const expiresAt = body.readUInt32BE(3);
  const [subscriberId = "", scope = ""] = body.subarray(headerBytes).toString().split("\n");
  const claim = { purpose, subscriberId, scope, expiresAt };
  return expiresAt !== 0 && expiresAt <= nowSeconds ? { ok: false, reason: "expired", claim } : { ok: true, claim };
};

const keyOf = (keyring: Keyring, id: number): Uint8Array => {
  const key = keyring.keys.get(id);
  if (!key) throw new Error(`the keyring has no key ${id}`);
  return key;
};

const mac = (key: Uint8Array, body: Uint8Array): Buffer => hmacSha256(key).update(body).digest().subarray(0, macBytes);
