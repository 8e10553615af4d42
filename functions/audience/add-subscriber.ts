import { keyedId } from "../core/ids.ts";
import { type StampDeps, stamped } from "../core/stamped.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import { type ParsedName, parseName } from "./person-name.ts";
import type { AudienceStore } from "./store.ts";
import { preferencesSchema, type Subscriber } from "./subscriber.ts";

type AddressReason = Extract<ParsedAddress, { ok: false }>["reason"];
type NameReason = Extract<ParsedName, { ok: false }>["reason"];

export type AddSubscriberResult =
  | { ok: true; id: string; added: boolean }
  | { ok: false; reason: `address: ${AddressReason}` | `name: ${NameReason}` | "unsubscribed" };

export type NewSubscriber = {
  newsletterId: string;
  address: string;
  name?: string | undefined;
  variant?: Subscriber["preferences"]["variant"] | undefined;
};

/**
 * Adds somebody whose consent the operator holds, as confirmed. Adding an address twice changes nothing, however it is
 * spelt; one that has unsubscribed stays so.
 */
export const addSubscriber = async (
  deps: { audience: AudienceStore; idKey: Uint8Array } & StampDeps,
  input: NewSubscriber,
): Promise<AddSubscriberResult> => {
  const address = parseAddress(input.address);
  if (!address.ok) return { ok: false, reason: `address: ${address.reason}` };
  const name = parseName(input.name ?? "");
  if (!name.ok) return { ok: false, reason: `name: ${name.reason}` };
  const id = keyedId(deps.idKey, address.normalForm);
  const { result: added } = await stamped(deps, {
    write: (confirmedAt) =>
      deps.audience.add({
        id,
        newsletterId: input.newsletterId,
        address: address.address,
        ...(name.name && { name: name.name }),
        state: "confirmed",
        confirmedAt,
        preferences: preferencesSchema.parse({ variant: input.variant }),
      }),
    again: (stamps) => deps.audience.restamp(input.newsletterId, id, stamps),
  });
  if (added) return { ok: true, id, added };
  const known = await deps.audience.get(input.newsletterId, id);
  return known?.state === "unsubscribed" ? { ok: false, reason: "unsubscribed" } : { ok: true, id, added };
};
