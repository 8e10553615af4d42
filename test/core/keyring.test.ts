import { describe, expect, it } from "vitest";
import { parseKeyring } from "../../functions/core/keyring.ts";
import { signToken, verifyToken } from "../../functions/core/signed-link.ts";

const one = "a".repeat(64);
const two = "b".repeat(64);
const claim = { purpose: "unsubscribe", subscriberId: "s", scope: "n.i", expiresAt: 0 } as const;

describe("a keyring out of its secret", () => {
  it("signs with the key it says, and verifies with every other", () => {
    const before = parseKeyring(JSON.stringify({ signingKeyId: 1, key1: one }));
    const after = parseKeyring(JSON.stringify({ signingKeyId: 2, key1: one, key2: two }));
    const old = signToken(before, claim);
    const fresh = signToken(after, claim);
    expect(verifyToken(after, "unsubscribe", old, 0).ok).toBe(true);
    expect(verifyToken(after, "unsubscribe", fresh, 0).ok).toBe(true);
    expect(verifyToken(before, "unsubscribe", fresh, 0).ok).toBe(false);
  });

  it.each([
    ["no JSON", "key1"],
    ["a signing key that is not there", JSON.stringify({ signingKeyId: 2, key1: one })],
    ["a key too short", JSON.stringify({ signingKeyId: 1, key1: "secret-word" })],
    ["a key by another name", JSON.stringify({ signingKeyId: 1, key1: one, spare: two })],
  ])("is refused with %s, in words without keys", (_, text) => {
    const error = (() => {
      try {
        return parseKeyring(text);
      } catch (thrown) {
        return String(thrown);
      }
    })();
    expect(error).toMatch(/the keyring cannot be used/);
    for (const secret of [one, two, "secret-word"]) expect(error).not.toContain(secret);
  });
});
