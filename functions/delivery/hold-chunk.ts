import { isStoreBusy } from "../core/store-busy.ts";
import type { StoreTime } from "../core/store-time.ts";
import { type Claim, type Move, openClaim, release, takeLease, withMoves } from "./claim.ts";
import type { SendingTimes } from "./lease.ts";
import type { RecipientState } from "./recipient-state.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type HoldDeps = {
  deliveries: Pick<DeliveryStore, "claim" | "putClaim">;
  storeTime: StoreTime;
  times: SendingTimes;
  newWriteId: () => string;
  /** Told of every recipient who was moved, when that is decided. */
  onMoved: (from: RecipientState, to: RecipientState) => void;
};

/** A chunk in our hands. Every write is on our fence, and the first that does not hold changes nothing and ends it. */
export type Held = {
  /** As it will be after the next write. */
  readonly claim: Claim;
  /** Moves recipients with the next write. */
  note(moves: readonly Move[]): void;
  /** Writes everything noted, as one version; `false` when the chunk is somebody else's by now. */
  write(moves?: readonly Move[]): Promise<boolean>;
  /** Writes everything noted and lets the chunk go. */
  letGo(): Promise<boolean>;
  /**
   * After work that failed: writes what is noted, so that nobody is in doubt for want of a write. The chunk is let go
   * where the store was busy, and an intent that was not written is none; else the lease lapses, and counts. While a
   * request may be open it must lapse. Never throws.
   */
  fail(error: unknown): Promise<void>;
};

/** Does the work of a chunk in hand; what it throws is thrown. */
export const inHand = async <Result>(held: Held, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    await held.fail(error);
    throw error;
  }
};

/** `clock`: ours disagrees with the store's, so nobody here may judge by time what is over and what is not. */
export type NotHeld = { ok: false; reason: "held" | "stuck" | "clock" };

/** Takes a chunk's lease by the store's time; what somebody had begun is ambiguous from then on. */
export const holdChunk = async (
  { deliveries, storeTime, times, newWriteId, onMoved }: HoldDeps,
  { place, size, holder }: { place: Chunk; size: number; holder: string },
): Promise<{ ok: true; held: Held } | NotHeld> => {
  const writing = () => ({ now: storeTime().now, writeId: newWriteId(), times });
  const found = (await deliveries.claim(place)) ?? openClaim(size);
  if (!storeTime().agrees) return { ok: false, reason: "clock" };
  const taken = takeLease(found, { holder, ...writing() });
  if (!taken.ok) return taken;
  if (!(await deliveries.putClaim(place, found, taken.claim))) return { ok: false, reason: "held" };
  let stored = taken.claim;
  let claim = stored;
  const put = async (decided: Claim): Promise<boolean> => {
    const after = { ...decided, version: stored.version + 1 };
    if (!(await deliveries.putClaim(place, stored, after))) return false;
    stored = claim = after;
    return true;
  };
  const note = (moves: readonly Move[]) => {
    if (moves.length === 0) return;
    const before = claim;
    claim = withMoves(claim, moves, writing());
    for (const index of new Set(moves.map((move) => move.index)))
      onMoved(stateAt(before, index), stateAt(claim, index));
  };
  const write = (moves: readonly Move[] = []) => {
    note(moves);
    return claim === stored ? Promise.resolve(true) : put(claim);
  };
  const letGo = (decided = claim) => put(release(decided, { ...writing(), failed: false }));
  return {
    ok: true,
    held: {
      get claim() {
        return claim;
      },
      note,
      write,
      letGo: () => letGo(),
      async fail(error) {
        // No request was made under an intent whose write failed; if it was written after all, this write does not hold.
        const last = [claim, stored].find((each) => !isOpen(each));
        if (!last) return;
        const wrote = isStoreBusy(error) ? letGo(last) : last === claim ? write() : undefined;
        await wrote?.catch(() => undefined);
      },
    },
  };
};

const isOpen = ({ recipients }: Claim): boolean => recipients.some(({ state }) => state === "intent");

const stateAt = ({ recipients }: Claim, index: number): RecipientState => recipients[index]?.state ?? "pending";
