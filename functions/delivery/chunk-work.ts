import type { Instant } from "../core/time.ts";
import { type Claim, isHeld, isStuck } from "./claim.ts";
import type { Control } from "./run.ts";
import type { Share } from "./share.ts";

/**
 * What there is to do for a chunk: somebody pending to `send` to or to leave out, or a doubt to `settle`. `late`: only
 * unknown ones are left, whom nothing but late evidence moves. `held` by somebody, `stuck`, or `none`.
 */
export type ChunkWork = "send" | "settle" | "late" | "held" | "stuck" | "none";

export const chunkWork = (
  claim: Claim,
  { now, control, share }: { now: Instant; control: Control; share: Share },
): ChunkWork => {
  const work = workLeft(claim, control, share);
  if (work === "none") return work;
  if (isHeld(claim, now)) return "held";
  return isStuck(claim, now) ? "stuck" : work;
};

const workLeft = ({ recipients }: Claim, control: Control, share: Share): "send" | "settle" | "late" | "none" => {
  const isToMove = (index: number) => control.cancelled || (control.maySend && share(index) !== "later");
  if (recipients.some(({ state }, index) => state === "pending" && isToMove(index))) return "send";
  if (recipients.some(({ state }) => state === "intent" || state === "ambiguous" || state === "refused"))
    return "settle";
  return recipients.some(({ state }) => state === "unknown") ? "late" : "none";
};

/** Whether everybody in the chunk whose turn it is was tried. */
export const isBegun = ({ recipients }: Claim, share: Share): boolean =>
  recipients.every(
    ({ state }, index) => (state !== "pending" && state !== "intent" && state !== "refused") || share(index) !== "due",
  );
