import { derivedId } from "../core/ids.ts";
import type { Run } from "./run.ts";
import type { PlannedChunk } from "./store.ts";

/** An issue for more than this is begun softly: with so many. */
export const softStartOver = 5_000;
export const softStartWith = 500;

/**
 * Which of a chunk's recipients may get the issue: `due` now, `later` while it is begun softly, `over` its cap. By their
 * places in the chunk.
 */
export type Share = (index: number) => "due" | "later" | "over";

export const everybody: Share = () => "due";

/**
 * The share of each chunk of an issue, exact over all: a cap takes of every chunk its part, by other places in every
 * issue, so that a list that warms up does not mail the same people each week; a soft start takes the first chunks.
 */
export const sharesOf = (
  { issueId, ramp, softStart }: Pick<Run, "issueId" | "ramp" | "softStart">,
  plan: readonly PlannedChunk[],
): ((place: { shard: string; chunk: string }) => Share) => {
  const audience = plan.reduce((sum, { size }) => sum + size, 0);
  const capped = Math.min(ramp ?? audience, audience);
  const shares = new Map<string, Share>();
  let before = 0;
  let given = 0;
  for (const { shard, chunk, size } of plan) {
    const most = Math.floor((capped * (before + size)) / audience) - Math.floor((capped * before) / audience);
    const first = Math.max(0, Math.min(most, (softStart ?? capped) - given));
    const turn = size === 0 ? 0 : Number.parseInt(derivedId(issueId, shard, chunk).slice(0, 6), 36) % size;
    shares.set(key({ shard, chunk }), (index) => {
      const place = (index + turn) % size;
      return place >= most ? "over" : place >= first ? "later" : "due";
    });
    before += size;
    given += most;
  }
  return (place) => shares.get(key(place)) ?? everybody;
};

const key = ({ shard, chunk }: { shard: string; chunk: string }): string => `${shard}#${chunk}`;
