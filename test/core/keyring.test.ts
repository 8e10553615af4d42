import { describe, expect, it } from "vitest";
import { keyringAt, parseStoredKeyring, writeStoredKeyring } from "../../functions/core/keyring.ts";
import { signToken, verifyToken } from "../../functions/core/signed-link.ts";

const one = "a".repeat(64);
const two = "b".repeat(64);
const claim = { purpose: "unsubscribe", subscriberId: "s", scope: "n.i", expiresAt: 0 } as const;

const at = "2026-10-24T06:00:00.000Z";
const read = (text: string) => keyringAt(parseStoredKeyring(text), at);

describe("a keyring out of its secret", () => {
  it("signs with the key it says, and verifies with every other", () => {
    const before = read(JSON.stringify({ signingKeyId: 1, key1: one }));
    const after = read(JSON.stringify({ signingKeyId: 2, key1: one, key2: two }));
    const old = signToken(before, claim);
    const fresh = signToken(after, claim);
    expect(verifyToken(after, "unsubscribe", old, 0).ok).toBe(true);
    expect(verifyToken(after, "unsubscribe", fresh, 0).ok).toBe(true);
    expect(verifyToken(before, "unsubscribe", fresh, 0).ok).toBe(false);
  });

  it("signs with the next key once its time has come, and verifies with it before", () => {
    const signsFrom = "2026-10-24T06:10:00.000Z";
    const stored = parseStoredKeyring(
      JSON.stringify({ signingKeyId: 1, next: { id: 2, signsFrom }, key1: one, key2: two }),
    );
    expect(keyringAt(stored, at).signingKeyId).toBe(1);
    expect(keyringAt(stored, signsFrom).signingKeyId).toBe(2);
    const later = signToken(keyringAt(stored, signsFrom), claim);
    expect(verifyToken(keyringAt(stored, at), "unsubscribe", later, 0).ok).toBe(true);
    expect(parseStoredKeyring(writeStoredKeyring(stored))).toEqual(stored);
  });

  it.each([
    ["no JSON", "key1"],
    ["a signing key that is not there", JSON.stringify({ signingKeyId: 2, key1: one })],
    [
      "a next key that is not there",
      JSON.stringify({ signingKeyId: 1, key1: one, next: { id: 2, signsFrom: "2026-10-24T06:00:00.000Z" } }),
    ],
    ["a key too short", JSON.stringify({ signingKeyId: 1, key1: "secret-word" })],
    ["a key by another name", JSON.stringify({ signingKeyId: 1, key1: one, spare: two })],
  ])("is refused with %s, in words without keys", (_, text) => {
    const error = (() => {
      try {
        return parseStoredKeyring(text);
      } catch (thrown) {
        return String(thrown);
      }
    })();
    expect(error).toMatch(/the keyring cannot be used/);
    for (const secret of [one, two, "secret-word"]) expect(error).not.toContain(secret);
  });
});
