import { shards } from "../audience/shard.ts";
import type { Instant } from "../core/time.ts";
import { type Claim, isHeld, isStuck, openClaim } from "./claim.ts";
import type { Manifest } from "./manifest.ts";
import { isSettled } from "./recipient-state.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type OpenChunk = { place: Chunk; manifest: Manifest; claim: Claim };

/**
 * The chunks of an issue that may have work left and that nobody holds: somebody pending or in doubt, unknown included,
 * as a result may have been written since. Stuck ones are left alone.
 */
export async function* openChunks(
  { deliveries }: { deliveries: Pick<DeliveryStore, "manifests" | "claims"> },
  { issueId, now }: { issueId: string; now: Instant },
): AsyncGenerator<OpenChunk, void, undefined> {
  for (const shard of shards) {
    const claims = new Map<string, Claim>();
    for await (const [chunk, claim] of deliveries.claims(issueId, shard)) claims.set(chunk, claim);
    for await (const manifest of deliveries.manifests(issueId, shard)) {
      const claim = claims.get(manifest.chunk) ?? openClaim(manifest.members.length);
      const hasWork = claim.recipients.some(({ state }) => !isSettled(state) || state === "unknown");
      if (hasWork && !isHeld(claim, now) && !isStuck(claim, now))
        yield { place: { issueId, shard, chunk: manifest.chunk }, manifest, claim };
    }
  }
}
