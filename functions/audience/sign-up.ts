import { wordingOf } from "../../templates/pages/words.ts";
import { keyedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { Challenge } from "./challenge.ts";
import { networkOf } from "./network.ts";
import { type ParsedName, parseName } from "./person-name.ts";
import { isClosed } from "./sign-up-health.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { Consent } from "./subscriber.ts";
import { suggestAddress } from "./suggest-address.ts";
import { wasTyped } from "./time-trap.ts";
import { networkLimit } from "./turns.ts";

export type SignUpDeps = {
  signUps: Pick<SignUpStore, "breaker" | "takeTurn" | "promise">;
  keyring: Keyring;
  idKey: Uint8Array;
  clock: Clock;
  /** Asked of every visitor on every path where it is set up. */
  challenge?: Challenge | undefined;
};

/** What somebody sent, whichever way it came. */
export type SignUpInput = {
  newsletter: Newsletter;
  address: string;
  name: string;
  /** `page`, or the id of one of the newsletter's forms. */
  form: string;
  /** The language of the words that were agreed to on our own page. */
  language: string;
  /** Of our form, that says when it was shown. */
  shown: string;
  /** The field that no person sees. */
  trap: string;
  /** The person has seen our doubt about the address and meant it. */
  sure: boolean;
  visitor: string | undefined;
  challengeAnswer: string;
};

type AddressFault = Extract<ParsedAddress, { ok: false }>["reason"];
type NameFault = Extract<ParsedName, { ok: false }>["reason"];
export type Typed = { address: string; name: string };

/** What was typed and can be shown again, in fields that need not be typed anew; what was wrong is empty. */
type Right = { right: Typed };

export type SignUpResult =
  /** The same for every address that can be mailed, whatever is known of it. */
  | { ok: true }
  | ({ ok: false; reason: "address"; because: AddressFault } & Right)
  | ({ ok: false; reason: "name"; because: NameFault } & Right)
  | ({ ok: false; reason: "challenge" } & Right)
  | { ok: false; reason: "form" }
  | { ok: false; reason: "closed" }
  | { ok: false; reason: "too-many" }
  /** It came from no form that we showed just now: the person presses once more. */
  | ({ ok: false; reason: "once-more" } & Right)
  | ({ ok: false; reason: "slip"; suggestion: string } & Right);

/**
 * Notes that somebody asks for a newsletter. Whether the address is mailed is decided later and elsewhere, so what is
 * done here, and how long it takes, is the same whether it is new, subscribed or suppressed.
 */
export const signUp = async (deps: SignUpDeps, input: SignUpInput): Promise<SignUpResult> => {
  const at = deps.clock();
  const consent = consentOf(input, at);
  if (!consent) return { ok: false, reason: "form" };
  const [address, name] = [parseAddress(input.address), parseName(input.name)];
  const right = { address: address.ok ? address.address : "", name: name.ok ? name.name : "" };
  if (!address.ok) return { ok: false, reason: "address", because: address.reason, right };
  if (!name.ok) return { ok: false, reason: "name", because: name.reason, right };
  if (input.trap) return { ok: true };
  const newsletterId = input.newsletter.id;
  if (isClosed(await deps.signUps.breaker(newsletterId), at)) return { ok: false, reason: "closed" };
  if (!wasTyped(deps.keyring, newsletterId, input.shown, at)) return { ok: false, reason: "once-more", right };
  const suggestion = input.sure ? undefined : suggestAddress(address.address);
  if (suggestion) return { ok: false, reason: "slip", right, suggestion };
  if (deps.challenge && !(await deps.challenge.passes(input.challengeAnswer, input.visitor)))
    return { ok: false, reason: "challenge", right };
  const network = keyedId(deps.idKey, networkOf(input.visitor));
  if (!(await deps.signUps.takeTurn("network", network, at, networkLimit))) return { ok: false, reason: "too-many" };
  const subscriberId = keyedId(deps.idKey, address.normalForm);
  const asked = { newsletterId, subscriberId, at, address: address.address, consent };
  await deps.signUps.promise({ kind: "ask", ...asked, ...(name.name && { name: name.name }) });
  return { ok: true };
};

/** Where it was agreed, and to which words; `undefined` for a form that the newsletter does not have. */
const consentOf = ({ newsletter, form, language }: SignUpInput, askedAt: Instant): Consent | undefined => {
  if (form === "page") return { askedAt, form, wording: wordingOf({ ...newsletter, language }) };
  const known = newsletter.signUp.forms.find(({ id }) => id === form);
  return known && { askedAt, form, place: known.place, wording: String(known.wording) };
};
