import { shards } from "../audience/shard.ts";
import type { AudienceStore } from "../audience/store.ts";
import { reasonWords } from "./delivery-story.ts";
import type { Manifest } from "./manifest.ts";
import type { Standing } from "./standing.ts";
import type { DeliveryStore } from "./store.ts";

/** The recipients that people ask for by name. */
export const listedStates = ["unknown", "rejected", "skipped"] as const;
export type ListedState = (typeof listedStates)[number];

export type ListDeps = {
  deliveries: Pick<DeliveryStore, "manifests" | "claims">;
  audience: Pick<AudienceStore, "getMany">;
};

/** One recipient who did not surely get the issue. No address where the subscriber was erased since. */
export type ListedRecipient = { subscriberId: string; address: string; state: ListedState; reason: string };

/** Everybody of an issue who is in a state, in the order of ids, some 250 at a time in memory. */
export async function* listRecipients(
  deps: ListDeps,
  { newsletterId, issueId, state }: { newsletterId: string; issueId: string; state: ListedState },
): AsyncGenerator<ListedRecipient, void, undefined> {
  for (const shard of shards) {
    const found = new Map<string, readonly Standing[]>();
    for await (const [chunk, { recipients }] of deps.deliveries.claims(issueId, shard))
      if (recipients.some((each) => each.state === state)) found.set(chunk, recipients);
    if (found.size === 0) continue;
    for await (const manifest of deps.deliveries.manifests(issueId, shard)) {
      const recipients = found.get(manifest.chunk);
      if (recipients) yield* listed(deps, { newsletterId, state, manifest, recipients });
    }
  }
}

async function* listed(
  { audience }: ListDeps,
  {
    newsletterId,
    state,
    manifest,
    recipients,
  }: { newsletterId: string; state: ListedState; manifest: Manifest; recipients: readonly Standing[] },
): AsyncGenerator<ListedRecipient, void, undefined> {
  const those = manifest.recipients.flatMap(({ id }, index) => {
    const standing = recipients[index];
    return standing?.state === state ? [{ id, standing }] : [];
  });
  const ids = those.map(({ id }) => id);
  const { subscribers } = await audience.getMany(newsletterId, ids);
  for (const { id, standing } of those)
    yield {
      subscriberId: id,
      address: subscribers.get(id)?.address ?? "",
      state,
      reason: standing.reason ? reasonWords(standing.reason) : "",
    };
}
