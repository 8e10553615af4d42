import { keyedId } from "../core/ids.ts";
import { type StampDeps, stamped } from "../core/stamped.ts";
import type { Instant } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import { type ParsedName, parseName } from "./person-name.ts";
import type { AudienceStore } from "./store.ts";
import { preferencesSchema, type Subscriber } from "./subscriber.ts";
import type { SuppressionReason } from "./suppression.ts";

type AddressReason = Extract<ParsedAddress, { ok: false }>["reason"];
type NameReason = Extract<ParsedName, { ok: false }>["reason"];

export type AddSubscriberResult =
  /** `suppressed`: why no mail goes there all the same. */
  | { ok: true; id: string; added: boolean; suppressed?: SuppressionReason | undefined }
  | { ok: false; reason: `address: ${AddressReason}` | `name: ${NameReason}` | "unsubscribed" };

export type NewSubscriber = {
  newsletterId: string;
  address: string;
  name?: string | undefined;
  variant?: Subscriber["preferences"]["variant"] | undefined;
};

export type AddSubscriberDeps = {
  audience: Pick<AudienceStore, "add" | "confirm" | "get" | "restamp" | "setPreferences" | "suppressions">;
  idKey: Uint8Array;
} & StampDeps;

/**
 * Adds somebody whose consent the operator holds, as confirmed, also one who was asked to confirm and has not. Adding an
 * address twice changes nothing, however it is spelt; one that has unsubscribed stays so.
 */
export const addSubscriber = async (deps: AddSubscriberDeps, input: NewSubscriber): Promise<AddSubscriberResult> => {
  const address = parseAddress(input.address);
  if (!address.ok) return { ok: false, reason: `address: ${address.reason}` };
  const name = parseName(input.name ?? "");
  if (!name.ok) return { ok: false, reason: `name: ${name.reason}` };
  const id = keyedId(deps.idKey, address.normalForm);
  const { newsletterId, variant } = input;
  const subscriber = {
    ...{ id, newsletterId, address: address.address, ...(name.name && { name: name.name }) },
    ...{ state: "confirmed" as const, preferences: preferencesSchema.parse({ variant }) },
  };
  const { result: added } = await stamped(deps, {
    write: async (confirmedAt) =>
      (await deps.audience.add({ ...subscriber, confirmedAt })) || confirmPending(deps, subscriber, confirmedAt),
    again: (stamps) => deps.audience.restamp(newsletterId, id, stamps),
  });
  const known = added ? undefined : await deps.audience.get(newsletterId, id);
  if (known?.state === "unsubscribed") return { ok: false, reason: "unsubscribed" };
  const suppressed = (await deps.audience.suppressions([id])).get(id)?.reason;
  return { ok: true, id, added, ...(suppressed && { suppressed }) };
};

/** Confirms somebody who was asked and has not answered, with these preferences; `false` where nobody is. */
const confirmPending = async (
  { audience }: Pick<AddSubscriberDeps, "audience">,
  { newsletterId, id, preferences }: Pick<Subscriber, "newsletterId" | "id" | "preferences">,
  at: Instant,
): Promise<boolean> => {
  const known = await audience.get(newsletterId, id);
  if (known?.state !== "pending" || !known.consent) return false;
  const isConfirmed = await audience.confirm(newsletterId, id, { askedAt: known.consent.askedAt, at });
  if (isConfirmed) await audience.setPreferences(newsletterId, id, preferences);
  return isConfirmed;
};
