import { ineligibility } from "../audience/eligibility.ts";
import type { AudienceStore } from "../audience/store.ts";
import type { Subscriber } from "../audience/subscriber.ts";
import type { Clock } from "../core/time.ts";

const atOnce = 500;

/** How many people an issue would go to now: confirmed, not suppressed, not paused. Reads every subscriber. */
export const countAudience = async (
  deps: { audience: Pick<AudienceStore, "all" | "suppressedAmong">; clock: Clock },
  newsletterId: string,
): Promise<number> => {
  const now = deps.clock();
  let count = 0;
  let page: Subscriber[] = [];
  const take = async () => {
    const suppressed = await deps.audience.suppressedAmong(page.map(({ id }) => id));
    count += page.filter((each) => !ineligibility(each, suppressed.has(each.id), now)).length;
    page = [];
  };
  for await (const subscriber of deps.audience.all(newsletterId)) {
    page.push(subscriber);
    if (page.length === atOnce) await take();
  }
  await take();
  return count;
};
