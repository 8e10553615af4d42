import type { Claim, Move } from "./claim.ts";
import { type Held, type HoldDeps, holdChunk, inHand, type NotHeld } from "./hold-chunk.ts";
import { answerSince, type Probe } from "./probe.ts";
import { readWitness, type WitnessDeps, type WitnessInput } from "./read-witness.ts";
import type { RunStore } from "./run-store.ts";
import { settleStep, type Witness } from "./settle.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type SettleDeps = WitnessDeps & {
  deliveries: WitnessDeps["deliveries"] & Pick<DeliveryStore, "messageIds">;
  runs: WitnessDeps["runs"] & Pick<RunStore, "pause">;
};
/** The sender of the issue, who asks SES where a refusal or a silence must be explained. */
export type SettleInput = Omit<WitnessInput, "claim">;

/**
 * The moves that settle whoever can be settled now in a chunk as its claim has it: by a written result, by events, by
 * what SES says to a probe, or by time. Asks the probe where that is missing. Where SES refuses the sender itself, the
 * issue is paused for errors before anybody is pending again.
 */
export const settleMoves = async (deps: SettleDeps, input: WitnessInput): Promise<Move[]> => {
  const { recipients } = input.claim;
  const doubtful = recipients.some(({ state }) => state === "ambiguous" || state === "unknown");
  const witness: Witness = doubtful ? await readWitness(deps, input) : { mode: "strict" };
  const known = doubtful ? await deps.deliveries.messageIds(input.place) : new Map<number, string>();
  const seen = { now: deps.storeTime().now, witness, known, times: deps.times };
  const moves = recipients.flatMap((recipient, index): Move[] => {
    const when = settleStep({ index, recipient, doubt: input.claim.doubts.get(index) }, seen);
    return when ? [{ index, when }] : [];
  });
  return [...moves, ...(await refusalMoves(deps, input))];
};

/** What SES says to a probe sent since the last refusal tells whether it refused the recipients or the sender. */
const refusalMoves = async (deps: SettleDeps, { claim, ...input }: WitnessInput): Promise<Move[]> => {
  const refused = refusedOf(claim);
  if (refused.length === 0) return [];
  const { issueId } = input.place;
  const since = refused.map((index) => claim.doubts.get(index)?.ambiguousAt ?? "").reduce((a, b) => (a > b ? a : b));
  const known = answerSince(await deps.stream.probes(issueId), since);
  if (known) return settleRefused(claim, known);
  const answer = await deps.probe({ ...input, issueId });
  // Only who asked pauses: an old answer must not stop what a person has let go on since.
  if (answer === "refused") await deps.runs.pause(issueId, "errors", deps.storeTime().now);
  return answer ? settleRefused(claim, answer) : [];
};

export const refusedOf = ({ recipients }: Claim): number[] =>
  recipients.flatMap(({ state }, index) => (state === "refused" ? [index] : []));

/** The moves of who was refused, by what SES said to others: it may be the issue's fault. */
export const settleRefused = (claim: Claim, answer: NonNullable<Probe["answer"]>): Move[] =>
  refusedOf(claim).map((index) => ({
    index,
    when: answer === "accepted" ? "refused-for-good" : "issue-at-fault",
  }));

/** Takes the chunk, settles who can be settled now, and lets it go. Nothing is written where nothing can be settled. */
export const settleChunk = async (
  deps: SettleDeps & HoldDeps,
  { claim, holder, ...input }: WitnessInput & { holder: string },
): Promise<{ ok: true; moves: readonly Move[] } | NotHeld> => {
  const begun = claim.recipients.some(({ state }) => state === "intent");
  if (!begun && (await settleMoves(deps, { ...input, claim })).length === 0) return { ok: true, moves: [] };
  const taken = await holdChunk(deps, { place: input.place, size: claim.recipients.length, holder });
  if (!taken.ok) return taken;
  const { held } = taken;
  const moves = await inHand(held, async () => {
    const settled = await settleHeld(deps, input, held);
    await held.letGo();
    return settled;
  });
  return { ok: true, moves };
};

/** As `settleMoves`, of a chunk in our hands. */
export const settleHeld = async (
  deps: SettleDeps,
  input: { place: Chunk } & SettleInput,
  held: Held,
): Promise<Move[]> => {
  const moves = await settleMoves(deps, { ...input, claim: held.claim });
  held.note(moves);
  return moves;
};
