import type { SESClient } from "@aws-sdk/client-ses";
import { ineligibility } from "../audience/eligibility.ts";
import type { PersonalLinks } from "../audience/links.ts";
import type { AudienceStore } from "../audience/store.ts";
import type { Subscriber } from "../audience/subscriber.ts";
import { InvalidInput } from "../core/errors.ts";
import type { Variant } from "../core/rendition.ts";
import type { Clock } from "../core/time.ts";
import type { ComposedMail } from "../mail/compose-mime.ts";
import type { Outcome } from "../mail/outcome.ts";
import { sendRaw } from "../mail/send-raw.ts";
import { splice } from "../mail/splice.ts";
import { type Claimed, claimBatch } from "./claim-batch.ts";
import { type Delivery, type DeliveryState, deliveryId, startWithinMs } from "./delivery.ts";
import type { Flow } from "./flow.ts";
import type { DeliveryStore } from "./store.ts";
import type { Timer } from "./timer.ts";

export type SendBatchDeps = {
  audience: Pick<AudienceStore, "getMany">;
  deliveries: Pick<DeliveryStore, "start" | "settle">;
  ses: SESClient;
  personal: PersonalLinks;
  clock: Clock;
  timer: Timer;
  newWriteId: () => string;
  flow: Flow;
};

export type SendBatchInput = {
  newsletterId: string;
  source: string;
  mails: Readonly<Record<Variant, ComposedMail>>;
  batch: readonly Delivery[];
  /** At most so many requests at once. */
  inFlight: number;
};

type Ready = { delivery: Delivery; address: string; raw: Buffer };
/** A claimed delivery whose request was made, and what SES said. */
export type Sent = { claimed: Claimed<Ready>; outcome: Outcome };
export type BatchResult = {
  sent: readonly Sent[];
  /** Claimed and pending again: not begun in time, or surely not accepted. */
  givenBack: readonly Delivery[];
};

/**
 * Sends to everybody of a batch who may still get the issue, and records what became of each. In this order: slots,
 * eligibility read anew, intent, request; so an unsubscribe holds until the moment of sending, and nothing waits between
 * intent and request but for its slot. What was not begun or was surely not accepted is pending again.
 */
export const sendBatch = async (deps: SendBatchDeps, input: SendBatchInput): Promise<BatchResult> => {
  const { flow, timer } = deps;
  const { startsAt, spacing } = flow.slots(input.batch.length);
  if (startsAt > timer.now()) await timer.wait(startsAt - timer.now());
  const ready = await readyOf(deps, input);
  const claimed = await claimBatch(deps, ready, deps.clock());
  const claimedAt = timer.now();
  const sent: Sent[] = [];
  const givenBack: Delivery[] = [];
  await inLanes(input.inFlight, claimed.entries(), async ([place, each]) => {
    const slotAt = startsAt + place * spacing;
    if (slotAt > timer.now()) await timer.wait(slotAt - timer.now());
    if (flow.cause !== undefined || timer.now() - claimedAt > startWithinMs) {
      givenBack.push(each.delivery);
      return giveBack(deps, each);
    }
    const outcome = await sendRaw(deps, { source: input.source, destination: each.address, raw: each.raw });
    flow.outcome(outcome);
    sent.push({ claimed: each, outcome });
    if (stateAfter[outcome.kind] === "pending") givenBack.push(each.delivery);
    await record(deps, each, outcome);
  });
  return { sent, givenBack };
};

/** The messages of those who may get one; the others are skipped, and one that cannot be rendered is rejected. */
const readyOf = async (deps: SendBatchDeps, input: SendBatchInput): Promise<Ready[]> => {
  const ids = input.batch.map(({ subscriberId }) => subscriberId);
  const { subscribers, suppressed } = await deps.audience.getMany(input.newsletterId, ids);
  const ready: Ready[] = [];
  for (const delivery of input.batch) {
    const subscriber = subscribers.get(delivery.subscriberId);
    const reason = ineligibility(subscriber, suppressed.has(delivery.subscriberId), deps.clock());
    const raw = subscriber && reason === undefined ? rendered(deps, input, delivery, subscriber) : undefined;
    if (subscriber && raw) ready.push({ delivery, address: subscriber.address, raw });
    else await leaveOut(deps, delivery, reason ? "skipped" : "rejected", reason ?? "cannot be rendered");
  }
  return ready;
};

const rendered = (deps: SendBatchDeps, { newsletterId, mails }: SendBatchInput, delivery: Delivery, to: Subscriber) => {
  const personal = deps.personal({ newsletterId, issueId: delivery.issueId }, delivery.subscriberId);
  try {
    return splice(mails[delivery.variant], { to, deliveryId: deliveryId(delivery), ...personal });
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
};

const leaveOut = async (deps: SendBatchDeps, delivery: Delivery, state: DeliveryState, reason: string) => {
  const change = { state, reason, writeId: deps.newWriteId(), at: deps.clock() };
  if (await deps.deliveries.start(delivery, change)) deps.flow.moved("pending", state);
};

const giveBack = async (deps: SendBatchDeps, { delivery, writeId }: Claimed<Ready>): Promise<void> => {
  await deps.deliveries.settle(delivery, "intent", { state: "pending", writeId, at: deps.clock() });
};

const stateAfter = {
  accepted: "sent",
  throttled: "pending",
  quota: "pending",
  paused: "pending",
  "issue-fault": "pending",
  "not-started": "pending",
  // Settled by what SES says to others: it may be the issue's fault.
  refused: "ambiguous",
  ambiguous: "unknown",
} as const satisfies Record<Outcome["kind"], DeliveryState>;

const record = async (deps: SendBatchDeps, { delivery, writeId }: Claimed<Ready>, outcome: Outcome): Promise<void> => {
  const state = stateAfter[outcome.kind];
  const detail = outcome.kind === "accepted" ? { messageId: outcome.messageId } : { reason: outcome.code };
  const change = { state, writeId, at: deps.clock(), ...detail };
  if (await deps.deliveries.settle(delivery, "intent", change)) {
    if (state !== "pending") deps.flow.moved("pending", state);
  } else if (state === "sent") {
    // So late that somebody gave it up: now it is known.
    await deps.deliveries.settle(delivery, "unknown", change);
  }
};

const inLanes = async <Each>(
  lanes: number,
  work: Iterable<Each>,
  run: (each: Each) => Promise<void>,
): Promise<void> => {
  const next = work[Symbol.iterator]();
  const lane = async () => {
    for (let each = next.next(); !each.done; each = next.next()) await run(each.value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
