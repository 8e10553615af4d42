import type { IssueStore } from "../digest/store.ts";
import type { Copy, CopyStore } from "./copy-store.ts";
import type { EventsStore, KeptAnswer } from "./events-store.ts";
import { type FindDeliveryDeps, findDelivery } from "./find-delivery.ts";
import type { SoftBounce } from "./soft-bounces.ts";
import type { Standing } from "./standing.ts";

export type DeliveriesOfDeps = Pick<FindDeliveryDeps, "deliveries"> & {
  issues: Pick<IssueStore, "latest">;
  events: Pick<EventsStore, "answers" | "evidence" | "softBounces">;
  copies: Pick<CopyStore, "of">;
};

/** One issue that somebody was in the audience of: what became of it, and what receivers said. */
export type DeliveryTo = {
  issueId: string;
  variant: string;
  /** Nothing while nobody has begun this part of the audience. */
  record?: Standing & { messageId?: string | undefined };
  answers: readonly KeptAnswer[];
  /** Sent once more by hand. */
  copies: readonly Omit<Copy, "issueId" | "subscriberId">[];
};

const issuesAtATime = 50;

/** Every issue that a subscriber was in the audience of or got by hand, the latest first, and what else the ledger holds of them. */
export const deliveriesOf = async (
  deps: DeliveriesOfDeps,
  { newsletterId, subscriberId }: { newsletterId: string; subscriberId: string },
): Promise<{ deliveries: DeliveryTo[]; softBounces: SoftBounce[] }> => {
  const { issues, events } = deps;
  const found: DeliveryTo[] = [];
  let page = await issues.latest(newsletterId, issuesAtATime);
  while (page.length > 0) {
    for (const { id: issueId } of page) {
      const [delivery, copies] = await Promise.all([
        findDelivery(deps, { issueId, subscriberId }),
        deps.copies.of(issueId, subscriberId),
      ]);
      if (!delivery && copies.length === 0) continue;
      const { variant = "everything", standing, sent, answers = [] } = delivery ?? {};
      const record = standing && { ...standing, ...(sent && { messageId: sent.messageId }) };
      const byHand = copies.map(({ issueId: _, subscriberId: __, ...copy }) => copy);
      found.push({ issueId, variant, ...(record && { record }), answers, copies: byHand });
    }
    page = await issues.latest(newsletterId, issuesAtATime, page.at(-1)?.id);
  }
  return { deliveries: found, softBounces: await events.softBounces(subscriberId) };
};
