import { notAnAddress, parseAddress } from "../audience/address.ts";
import { ineligibility } from "../audience/eligibility.ts";
import type { AudienceStore } from "../audience/store.ts";
import { InvalidInput } from "../core/errors.ts";
import { keyedId } from "../core/ids.ts";
import type { Clock, Instant } from "../core/time.ts";
import type { IssueName } from "../digest/issue.ts";
import { deliveryStory, reasonWords } from "./delivery-story.ts";
import { type FindDeliveryDeps, type FoundDelivery, findDelivery } from "./find-delivery.ts";
import { readSums, type SumsDeps } from "./read-sums.ts";
import type { Run } from "./run.ts";

export type TellDeps = FindDeliveryDeps &
  SumsDeps & {
    deliveries: FindDeliveryDeps["deliveries"] & SumsDeps["deliveries"];
    audience: Pick<AudienceStore, "getMany">;
    idKey: Uint8Array;
    clock: Clock;
  };

/** "I got nothing": what became of one issue for one address, as a sentence and as facts. */
export type Told = { story: string; subscriberId: string; delivery?: FoundDelivery | undefined };

/** Throws `InvalidInput` for what is no address. Changes nothing. */
export const tellDelivery = async (
  deps: TellDeps,
  { newsletterId, issueId, address, when }: IssueName & { address: string; when: (at: Instant) => string },
): Promise<Told> => {
  const parsed = parseAddress(address);
  if (!parsed.ok) throw new InvalidInput(`refused: the address ${notAnAddress[parsed.reason]}`);
  const subscriberId = keyedId(deps.idKey, parsed.normalForm);
  const sums = await readSums(deps, issueId);
  const delivery = sums && (await findDelivery(deps, { issueId, subscriberId }));
  const notPlannedBecause =
    sums && !delivery ? await whyNotPlanned(deps, sums.run, { newsletterId, subscriberId }) : undefined;
  return { subscriberId, delivery, story: deliveryStory({ state: sums?.state, delivery, notPlannedBecause, when }) };
};

/** What shows of it now: the audience was frozen when the run began. */
const whyNotPlanned = async (
  deps: TellDeps,
  run: Run,
  { newsletterId, subscriberId }: { newsletterId: string; subscriberId: string },
): Promise<string | undefined> => {
  const { subscribers, suppressed } = await deps.audience.getMany(newsletterId, [subscriberId]);
  const subscriber = subscribers.get(subscriberId);
  if (!subscriber) return "nobody subscribes with this address";
  if (subscriber.confirmedAt !== undefined && subscriber.confirmedAt > run.frozenAt)
    return "confirmed after its audience was frozen";
  const reason = ineligibility(subscriber, suppressed.has(subscriberId), deps.clock());
  return reason && reasonWords(reason);
};
