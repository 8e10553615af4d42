import { moveMail } from "../../templates/mails/move-mail.ts";
import { keyedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Keyring } from "../core/signed-link.ts";
import type { Clock } from "../core/time.ts";
import { composeSystemMail } from "../mail/compose-system-mail.ts";
import { maySendAgain, type Outcome } from "../mail/outcome.ts";
import { type SendRawDeps, sendRaw } from "../mail/send-raw.ts";
import { domainOf, parseAddress } from "./address.ts";
import { confirmationLimit } from "./confirmation.ts";
import { type MoveEnd, moveToken } from "./move.ts";
import type { MoveStore } from "./move-store.ts";
import type { Job } from "./outbox.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";
import { domainLimit } from "./turns.ts";

export type AskAboutMoveDeps = SendRawDeps & {
  audience: Pick<AudienceStore, "getMany" | "claimConfirmation" | "releaseConfirmation">;
  moves: Pick<MoveStore, "ask" | "keep" | "claimMail" | "releaseMail">;
  signUps: Pick<SignUpStore, "takeTurn" | "count">;
  keyring: Keyring;
  idKey: Uint8Array;
  publicUrl: string;
  clock: Clock;
};

export type AskAboutMoveResult =
  | { did: "sent" | "none" }
  /** Not now: too many mails go to the domain, or SES certainly took one of the two not and may do so later. */
  | { did: "later"; outcome?: Outcome }
  | { did: "failed"; outcome: Outcome };

type Input = { newsletter: Newsletter; job: Extract<Job, { kind: "move" }> };

/**
 * Asks the old and the new address about a change, a mail each and each once; nothing changes before both have answered.
 * An address that must get no mail, or was asked something within a day, is not asked, and then neither is the other.
 */
export const askAboutMove = async (deps: AskAboutMoveDeps, { newsletter, job }: Input): Promise<AskAboutMoveResult> => {
  const { newsletterId, subscriberId: toId, fromId: id, at: askedAt } = job;
  const to = parseAddress(job.address);
  if (!to.ok || toId === id) return { did: "none" };
  const { subscribers, suppressed } = await deps.audience.getMany(newsletterId, [id, toId]);
  const subscriber = subscribers.get(id);
  if (subscriber?.state !== "confirmed" || suppressed.has(id) || suppressed.has(toId)) return { did: "none" };
  const isNoted = subscriber.move?.askedAt === askedAt && subscriber.move.toId === toId;
  const noted = isNoted ? "noted" : await note(deps, job, domainOf(to.address));
  if (noted !== "noted") return { did: noted };
  if (!(await deps.moves.keep({ ...job, kind: "moving" }))) return { did: "none" };
  for (const [end, address] of [["old", subscriber.address] as const, ["new", to.address] as const]) {
    const outcome = await mailOnce(deps, { newsletter, job }, end, address);
    if (outcome && maySendAgain(outcome)) return { did: "later", outcome };
    if (outcome && outcome.kind !== "accepted") return { did: "failed", outcome };
  }
  return { did: "sent" };
};

/** Notes the wish. The right to mail the new address is claimed first: a wish without it takes the place of no other. */
const note = async (
  deps: AskAboutMoveDeps,
  { newsletterId, fromId: id, subscriberId: toId, at: askedAt }: Input["job"],
  domain: string,
): Promise<"noted" | "none" | "later"> => {
  const now = deps.clock();
  if (!(await deps.audience.claimConfirmation(toId, now, confirmationLimit(now)))) return "none";
  const hasTurn = await deps.signUps.takeTurn("domain", keyedId(deps.idKey, domain), now, domainLimit(domain));
  if (hasTurn && (await deps.moves.ask({ newsletterId, id }, { toId, askedAt }))) return "noted";
  await deps.audience.releaseConfirmation(toId, now);
  return hasTurn ? "none" : "later";
};

/** What became of the mail to one end; nothing when it was mailed before. */
const mailOnce = async (
  deps: AskAboutMoveDeps,
  { newsletter, job }: Input,
  end: MoveEnd,
  address: string,
): Promise<Outcome | undefined> => {
  const { newsletterId, fromId: id, at: askedAt } = job;
  const at = deps.clock();
  if (!(await deps.moves.claimMail({ newsletterId, id }, end, { askedAt, at }))) return undefined;
  const token = moveToken(deps.keyring, end, { newsletterId, subscriberId: id, askedAt });
  const raw = await composeSystemMail({
    sender: newsletter.sender,
    to: address,
    ...moveMail(newsletter, end, `${deps.publicUrl}/move-${end}/${token}`),
    tags: { newsletter: newsletter.id, mail: `move-${end}` },
    at,
  });
  const outcome = await sendRaw(deps, { source: newsletter.sender.address, destination: address, raw });
  if (maySendAgain(outcome)) await deps.moves.releaseMail({ newsletterId, id }, end, { askedAt, at });
  if (end === "new" && outcome.kind === "accepted") await deps.signUps.count(newsletterId, at, "sent");
  return outcome;
};
