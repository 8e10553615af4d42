import { wordingOf } from "../../templates/pages/words.ts";
import { keyedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Clock } from "../core/time.ts";
import type { Outcome } from "../mail/outcome.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import { confirmationLimit } from "./confirmation.ts";
import { type ParsedName, parseName } from "./person-name.ts";
import { type SendConfirmationDeps, sendConfirmation } from "./send-confirmation.ts";
import type { AudienceStore } from "./store.ts";

export type SignUpDeps = SendConfirmationDeps & {
  audience: Pick<AudienceStore, "getMany" | "ask" | "claimConfirmation" | "releaseConfirmation">;
  idKey: Uint8Array;
  clock: Clock;
};

/** What became of the confirmation mail is for us to know: whoever asked is told the same in every case. */
export type SignUpResult =
  | { ok: true; mail: "sent" }
  /** The address gets the newsletter already, must get no mail, or was asked too often or too lately. */
  | { ok: true; mail: "none"; because: "confirmed" | "suppressed" | "limit" }
  | { ok: true; mail: "failed"; subscriberId: string; outcome: Outcome }
  | { ok: false; field: "address"; reason: Extract<ParsedAddress, { ok: false }>["reason"] }
  | { ok: false; field: "name"; reason: Extract<ParsedName, { ok: false }>["reason"] };

/**
 * Notes that somebody asks for a newsletter and sends a confirmation mail, at most one an address in 24 hours and three
 * until one is answered, however many ask at once. Nobody is subscribed, and nobody who unsubscribed comes back, before
 * the mail is answered.
 */
export const signUp = async (
  deps: SignUpDeps,
  input: { newsletter: Newsletter; address: string; name: string; form: string },
): Promise<SignUpResult> => {
  const address = parseAddress(input.address);
  if (!address.ok) return { ok: false, field: "address", reason: address.reason };
  const name = parseName(input.name);
  if (!name.ok) return { ok: false, field: "name", reason: name.reason };
  const { newsletter, form } = input;
  const id = keyedId(deps.idKey, address.normalForm);
  const known = await deps.audience.getMany(newsletter.id, [id]);
  if (known.suppressed.has(id)) return { ok: true, mail: "none", because: "suppressed" };
  if (known.subscribers.get(id)?.state === "confirmed") return { ok: true, mail: "none", because: "confirmed" };
  const askedAt = deps.clock();
  // Only who takes the claim writes, so what is stored is what the newest mail asked about.
  if (!(await deps.audience.claimConfirmation(id, askedAt, confirmationLimit(askedAt))))
    return { ok: true, mail: "none", because: "limit" };
  const consent = { askedAt, form, wording: wordingOf(newsletter) };
  const asking = { newsletterId: newsletter.id, id, address: address.address, name: name.name || undefined, consent };
  if (!(await deps.audience.ask(asking))) return { ok: true, mail: "none", because: "confirmed" };
  const outcome = await sendConfirmation(deps, { newsletter, subscriberId: id, address: address.address, askedAt });
  if (outcome.kind === "accepted") return { ok: true, mail: "sent" };
  if (mayAskAgain(outcome)) await deps.audience.releaseConfirmation(id, askedAt);
  return { ok: true, mail: "failed", subscriberId: id, outcome };
};

/** No mail was made, and the reason is not the address: the next try may do better. */
const mayAskAgain = ({ kind }: Outcome): boolean =>
  kind === "throttled" || kind === "quota" || kind === "paused" || kind === "issue-fault" || kind === "not-started";
