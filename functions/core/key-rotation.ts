import * as z from "zod";
import { cachedSecretMilliseconds } from "./secret.ts";
import { addMilliseconds, type Instant, instantSchema } from "./time.ts";

export const nextKeySchema = z.object({ id: z.int().min(1).max(255), signsFrom: instantSchema });

/** Which keys there are, which one signs, and from when on the next one does. Every key that is there verifies. */
export type Rotation = {
  signingKeyId: number;
  next?: z.infer<typeof nextKeySchema> | undefined;
  keyIds: readonly number[];
};

/** So long everybody knows a key before anybody signs with it: nobody meets a link of a key that they have not read yet. */
export const headStartMilliseconds = 2 * cachedSecretMilliseconds;

export const signingKeyAt = ({ signingKeyId, next }: Pick<Rotation, "signingKeyId" | "next">, at: Instant): number =>
  next && next.signsFrom <= at ? next.id : signingKeyId;

export type Rotated = { ok: true; rotation: Rotation } | { ok: false; reason: "under-way" | "full" };

const highestKeyId = 255;

/** With one key more, that signs once everybody has had time to read it. One at a time. */
export const withNextKey = (rotation: Rotation, at: Instant): Rotated => {
  const { next, keyIds } = rotation;
  if (next && next.signsFrom > at) return { ok: false, reason: "under-way" };
  const id = Math.max(...keyIds) + 1;
  if (id > highestKeyId) return { ok: false, reason: "full" };
  const signsFrom = addMilliseconds(at, headStartMilliseconds);
  return {
    ok: true,
    rotation: { signingKeyId: signingKeyAt(rotation, at), next: { id, signsFrom }, keyIds: [...keyIds, id] },
  };
};

export type Ended = { ok: true; rotation: Rotation } | { ok: false; reason: "signs" | "unknown" };

/** Without a key: no link that was made with it works any more. Not without one that signs, or is to. */
export const withoutKey = (rotation: Rotation, id: number, at: Instant): Ended => {
  if (!rotation.keyIds.includes(id)) return { ok: false, reason: "unknown" };
  const signingKeyId = signingKeyAt(rotation, at);
  const next = rotation.next?.id === signingKeyId ? undefined : rotation.next;
  if (id === signingKeyId || id === next?.id) return { ok: false, reason: "signs" };
  return { ok: true, rotation: { signingKeyId, next, keyIds: rotation.keyIds.filter((each) => each !== id) } };
};
