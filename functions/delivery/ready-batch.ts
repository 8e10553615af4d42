import { ineligibility } from "../audience/eligibility.ts";
import { followMoves } from "../audience/follow-moves.ts";
import type { PersonalLinks } from "../audience/links.ts";
import type { AudienceStore } from "../audience/store.ts";
import type { Subscriber } from "../audience/subscriber.ts";
import { InvalidInput } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import type { EncodedMail } from "../mail/encoded-mail.ts";
import { spliceEncoded } from "../mail/splice.ts";
import type { Move } from "./claim.ts";
import { type Delivery, deliveryId } from "./delivery.ts";
import type { SendBatchInput } from "./send-batch.ts";
import { type TriedBeforeDeps, triedBefore } from "./tried-before.ts";

export type ReadyDeps = TriedBeforeDeps & {
  audience: Pick<AudienceStore, "getMany">;
  personal: PersonalLinks;
  /** The product's time, by which readers come, go and pause. Leases and signatures go by the store's. */
  clock: Clock;
  /** Told of whoever moved in a circle, and is left out: somebody has to look at them. */
  onCircle: (subscriberId: string) => void;
};
export type ReadyInput = Pick<SendBatchInput, "newsletterId" | "mails" | "place" | "batch">;

/** Somebody of a batch with the mail that is theirs. */
export type Ready = { delivery: Delivery; address: string; raw: EncodedMail };

/**
 * The messages of those who may get one, and the moves of the others: sent, as is known of an earlier try; skipped; or
 * rejected, as it cannot be rendered.
 */
export const readyBatch = async (deps: ReadyDeps, input: ReadyInput): Promise<{ ready: Ready[]; others: Move[] }> => {
  const ids = input.batch.map(({ subscriberId }) => subscriberId);
  const { subscribers, suppressed, circling } = await followMoves(deps, { newsletterId: input.newsletterId, ids });
  for (const id of circling) deps.onCircle(id);
  const others = await triedBefore(deps, input.place, input.batch);
  const isTold = new Set(others.map(({ index }) => index));
  const ready: Ready[] = [];
  for (const delivery of input.batch.filter(({ index }) => !isTold.has(index))) {
    const { index } = delivery;
    const subscriber = subscribers.get(delivery.subscriberId);
    const reason = ineligibility(subscriber, suppressed.has(delivery.subscriberId), deps.clock());
    const raw = subscriber && reason === undefined ? rendered(deps, input, delivery, subscriber) : undefined;
    if (subscriber && raw) ready.push({ delivery, address: subscriber.address, raw });
    else others.push(reason ? { index, when: "left-out", reason } : { index, when: "cannot-be-rendered" });
  }
  return { ready, others };
};

const rendered = (deps: ReadyDeps, { newsletterId, mails }: ReadyInput, delivery: Delivery, to: Subscriber) => {
  const personal = deps.personal({ newsletterId, issueId: delivery.issueId }, to.id);
  try {
    return spliceEncoded(mails[delivery.variant], { to, deliveryId: deliveryId(delivery), ...personal });
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
};
