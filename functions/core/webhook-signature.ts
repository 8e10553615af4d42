import { createHmac } from "node:crypto";
import type { Keyring } from "./signed-link.ts";
import { type Instant, millisecondsBetween } from "./time.ts";

/**
 * What a newsletter's webhook is signed with, as its receiver keeps it (Standard Webhooks: `whsec_` and base 64). It is
 * made of the keyring's signing key, so nothing of it is stored; who turns the keyring has both sign as long as the old
 * key is in it.
 */
export const webhookSecret = ({ signingKeyId, keys }: Keyring, newsletterId: string): string =>
  `whsec_${secretOf(keys.get(signingKeyId) as Uint8Array, newsletterId).toString("base64")}`;

/** The three headers of Standard Webhooks for a body, signed with every key of the keyring, the signing one first. */
export const webhookHeaders = (
  { signingKeyId, keys }: Keyring,
  { newsletterId, id, at, body }: { newsletterId: string; id: string; at: Instant; body: string },
): Record<string, string> => {
  const seconds = Math.floor(millisecondsBetween("1970-01-01T00:00:00.000Z", at) / 1000);
  const inOrder = [...keys].toSorted(([a], [b]) => Number(b === signingKeyId) - Number(a === signingKeyId));
  const signatures = inOrder.map(([, key]) => webhookSignature(secretOf(key, newsletterId), { id, seconds, body }));
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": signatures.join(" ") };
};

/** A signature of version 1: HMAC-SHA256 over id, time and body. */
export const webhookSignature = (
  secret: Uint8Array,
  { id, seconds, body }: { id: string; seconds: number; body: string },
): string => `v1,${createHmac("sha256", secret).update(`${id}.${seconds}.${body}`).digest("base64")}`;

const secretOf = (key: Uint8Array, newsletterId: string): Buffer =>
  createHmac("sha256", key).update(`webhook\n${newsletterId}`).digest();
