import type { SESClient } from "@aws-sdk/client-ses";
import { inParallel } from "../core/in-parallel.ts";
import type { Variant } from "../core/rendition.ts";
import type { StoreTime } from "../core/store-time.ts";
import type { Instant } from "../core/time.ts";
import type { ComposedMail } from "../mail/compose-mime.ts";
import type { Outcome } from "../mail/outcome.ts";
import type { Slots } from "../mail/rate.ts";
import { sendRaw } from "../mail/send-raw.ts";
import { awaitSlot, slotTime } from "./await-slot.ts";
import type { IntentClaim } from "./batch-result.ts";
import type { Claim, Move } from "./claim.ts";
import type { Delivery } from "./delivery.ts";
import type { Flow } from "./flow.ts";
import type { Held } from "./hold-chunk.ts";
import type { SendingTimes } from "./lease.ts";
import { outcomeMeaning } from "./outcome-meaning.ts";
import { type Ready, type ReadyDeps, readyBatch } from "./ready-batch.ts";
import { type Control, reasonToStop } from "./run.ts";
import type { Chunk, DeliveryStore } from "./store.ts";
import { takeSlots } from "./take-slots.ts";
import type { Timer } from "./timer.ts";

export type SendBatchDeps = ReadyDeps & {
  deliveries: Pick<DeliveryStore, "putResult">;
  ses: SESClient;
  /** What was decided about the issue until now; read consistently before every batch. */
  control: (issueId: string) => Promise<Control>;
  storeTime: StoreTime;
  times: SendingTimes;
  /** No events come of the mails: what is in doubt is unknown at once. */
  strict: boolean;
  timer: Timer;
  flow: Flow;
};

export type SendBatchInput = {
  newsletterId: string;
  source: string;
  mails: Readonly<Record<Variant, ComposedMail>>;
  revision: number;
  place: Chunk;
  held: Held;
  batch: readonly Delivery[];
  /** How many of the chunk are to be sent the issue, those of the batch included. */
  pending: number;
  /** At most so many requests at once. */
  inFlight: number;
};

/** Nothing was sent: the chunk is somebody else's by now (`lost`), or should be let go. */
export type NotSent = { ok: false; reason: "lost" | "no-slots" | "cancelled" | "paused" | "corrected" | "clock" };

/**
 * Sends to everybody of a batch who may still get the issue, and notes what became of each. In this order: slots, the
 * issue's control, eligibility and what is known of earlier tries read anew, one intent for all, requests; so a pause or
 * an unsubscribe holds until the moment of sending, and nothing waits under an intent but for its slot. The message ids
 * are written before anything says that they were sent.
 */
export const sendBatch = async (
  deps: SendBatchDeps,
  { batch: wished, ...others }: SendBatchInput,
): Promise<{ ok: true; outcomes: Outcome[] } | NotSent> => {
  const { timer } = deps;
  const { held, place, revision } = others;
  const slots = await takeSlots(deps, { batch: wished, ...others });
  if ("reason" in slots) return slots;
  const input: SendBatchInput = { ...others, batch: wished.slice(0, slots.count) };
  const waitMs = slots.startsAt - timer.now();
  if (waitMs > deps.times.longestHoldMs && !(await held.write())) return { ok: false, reason: "lost" };
  if (waitMs > 0) await timer.wait(waitMs);
  const reason = reasonToStop(await deps.control(place.issueId), revision);
  if (reason) return { ok: false, reason };
  const { ready, others: settled } = await readyBatch(deps, input);
  if (!deps.storeTime().agrees) return { ok: false, reason: "clock" };
  // Before the intent is stamped, so that none of its requests starts late by the lease that the intent renews.
  const begunAt = timer.now();
  const begun = ready.map(({ delivery }): Move => ({ index: delivery.index, when: "begun", revision }));
  if (!(await held.write([...settled, ...begun]))) return { ok: false, reason: "lost" };
  const intent = held.claim;
  const intentAt = intentOf(intent, ready);
  if (intentAt === undefined) return { ok: true, outcomes: [] };
  // The answer to the intent may be the first that shows another time: what is signed with it would be refused.
  const { now: signAt, agrees } = deps.storeTime();
  if (!agrees) {
    held.note(ready.map(({ delivery }) => ({ index: delivery.index, when: "not-accepted" })));
    return { ok: false, reason: "clock" };
  }
  return { ok: true, outcomes: await request(deps, input, { ready, slots, intent, intentAt, begunAt, signAt }) };
};

type Batch = {
  ready: readonly Ready[];
  slots: Slots;
  /** The claim that says the intent, as it is stored. */
  intent: IntentClaim;
  intentAt: Instant;
  begunAt: number;
  /** The store's time right after the intent. */
  signAt: Instant;
};

/** When the intent of a batch was stamped; `undefined` when nobody is in it. */
const intentOf = ({ doubts }: Claim, [first]: readonly Ready[]): Instant | undefined =>
  first && doubts.get(first.delivery.index)?.intentAt;

/**
 * Each request in its slot, signed with the store's time right after the intent; one that would be late is not made,
 * whatever it waited for until its bytes could go.
 */
const request = async (
  deps: SendBatchDeps,
  { held, place, revision, ...input }: SendBatchInput,
  { ready, slots, intent, intentAt, begunAt, signAt }: Batch,
): Promise<Outcome[]> => {
  const { flow, times, timer } = deps;
  const latestAt = begunAt + times.startWithinMs;
  const outcomes: Outcome[] = [];
  const messageIds: Record<string, string> = {};
  const accepted: Move[] = [];
  try {
    await inParallel(ready, input.inFlight, async ({ delivery, address, raw }, position) => {
      const { index } = delivery;
      const slotAt = slotTime(slots, { begunAt, position });
      if (!(await awaitSlot(deps, { slotAt, latestAt }))) return held.note([{ index, when: "not-accepted" }]);
      const mail = { source: input.source, destination: address, raw };
      const outcome = await sendRaw({ ses: deps.ses }, mail, { signAt, mayStart: () => timer.now() < latestAt });
      flow.outcome(outcome, slots.rate);
      outcomes.push(outcome);
      if (outcome.kind === "accepted") {
        messageIds[index] = outcome.messageId;
        accepted.push({ index, when: "accepted" });
      } else held.note(movesAfter(index, outcome.kind, deps.strict));
    });
  } finally {
    // Whatever failed: what SES said to the others stands.
    if (accepted.length > 0) await deps.deliveries.putResult(place, intent, { intentAt, revision, messageIds });
    held.note(accepted);
  }
  return outcomes;
};

const movesAfter = (index: number, kind: Exclude<Outcome["kind"], "accepted">, strict: boolean): Move[] => {
  const move = { index, when: outcomeMeaning[kind].recipient };
  return strict && move.when === "no-answer" ? [move, { index, when: "given-up" }] : [move];
};
