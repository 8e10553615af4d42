import { InvalidInput, NotFound } from "./errors.ts";
import { type Rotation, withoutKey } from "./key-rotation.ts";
import type { KeptKeys } from "./rotate-keys.ts";
import type { Clock } from "./time.ts";

/**
 * Deletes an old key: every link that was made with it stops working, those to unsubscribe in old mails, too. Throws
 * `InvalidInput` for one that signs or is to.
 */
export const endKey = async (
  { keys, clock }: { keys: KeptKeys; clock: Clock },
  { id }: { id: number },
): Promise<Rotation> => {
  const before = await keys.read();
  const ended = withoutKey(before, id, clock());
  if (!ended.ok) {
    if (ended.reason === "unknown") throw new NotFound(`there is no key ${id}`);
    throw new InvalidInput(`key ${id} signs, or is to: rotate first`);
  }
  await keys.replace(before, ended.rotation);
  return ended.rotation;
};
