import { keyedId } from "../core/ids.ts";
import type { Clock } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { AudienceStore } from "./store.ts";

export type SuppressAddressResult =
  /** `changed` is false when a suppression for this or a worse reason stands already. */
  { ok: true; id: string; changed: boolean } | { ok: false; reason: Extract<ParsedAddress, { ok: false }>["reason"] };

/** From the moment this returns no newsletter mails the address, whether or not anybody subscribed with it. */
export const suppressAddress = async (
  deps: { audience: Pick<AudienceStore, "suppress">; idKey: Uint8Array; clock: Clock },
  input: { address: string },
): Promise<SuppressAddressResult> => {
  const address = parseAddress(input.address);
  if (!address.ok) return address;
  const id = keyedId(deps.idKey, address.normalForm);
  return { ok: true, id, changed: await deps.audience.suppress(id, "manual", deps.clock()) };
};
