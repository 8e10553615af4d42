import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Keyring, purposes, signToken, verifyToken } from "../../functions/core/signed-link.ts";
import { aGoodToken, badTokens, isAccepted } from "../support/bad-tokens.ts";

const keyring: Keyring = {
  signingKeyId: 2,
  keys: new Map([
    [1, Buffer.alloc(32, 1)],
    [2, Buffer.alloc(32, 2)],
  ]),
};
const claim = {
  purpose: "unsubscribe",
  subscriberId: "0abc",
  scope: "flashbulb-20261024T0600Z",
  expiresAt: 0,
} as const;

describe("signed links", () => {
  it("give back the claim they were made from, for every purpose and expiry", () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (purpose, expiresAt) => {
        const made = { purpose, subscriberId: "0abc", scope: "n.x", expiresAt };
        const now = expiresAt === 0 ? 9e9 : expiresAt - 1;
        expect(verifyToken(keyring, purpose, signToken(keyring, made), now)).toEqual({ ok: true, claim: made });
      }),
    );
  });

  it("still verify after the signing key was rotated", () => {
    const old = signToken({ ...keyring, signingKeyId: 1 }, claim);
    expect(verifyToken(keyring, "unsubscribe", old, 0)).toMatchObject({ ok: true });
  });

  it("are refused for another purpose, after their expiry, and by a keyring without their key", () => {
    const token = signToken(keyring, { ...claim, expiresAt: 100 });
    expect(verifyToken(keyring, "confirm", token, 0)).toEqual({ ok: false, reason: "forged" });
    expect(verifyToken(keyring, "unsubscribe", token, 100)).toMatchObject({ ok: false, reason: "expired" });
    const other = { signingKeyId: 1, keys: new Map([[1, Buffer.alloc(32, 1)]]) };
    expect(verifyToken(other, "unsubscribe", token, 0)).toEqual({ ok: false, reason: "forged" });
  });

  it("are refused with any one bit changed", () => {
    const bytes = Buffer.from(signToken(keyring, claim), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifyToken(keyring, "unsubscribe", forged.toString("base64url"), 0).ok).toBe(false);
    }
  });

  it("never throw and never accept what nobody signed", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        expect(verifyToken(keyring, "view", text, 0).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("are not accepted when random, cut off, expired, for another purpose, of another key or changed in a bit", () => {
    expect(isAccepted(aGoodToken())).toBe(true);
    expect([...badTokens(6_000)].filter(isAccepted)).toEqual([]);
  });

  it("are good before, while and after keys are rotated under load, and never by a key that was taken away", () => {
    const key = (id: number) => [id, Buffer.alloc(32, id)] as const;
    let ring: Keyring = { signingKeyId: 1, keys: new Map([key(1)]) };
    const tokens: string[] = [];
    const sign = (n: number) => tokens.push(signToken(ring, { ...claim, subscriberId: String(n) }));
    const allGood = () => tokens.every((token) => verifyToken(ring, "unsubscribe", token, 0).ok);
    for (let n = 0; n < 300; n++) {
      // First every verifier knows the new key, then somebody signs with it.
      if (n === 100) ring = { signingKeyId: 1, keys: new Map([key(1), key(2)]) };
      if (n === 200) ring = { ...ring, signingKeyId: 2 };
      sign(n);
      if (n % 20 === 0) expect(allGood()).toBe(true);
    }
    expect(allGood()).toBe(true);
    ring = { signingKeyId: 2, keys: new Map([key(2)]) };
    expect(tokens.map((token) => verifyToken(ring, "unsubscribe", token, 0).ok)).toEqual(
      tokens.map((_, n) => n >= 200),
    );
  });
});
