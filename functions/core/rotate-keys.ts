import { InvalidInput } from "./errors.ts";
import { type Rotation, withNextKey } from "./key-rotation.ts";
import type { Clock } from "./time.ts";

/** Where a home keeps the keys of its links. */
export type KeptKeys = {
  read(): Promise<Rotation>;
  /** Draws the keys that are new and deletes those that are gone; throws `Conflict` when it is no longer as `before`. */
  replace(before: Rotation, after: Rotation): Promise<void>;
};

/**
 * Draws a key that signs all links from soon on; those that were made before keep working, and nobody meets a link of a
 * key that they do not know. Throws `InvalidInput` while the last rotation has not come into force.
 */
export const rotateKeys = async ({ keys, clock }: { keys: KeptKeys; clock: Clock }): Promise<Rotation> => {
  const before = await keys.read();
  const rotated = withNextKey(before, clock());
  if (!rotated.ok)
    throw new InvalidInput(
      rotated.reason === "full"
        ? "there are 255 keys, and no id for another: end old ones"
        : `key ${before.next?.id} signs from ${before.next?.signsFrom}: rotate again after that`,
    );
  await keys.replace(before, rotated.rotation);
  return rotated.rotation;
};
