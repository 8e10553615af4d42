import { shards } from "../audience/shard.ts";
import type { StoreTime } from "../core/store-time.ts";
import { type ChunkWork, chunkWork, isBegun } from "./chunk-work.ts";
import { type Claim, openClaim } from "./claim.ts";
import { dealt } from "./dealt.ts";
import type { Overview } from "./overview.ts";
import { addCounts, type Counts, noCounts } from "./read-tally.ts";
import { type FinishedPart, isFinished } from "./remembered.ts";
import { controlOf, type Run } from "./run.ts";
import type { Chunk, DeliveryStore, PlannedChunk } from "./store.ts";

export type LookDeps = {
  deliveries: Pick<DeliveryStore, "claims">;
  sender: Overview;
  storeTime: StoreTime;
};

/** A chunk with something to do: while the issue may be sent, and while it may not. Its claim only when some are `unknown`. */
export type Looked = { place: Chunk; open: ChunkWork; shut: ChunkWork; unknown?: Claim };

export type Look = {
  counts: Counts;
  /** Whether everybody whom a soft start begins with was tried, but for who waits in a stuck chunk for a person. */
  isBegun: boolean;
  /** In order within a shard, the first of each before the second of any: no shard is everybody's at once. */
  looked: Looked[];
};

/**
 * Where an issue's recipients stand and what there is to do for them. One claim is in memory at a time, and those are
 * not read that this process has seen finished: of shards that are worked on from their beginning, nearly all.
 */
export const lookAtIssue = async (deps: LookDeps, run: Run): Promise<Look> => {
  const look: Look = { counts: noCounts(), isBegun: true, looked: [] };
  const plan = await deps.sender.plan(run.issueId);
  const { finished } = await deps.sender.remembered(run.issueId);
  for (const shard of shards) {
    const chunks = plan.filter((each) => each.shard === shard);
    const known = finished.get(shard) ?? { chunks: 0, counts: noCounts() };
    finished.set(shard, await lookAtShard(deps, { run, shard, chunks, known, look }));
  }
  const byShard = Map.groupBy(look.looked, ({ place }) => place.shard);
  return { ...look, looked: dealt([...byShard.values()]) };
};

type ShardInput = { run: Run; shard: string; chunks: readonly PlannedChunk[]; known: FinishedPart; look: Look };

/** Adds to `look` what is seen of a shard, and answers how much of it is finished by now. */
const lookAtShard = async (deps: LookDeps, { run, shard, chunks, known, look }: ShardInput): Promise<FinishedPart> => {
  const { issueId } = run;
  const { now } = deps.storeTime();
  const control = controlOf(run);
  const finished = { chunks: known.chunks, counts: { ...known.counts } };
  addCounts(look.counts, known.counts);
  const rest = chunks.slice(known.chunks);
  const untouched = new Map<number, Claim>();
  const openOf = (size: number): Claim => {
    const claim = untouched.get(size) ?? openClaim(size);
    untouched.set(size, claim);
    return claim;
  };
  const claimOf = rest[0] ? inOrder(deps.deliveries.claims(issueId, shard, rest[0].chunk)) : undefined;
  for (const [nth, { chunk, size }] of rest.entries()) {
    const claim = (await claimOf?.(chunk)) ?? openOf(size);
    const place = { issueId, shard, chunk };
    const share = await deps.sender.share(run, place);
    const counts = noCounts();
    for (const { state } of claim.recipients) counts[state] += 1;
    addCounts(look.counts, counts);
    const open = chunkWork(claim, { now, control: { ...control, maySend: true }, share });
    const shut = chunkWork(claim, { now, control: { ...control, maySend: false }, share });
    look.isBegun &&= open === "stuck" || isBegun(claim, share);
    if (open !== "none" || shut !== "none")
      look.looked.push({ place, open, shut, ...(counts.unknown > 0 && { unknown: claim }) });
    if (finished.chunks !== known.chunks + nth || !isFinished(claim)) continue;
    finished.chunks += 1;
    addCounts(finished.counts, counts);
  }
  return finished;
};

/** The claim of each chunk that is asked for in order; most chunks that nobody took have none. */
const inOrder = (claims: AsyncGenerator<[chunk: string, Claim], void, undefined>) => {
  let next: IteratorResult<[chunk: string, Claim], void> | undefined;
  return async (chunk: string): Promise<Claim | undefined> => {
    next ??= await claims.next();
    while (!next.done && next.value[0] < chunk) next = await claims.next();
    return !next.done && next.value[0] === chunk ? next.value[1] : undefined;
  };
};
