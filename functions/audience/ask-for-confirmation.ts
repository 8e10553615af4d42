import { keyedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Clock } from "../core/time.ts";
import { maySendAgain, type Outcome } from "../mail/outcome.ts";
import { domainOf } from "./address.ts";
import { confirmationLimit } from "./confirmation.ts";
import type { Job } from "./outbox.ts";
import { type SendConfirmationDeps, sendConfirmation } from "./send-confirmation.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";
import { domainLimit } from "./turns.ts";

export type AskForConfirmationDeps = SendConfirmationDeps & {
  audience: Pick<AudienceStore, "getMany" | "ask" | "claimConfirmation" | "releaseConfirmation">;
  signUps: Pick<SignUpStore, "takeTurn" | "count" | "noteAsked">;
  idKey: Uint8Array;
  clock: Clock;
};

export type AskResult =
  | { did: "sent" }
  /** The address gets the newsletter already, must get no mail, or was asked too often or too lately. */
  | { did: "none"; because: "confirmed" | "suppressed" | "limit" }
  /** Not now: too many mails go to the domain, or SES certainly took nothing and may do so later. */
  | { did: "later"; outcome?: Outcome }
  | { did: "failed"; outcome: Outcome };

/**
 * Sends the confirmation mail that somebody asked for: at most one an address in 24 hours and three until one is
 * answered, however many ask at once. Nobody is subscribed, and nobody who unsubscribed comes back, before it is
 * answered.
 */
export const askForConfirmation = async (
  deps: AskForConfirmationDeps,
  { newsletter, job }: { newsletter: Newsletter; job: Extract<Job, { kind: "ask" }> },
): Promise<AskResult> => {
  const { subscriberId: id, address, name, consent } = job;
  const known = await deps.audience.getMany(newsletter.id, [id]);
  if (known.suppressed.has(id)) return { did: "none", because: "suppressed" };
  if (known.subscribers.get(id)?.state === "confirmed") return { did: "none", because: "confirmed" };
  const now = deps.clock();
  // Only who takes the claim writes, so what is stored is what the newest mail asked about.
  if (!(await deps.audience.claimConfirmation(id, now, confirmationLimit(now))))
    return { did: "none", because: "limit" };
  const domain = domainOf(address);
  if (!(await deps.signUps.takeTurn("domain", keyedId(deps.idKey, domain), now, domainLimit(domain)))) {
    await deps.audience.releaseConfirmation(id, now);
    return { did: "later" };
  }
  // Noted first, so that nobody is pending for good.
  await deps.signUps.noteAsked({ newsletterId: newsletter.id, subscriberId: id, askedAt: consent.askedAt });
  const asking = { newsletterId: newsletter.id, id, address, name, consent };
  if (!(await deps.audience.ask(asking))) return { did: "none", because: "confirmed" };
  const outcome = await sendConfirmation(deps, { newsletter, subscriberId: id, address, at: now });
  if (maySendAgain(outcome)) {
    await deps.audience.releaseConfirmation(id, now);
    return { did: "later", outcome };
  }
  if (outcome.kind !== "accepted") return { did: "failed", outcome };
  await deps.signUps.count(newsletter.id, now, "sent");
  return { did: "sent" };
};
