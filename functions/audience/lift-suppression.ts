import { keyedId } from "../core/ids.ts";
import type { Clock } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { AudienceStore } from "./store.ts";

export type LiftSuppressionResult =
  | { ok: true; id: string }
  | { ok: false; reason: "not-suppressed" | Extract<ParsedAddress, { ok: false }>["reason"] };

/** Lets mail go to the address again: reports of what happened before now, doubles among them, bring nothing back. */
export const liftSuppression = async (
  deps: { audience: Pick<AudienceStore, "liftSuppression">; idKey: Uint8Array; clock: Clock },
  input: { address: string },
): Promise<LiftSuppressionResult> => {
  const address = parseAddress(input.address);
  if (!address.ok) return address;
  const id = keyedId(deps.idKey, address.normalForm);
  return (await deps.audience.liftSuppression(id, deps.clock()))
    ? { ok: true, id }
    : { ok: false, reason: "not-suppressed" };
};
