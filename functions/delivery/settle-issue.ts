import { shards } from "../audience/shard.ts";
import { NotFound } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { HoldDeps } from "./hold-chunk.ts";
import { isInDoubt, type When } from "./recipient-state.ts";
import type { RunStore } from "./run-store.ts";
import { type SettleDeps, settleChunk } from "./settle-chunk.ts";
import type { DeliveryStore } from "./store.ts";

export type SettleIssueDeps = Omit<SettleDeps, "runs" | "deliveries" | "probe"> &
  Omit<HoldDeps, "deliveries"> & {
    runs: Pick<RunStore, "get" | "pause" | "reopen">;
    deliveries: SettleDeps["deliveries"] & HoldDeps["deliveries"] & Pick<DeliveryStore, "claims">;
    newsletters: Pick<NewsletterStore, "get">;
  };

/** How many were settled, by what settled them, and how many are still in doubt, unknown ones included. */
export type Settled = { by: Partial<Record<When, number>>; left: number };

/**
 * Settles now who can be settled of an issue by what is known, unknown ones too. Sends nothing, no probe either: what
 * that is to prove is how the mails of the issue are sent and reported, and only who sends them sends it so.
 */
export const settleIssue = async (deps: SettleIssueDeps, issueId: string): Promise<Settled> => {
  const run = await deps.runs.get(issueId);
  if (!run) throw new NotFound(`issue ${issueId} was never sent`);
  const { newsletter } = await existingNewsletter(deps, run.newsletterId);
  const sender = { newsletterId: run.newsletterId, source: newsletter.sender.address };
  const holder = deps.newWriteId();
  const settled: Settled = { by: {}, left: 0 };
  const probe = async () => undefined;
  for (const shard of shards)
    for await (const [chunk, claim] of deps.deliveries.claims(issueId, shard)) {
      const doubtful = claim.recipients.filter(({ state }) => isInDoubt(state)).length;
      if (doubtful === 0) continue;
      const result = await settleChunk(
        { ...deps, probe },
        { ...sender, place: { issueId, shard, chunk }, claim, holder },
      );
      const moves = result.ok ? result.moves : [];
      for (const { when } of moves) settled.by[when] = (settled.by[when] ?? 0) + 1;
      settled.left += doubtful - moves.filter(({ when }) => when !== "given-up").length;
    }
  if (Object.keys(settled.by).length > 0) await deps.runs.reopen(issueId);
  return settled;
};
