import { shards } from "../audience/shard.ts";
import { type RecipientState, recipientStates } from "./recipient-state.ts";
import { type Reason, stateOfByte } from "./standing.ts";
import type { DeliveryStore } from "./store.ts";
import { type Tally, tallyOfCounts } from "./tally.ts";

export type Counts = Record<RecipientState, number>;

export type TallyDeps = { deliveries: Pick<DeliveryStore, "standings"> };

/**
 * How many of an audience stand where, by the claims: one item for 250, of which only a byte each is read. Who is in no
 * claim is pending.
 */
const readCounts = async (deps: TallyDeps, issueId: string, audience: number): Promise<Counts> =>
  (await readReasons(deps, issueId, audience)).counts;

/** How many are in a state for a reason. */
export type ReasonCount = { state: RecipientState; reason: Reason; count: number };

/** As `readCounts`, with the reasons why, of one reading. */
export const readReasons = async (
  { deliveries }: TallyDeps,
  issueId: string,
  audience: number,
): Promise<{ counts: Counts; reasons: ReasonCount[] }> => {
  const byBytes = new Uint32Array(256);
  await Promise.all(
    shards.map(async (shard) => {
      for await (const chunk of deliveries.standings(issueId, shard))
        for (const byte of chunk) byBytes[byte] = (byBytes[byte] ?? 0) + 1;
    }),
  );
  const found = noCounts();
  const reasons = new Map<string, ReasonCount>();
  for (const [byte, count] of byBytes.entries()) {
    if (count === 0) continue;
    const { state, reason } = stateOfByte(byte);
    found[state] += count;
    if (!reason) continue;
    const key = `${state} ${reason}`;
    reasons.set(key, { state, reason, count: count + (reasons.get(key)?.count ?? 0) });
  }
  return { counts: withPending(found, audience), reasons: [...reasons.values()] };
};

/** As `readCounts`, in the sums that people see. */
export const readTally = async (deps: TallyDeps, issueId: string, audience: number): Promise<Tally> =>
  tallyOfCounts(await readCounts(deps, issueId, audience));

export const noCounts = (): Counts => Object.fromEntries(recipientStates.map((state) => [state, 0])) as Counts;

/** Adds the one to the other. */
export const addCounts = (to: Counts, more: Readonly<Counts>): void => {
  for (const state of recipientStates) to[state] += more[state];
};

const withPending = (found: Counts, audience: number): Counts => {
  const claimed = Object.values(found).reduce((sum, count) => sum + count, 0);
  return { ...found, pending: found.pending + audience - claimed };
};
