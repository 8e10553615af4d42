import type { Flow } from "./flow.ts";

/** Runs `work` on one chunk of an issue, when its turn has come. */
export type ChunkTurns = <Result>(flow: Pick<Flow, "ratePerSecond">, work: () => Promise<Result>) => Promise<Result>;

/** Mails a second; at a slower rate a batch of 25 has slots for more than a second. */
export const besideEachOtherFrom = 25;

/**
 * The chunks that share a flow: beside each other, or one after the other where the rate is slow. Two that take turns at
 * its slots wait so long for each batch that its results must be written alone, a write a batch; one that has them all
 * waits for nobody.
 */
export const openChunkTurns = (): ChunkTurns => {
  const last = new WeakMap<object, Promise<unknown>>();
  return (flow, work) => {
    if (flow.ratePerSecond >= besideEachOtherFrom) return work();
    const turn = (last.get(flow) ?? Promise.resolve()).then(work);
    last.set(
      flow,
      turn.catch(() => undefined),
    );
    return turn;
  };
};
