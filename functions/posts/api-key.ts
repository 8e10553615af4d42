import { createHash, timingSafeEqual } from "node:crypto";

/** An API key as it is kept: what it may change, and its SHA-256 in hexadecimal, never the key itself. */
export type ApiKey = { newsletterId: string; hash: string };

export const hashOfKey = (key: string): string => sha256(key).toString("hex");

/**
 * Says whose posts a request may change, by the key in `Authorization: Bearer …`. Takes the same time whichever key is
 * right and wherever a wrong one differs: hashes are compared, all of them.
 */
export const authorizeByKey =
  (keys: readonly ApiKey[]) =>
  (request: Request): { newsletterId: string } | undefined => {
    const [, presented = ""] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.get("authorization") ?? "") ?? [];
    const hash = sha256(presented);
    const right = keys.filter((key) => timingSafeEqual(hash, Buffer.from(key.hash, "hex")));
    return presented !== "" && right[0] ? { newsletterId: right[0].newsletterId } : undefined;
  };

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
