import { type HoldDeps, holdChunk } from "./hold-chunk.ts";
import { settleRefused } from "./settle-found.ts";
import type { Chunk } from "./store.ts";

/**
 * Settles who was refused in a chunk, and that nobody else's acceptance has explained: a refusal is the recipient's when
 * SES takes others from the same sender, and the when it takes nobody.
 */
export const settleLastRefused = async (
  deps: HoldDeps,
  input: { place: Chunk; size: number; holder: string; probe: "accepted" | "refused" },
): Promise<void> => {
  const taken = await holdChunk(deps, input);
  if (!taken.ok) return;
  taken.held.note(settleRefused(taken.held.claim, input.probe));
  await taken.held.letGo();
};
