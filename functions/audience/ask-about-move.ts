import type { SESClient } from "@aws-sdk/client-ses";
import { moveMail } from "../../templates/mails/move-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Keyring } from "../core/signed-link.ts";
import { addMilliseconds, type Clock } from "../core/time.ts";
import { composeSystemMail } from "../mail/compose-system-mail.ts";
import type { Outcome } from "../mail/outcome.ts";
import { sendRaw } from "../mail/send-raw.ts";
import { parseAddress } from "./address.ts";
import { confirmationLimit } from "./confirmation.ts";
import { type MoveEnd, moveToken, pauseBetweenMoves } from "./move.ts";
import type { MoveStore } from "./move-store.ts";
import type { Job } from "./outbox.ts";
import type { AudienceStore } from "./store.ts";

export type AskAboutMoveDeps = {
  audience: Pick<AudienceStore, "getMany" | "claimConfirmation">;
  moves: Pick<MoveStore, "ask" | "keep">;
  ses: SESClient;
  keyring: Keyring;
  publicUrl: string;
  clock: Clock;
};

export type AskAboutMoveResult = { did: "sent" | "none" } | { did: "failed"; outcome: Outcome };

/**
 * Asks the old and the new address about a change, a mail each, at most once a day for either; nothing changes before
 * both have answered. An address that must get no mail is not asked, and then neither is the other.
 */
export const askAboutMove = async (
  deps: AskAboutMoveDeps,
  { newsletter, job }: { newsletter: Newsletter; job: Extract<Job, { kind: "move" }> },
): Promise<AskAboutMoveResult> => {
  const to = parseAddress(job.address);
  if (!to.ok) return { did: "none" };
  const { newsletterId, subscriberId: toId, fromId: id, at: askedAt } = job;
  const { subscribers, suppressed } = await deps.audience.getMany(newsletterId, [id, toId]);
  const subscriber = subscribers.get(id);
  if (subscriber?.state !== "confirmed" || suppressed.has(id) || suppressed.has(toId)) return { did: "none" };
  const now = deps.clock();
  const move = { toId, askedAt };
  if (!(await deps.moves.ask({ newsletterId, id }, move, addMilliseconds(now, -pauseBetweenMoves))))
    return { did: "none" };
  if (!(await deps.audience.claimConfirmation(toId, now, confirmationLimit(now)))) return { did: "none" };
  if (!(await deps.moves.keep({ ...job, kind: "moving" }))) return { did: "none" };
  const send = async (end: MoveEnd, address: string): Promise<Outcome> => {
    const token = moveToken(deps.keyring, end, { newsletterId, subscriberId: id, askedAt });
    const raw = await composeSystemMail({
      sender: newsletter.sender,
      to: address,
      ...moveMail(newsletter, end, `${deps.publicUrl}/move-${end}/${token}`),
      tags: { newsletter: newsletter.id, mail: `move-${end}` },
      at: now,
    });
    return sendRaw(deps, { source: newsletter.sender.address, destination: address, raw });
  };
  for (const [end, address] of [["old", subscriber.address] as const, ["new", to.address] as const]) {
    const outcome = await send(end, address);
    if (outcome.kind !== "accepted") return { did: "failed", outcome };
  }
  return { did: "sent" };
};
