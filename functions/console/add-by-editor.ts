import { type AddSubscriberDeps, addSubscriber, type NewSubscriber } from "../audience/add-subscriber.ts";
import type { SuppressionReason } from "../audience/suppression.ts";
import { Conflict, InvalidInput } from "../core/errors.ts";

export type AddByEditorDeps = AddSubscriberDeps;
export type Added = { id: string; added: boolean; suppressed?: SuppressionReason | undefined };

/** Adds somebody whose consent an editor holds. Throws `InvalidInput` for what is wrong, `Conflict` where they have left. */
export const addByEditor = async (deps: AddByEditorDeps, input: NewSubscriber): Promise<Added> => {
  const result = await addSubscriber(deps, input);
  if (result.ok) return { id: result.id, added: result.added, suppressed: result.suppressed };
  if (result.reason === "unsubscribed") throw new Conflict("they have unsubscribed: only they can sign up again");
  throw new InvalidInput(result.reason);
};

export const addedWords = ({ added, suppressed }: Added): string =>
  `They ${added ? "are added" : "were there already"}${suppressed ? ", but no mail goes there: see below." : "."}`;
