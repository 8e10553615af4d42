import { addSubscriber, type NewSubscriber } from "../audience/add-subscriber.ts";
import type { AudienceStore } from "../audience/store.ts";
import { Conflict, InvalidInput } from "../core/errors.ts";
import type { StampDeps } from "../core/stamped.ts";

export type AddByEditorDeps = { audience: AudienceStore; idKey: Uint8Array } & StampDeps;

/** Adds somebody whose consent an editor holds. Throws `InvalidInput` for what is wrong, `Conflict` where they have left. */
export const addByEditor = async (
  deps: AddByEditorDeps,
  input: NewSubscriber,
): Promise<{ id: string; added: boolean }> => {
  const result = await addSubscriber(deps, input);
  if (result.ok) return { id: result.id, added: result.added };
  if (result.reason === "unsubscribed") throw new Conflict("they have unsubscribed: only they can sign up again");
  throw new InvalidInput(result.reason);
};

export const addedWords = (added: boolean): string => (added ? "They are added." : "They were there already.");
