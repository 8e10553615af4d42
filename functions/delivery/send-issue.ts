import type { AudienceStore } from "../audience/store.ts";
import { Conflict } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Rendition, Variant } from "../core/rendition.ts";
import { composeMime } from "../mail/compose-mime.ts";
import { readQuota } from "../mail/read-quota.ts";
import { splice } from "../mail/splice.ts";
import { batchSize, type Delivery, type DeliveryState } from "./delivery.ts";
import { type Flow, sendingFlow } from "./flow.ts";
import { openWork } from "./open-work.ts";
import { planAudience } from "./plan-audience.ts";
import { readTally } from "./read-tally.ts";
import type { StopCause } from "./run.ts";
import { type SendBatchDeps, type SendBatchInput, type Sent, sendBatch } from "./send-batch.ts";
import type { DeliveryStore } from "./store.ts";
import type { Tally } from "./tally.ts";

export type SendDeps = Omit<SendBatchDeps, "audience" | "deliveries" | "flow"> & {
  audience: AudienceStore;
  deliveries: DeliveryStore;
  /** The SES configuration set whose events report on the mail; none on one machine. */
  configurationSet?: string | undefined;
  onProgress?: (tally: Tally) => void;
};

export type SendResult =
  | { ok: true; state: "done" | "done-with-unknown"; tally: Tally }
  /** Nothing was sent: a postal address is the law (CAN-SPAM). */
  | { ok: false; reason: "no-postal-address" }
  /** Stopped; sending again goes on with who is pending. */
  | { ok: false; reason: StopCause; tally: Tally }
  /** What is left was begun less than a minute ago, by somebody who may still be at it. */
  | { ok: false; reason: "in-flight"; tally: Tally };

const lanes = 2;
const inFlight = 10;

/**
 * Sends an issue to its audience, frozen when it is first asked for, at the account's rate, and to nobody twice: a
 * recipient who may have been accepted is never sent again, and sending a second time goes on where the first ended.
 * audience = sent + rejected + skipped + unknown + pending in every tally.
 */
export const sendIssue = async (
  deps: SendDeps,
  { newsletter, rendition }: { newsletter: Newsletter; rendition: Rendition },
): Promise<SendResult> => {
  if (!newsletter.postalAddress) return { ok: false, reason: "no-postal-address" };
  const { issueId } = rendition;
  const audience = await freeze(deps, newsletter.id, issueId);
  const before = await readTally(deps, issueId, audience);
  deps.onProgress?.(before);
  if (before.pending === 0) return finish(deps, issueId, audience);
  const { ratePerSecond } = await readQuota(deps);
  const { timer, onProgress = () => undefined } = deps;
  const flow = sendingFlow({ ratePerSecond, tally: before, timer, onProgress });
  await sendOpen({ ...deps, flow }, { newsletter, rendition });
  return finish(deps, issueId, audience, flow.cause);
};

/** Plans once; whoever comes later gets the size of the same audience. */
const freeze = async (deps: SendDeps, newsletterId: string, issueId: string): Promise<number> => {
  await deps.deliveries.begin({ issueId, newsletterId, state: "planning", frozenAt: deps.clock() });
  const run = await deps.deliveries.run(issueId);
  if (!run || run.newsletterId !== newsletterId) throw new Conflict(`issue ${issueId} is sent by another newsletter`);
  if (run.audience !== undefined) return run.audience;
  const audience = await planAudience(deps, { newsletterId, issueId, frozenAt: run.frozenAt });
  await deps.deliveries.planned(issueId, audience);
  return audience;
};

type Running = SendDeps & { flow: Flow };

const sendOpen = async (deps: Running, input: { newsletter: Newsletter; rendition: Rendition }): Promise<void> => {
  const { issueId } = input.rendition;
  const { flow } = deps;
  const shared = sharedInput(deps, input);
  await deps.deliveries.setState(issueId, { state: "sending" });
  const work = openWork(
    { deliveries: deps.deliveries, onGivenUp: (_, { state }) => flow.moved(state, "unknown") },
    { issueId, size: batchSize(flow.ratePerSecond), now: deps.clock() },
  );
  const refused: Sent[] = [];
  const again: Delivery[][] = [];
  const lane = async () => {
    while (flow.cause === undefined) {
      const batch = again.shift() ?? (await work.next()).value;
      if (!batch) return;
      const { sent, givenBack } = await sendBatch(deps, { ...shared, batch });
      if (givenBack.length > 0) again.push([...givenBack]);
      refused.push(...sent.filter(({ outcome }) => outcome.kind === "refused"));
      if (sent.some(({ outcome }) => outcome.kind === "accepted")) await settleRefused(deps, refused, "rejected");
      await flow.endOfRound(sent.map(({ outcome }) => outcome));
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  await settleRefused(deps, refused, flow.cause === "errors" ? "pending" : "rejected");
  for (const each of ended) if (each.status === "rejected") throw each.reason;
};

/** Throws `InvalidInput` when no message at all can be made of the rendition, before anybody is rejected for it. */
const sharedInput = (
  deps: Running,
  { newsletter, rendition }: { newsletter: Newsletter; rendition: Rendition },
): Omit<SendBatchInput, "batch"> => {
  const { issueId } = rendition;
  const { address } = newsletter.sender;
  const compose = (variant: Variant) => {
    const mail = composeMime({
      newsletter,
      rendition,
      variant,
      at: deps.clock(),
      configurationSet: deps.configurationSet,
    });
    const personal = deps.personal({ newsletterId: newsletter.id, issueId }, "0".repeat(26));
    splice(mail, { to: { address }, deliveryId: issueId, ...personal });
    return mail;
  };
  return {
    newsletterId: newsletter.id,
    source: address,
    mails: { everything: compose("everything"), photos: compose("photos") },
    inFlight: inFlight / lanes,
  };
};

/** A refusal is the recipient's when SES takes others from the same sender, and the issue's when it takes nobody. */
const settleRefused = async (deps: Running, refused: Sent[], state: DeliveryState): Promise<void> => {
  for (const { claimed, outcome } of refused.splice(0)) {
    const reason = outcome.kind === "refused" ? outcome.code : undefined;
    const change = { state, writeId: claimed.writeId, at: deps.clock(), reason };
    if (await deps.deliveries.settle(claimed.delivery, "ambiguous", change)) deps.flow.moved("ambiguous", state);
  }
};

/** The sums as the ledger has them, not as this run counted. */
const finish = async (deps: SendDeps, issueId: string, audience: number, cause?: StopCause): Promise<SendResult> => {
  const tally = await readTally(deps, issueId, audience);
  if (cause !== undefined) {
    await deps.deliveries.setState(issueId, { state: "paused", cause });
    return { ok: false, reason: cause, tally };
  }
  if (tally.pending > 0) return { ok: false, reason: "in-flight", tally };
  const state = tally.unknown > 0 ? "done-with-unknown" : "done";
  await deps.deliveries.setState(issueId, { state });
  return { ok: true, state, tally };
};
