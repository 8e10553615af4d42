import { keyedId } from "../core/ids.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { About, RightsStore } from "./rights-store.ts";

/** What other rooms know of somebody, such as the issues that they were sent. */
export type OtherData = (newsletterId: string, subscriberId: string) => Promise<Record<string, unknown>>;

export type PersonalData =
  | { ok: true; data: { newsletter: string; id: string; at: Instant; known: About; other: Record<string, unknown> } }
  | { ok: false; reason: Extract<ParsedAddress, { ok: false }>["reason"] };

/** Everything that is kept about a person, as it is kept (GDPR Art. 15 and 20). */
export const personalData = async (
  deps: {
    rights: Pick<RightsStore, "everythingAbout">;
    idKey: Uint8Array;
    clock: Clock;
    otherData?: OtherData | undefined;
  },
  { newsletterId, address }: { newsletterId: string; address: string },
): Promise<PersonalData> => {
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const id = keyedId(deps.idKey, parsed.normalForm);
  const [known, other = {}] = await Promise.all([
    deps.rights.everythingAbout(newsletterId, id),
    deps.otherData?.(newsletterId, id),
  ]);
  return { ok: true, data: { newsletter: newsletterId, id, at: deps.clock(), known, other } };
};
