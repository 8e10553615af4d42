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
import type { Move } from "./claim.ts";
import { type Delivery, deliveryId } from "./delivery.ts";
import type { Flow } from "./flow.ts";
import type { Held } from "./hold-chunk.ts";
import { sendingTimes } from "./lease.ts";
import { outcomeMeaning } from "./outcome-meaning.ts";
import type { Control } from "./run.ts";
import type { Chunk, DeliveryStore } from "./store.ts";
import type { Timer } from "./timer.ts";

export type SendBatchDeps = {
  audience: Pick<AudienceStore, "getMany">;
  deliveries: Pick<DeliveryStore, "putResult">;
  ses: SESClient;
  personal: PersonalLinks;
  clock: Clock;
  timer: Timer;
  flow: Flow;
  /** What was decided about the issue until now; read consistently before every batch. */
  control: (issueId: string) => Promise<Control>;
};

export type SendBatchInput = {
  newsletterId: string;
  source: string;
  mails: Readonly<Record<Variant, ComposedMail>>;
  revision: number;
  place: Chunk;
  held: Held;
  batch: readonly Delivery[];
  /** At most so many requests at once. */
  inFlight: number;
};

/** Results wait no longer than this for the intents that they are written with. */
export const longestHoldMs = 1_000;

const { startWithinMs } = sendingTimes();

/**
 * Sends to everybody of a batch who may still get the issue, and notes what became of each; `undefined` when the chunk
 * is not ours any more, and what was decided when the issue must not be sent now, or not in this revision: then nothing
 * was sent. In this order: slots, control, eligibility read anew, one intent for all, requests; so a pause and an
 * unsubscribe hold until the moment of sending, and nothing waits under an intent but for its slot. The message ids are
 * written before anything says that they were sent.
 */
export const sendBatch = async (
  deps: SendBatchDeps,
  input: SendBatchInput,
): Promise<Outcome[] | Control | undefined> => {
  const { flow, timer, clock } = deps;
  const { held, place, revision } = input;
  const { startsAt, spacing } = flow.slots(input.batch.length);
  const waitMs = startsAt - timer.now();
  if (waitMs > longestHoldMs && !(await held.write())) return undefined;
  if (waitMs > 0) await timer.wait(waitMs);
  const control = await deps.control(place.issueId);
  if (!control.maySend || control.revision !== revision) return control;
  const { ready, leftOut } = await readyOf(deps, input);
  const [intentAt, begunAt] = [clock(), timer.now()];
  const begun = ready.map(({ delivery }): Move => ({ index: delivery.index, when: "begun", revision }));
  if (!(await held.write([...leftOut, ...begun]))) return undefined;
  const outcomes: Outcome[] = [];
  const messageIds: Record<string, string> = {};
  const accepted: Move[] = [];
  await inLanes(input.inFlight, ready.entries(), async ([position, { delivery, address, raw }]) => {
    const { index } = delivery;
    const slotAt = startsAt + position * spacing;
    if (slotAt > timer.now()) await timer.wait(slotAt - timer.now());
    if (flow.cause !== undefined || timer.now() - begunAt >= startWithinMs)
      return held.note([{ index, when: "not-accepted" }]);
    const outcome = await sendRaw(deps, { source: input.source, destination: address, raw });
    flow.outcome(outcome);
    outcomes.push(outcome);
    if (outcome.kind === "accepted") {
      messageIds[index] = outcome.messageId;
      accepted.push({ index, when: "accepted" });
    } else held.note(movesAfter(index, outcome.kind));
  });
  if (accepted.length > 0) await deps.deliveries.putResult(place, held.claim, { intentAt, revision, messageIds });
  held.note(accepted);
  return outcomes;
};

/** No events are asked, so what is ambiguous is unknown at once. */
const movesAfter = (index: number, kind: Exclude<Outcome["kind"], "accepted">): Move[] => {
  const when = outcomeMeaning[kind].recipient;
  return when === "no-answer"
    ? [
        { index, when },
        { index, when: "given-up" },
      ]
    : [{ index, when }];
};

type Ready = { delivery: Delivery; address: string; raw: Buffer };

/** The messages of those who may get one, and the moves of the others: skipped, or rejected as it cannot be rendered. */
const readyOf = async (deps: SendBatchDeps, input: SendBatchInput): Promise<{ ready: Ready[]; leftOut: Move[] }> => {
  const ids = input.batch.map(({ subscriberId }) => subscriberId);
  const { subscribers, suppressed } = await deps.audience.getMany(input.newsletterId, ids);
  const ready: Ready[] = [];
  const leftOut: Move[] = [];
  for (const delivery of input.batch) {
    const { index } = delivery;
    const subscriber = subscribers.get(delivery.subscriberId);
    const reason = ineligibility(subscriber, suppressed.has(delivery.subscriberId), deps.clock());
    const raw = subscriber && reason === undefined ? rendered(deps, input, delivery, subscriber) : undefined;
    if (subscriber && raw) ready.push({ delivery, address: subscriber.address, raw });
    else leftOut.push(reason ? { index, when: "left-out", reason } : { index, when: "cannot-be-rendered" });
  }
  return { ready, leftOut };
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
