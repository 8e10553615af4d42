import type { SESClient } from "@aws-sdk/client-ses";
import { notAnAddress, parseAddress } from "../audience/address.ts";
import type { PersonalLinks } from "../audience/links.ts";
import type { AudienceStore } from "../audience/store.ts";
import { InvalidInput } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import { derivedId, keyedId } from "../core/ids.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Clock } from "../core/time.ts";
import type { IssueName } from "../digest/issue.ts";
import type { RenditionStore } from "../digest/rendition-store.ts";
import { composeMime } from "../mail/compose-mime.ts";
import type { Outcome } from "../mail/outcome.ts";
import { sendRaw } from "../mail/send-raw.ts";
import { splice } from "../mail/splice.ts";
import { type TakeMailSlotDeps, takeMailSlot } from "../mail/take-mail-slot.ts";
import type { CopyStore } from "./copy-store.ts";
import type { RunStore } from "./run-store.ts";

export type SendCopyDeps = TakeMailSlotDeps & {
  newsletters: Pick<NewsletterStore, "get">;
  audience: Pick<AudienceStore, "getMany">;
  runs: Pick<RunStore, "get">;
  renditions: Pick<RenditionStore, "get">;
  copies: Pick<CopyStore, "begin" | "end">;
  personal: PersonalLinks;
  ses: SESClient;
  idKey: Uint8Array;
  clock: Clock;
  configurationSet?: string | undefined;
};

export type CopySent =
  | { ok: true; messageId: string }
  /** Nobody of this newsletter, not confirmed any more, or suppressed: a copy goes where an issue may go. */
  | { ok: false; reason: "no-subscriber" | "not-confirmed" | "suppressed" | "not-sent-yet" | "no-slot" }
  /** It was begun before, by the same draw. */
  | { ok: false; reason: "sent-already" }
  | { ok: false; reason: "refused" | "unknown"; outcome: Outcome };

/**
 * Sends an issue to one subscriber once more by somebody's hand, in the revision that is being sent, whatever the ledger
 * says of them: who asks knows that it may be a second one. It is written down before, under an id that its `draw` gives
 * it, so a form that is sent twice sends one copy; it is in no sum of the issue.
 */
export const sendCopy = async (
  deps: SendCopyDeps,
  { by, address, draw, newsletterId, issueId }: IssueName & { address: string; by: string; draw: string },
): Promise<CopySent> => {
  const parsed = parseAddress(address);
  if (!parsed.ok) throw new InvalidInput(`refused: the address ${notAnAddress[parsed.reason]}`);
  const [{ newsletter }, run] = await Promise.all([existingNewsletter(deps, newsletterId), deps.runs.get(issueId)]);
  const rendition = run && (await deps.renditions.get(issueId, run.revision));
  if (!rendition) return { ok: false, reason: "not-sent-yet" };
  const id = keyedId(deps.idKey, parsed.normalForm);
  const { subscribers, suppressed } = await deps.audience.getMany(newsletterId, [id]);
  const subscriber = subscribers.get(id);
  if (!subscriber) return { ok: false, reason: "no-subscriber" };
  if (subscriber.state !== "confirmed") return { ok: false, reason: "not-confirmed" };
  if (suppressed.has(id)) return { ok: false, reason: "suppressed" };
  const { variant } = subscriber.preferences;
  const composed = composeMime({ ...deps, newsletter, rendition, variant, at: deps.clock() });
  const deliveryId = `copy_${issueId}_${derivedId("copy", draw, id)}`;
  const personal = deps.personal({ newsletterId, issueId }, id);
  const raw = splice(composed, { to: subscriber, deliveryId, ...personal });
  if (!(await takeMailSlot(deps))) return { ok: false, reason: "no-slot" };
  const begun = await deps.copies.begin({ issueId, deliveryId, subscriberId: id, by, at: deps.clock() });
  if (!begun) return { ok: false, reason: "sent-already" };
  const mail = { source: newsletter.sender.address, destination: subscriber.address, raw };
  const outcome = await sendRaw({ ses: deps.ses }, mail);
  await deps.copies.end({ issueId, deliveryId }, outcome);
  if (outcome.kind === "accepted") return { ok: true, messageId: outcome.messageId };
  return { ok: false, reason: outcome.kind === "ambiguous" ? "unknown" : "refused", outcome };
};
