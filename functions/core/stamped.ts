import { type Clock, type Instant, millisecondsBetween } from "./time.ts";

/** A stamp that is written later than this after it was taken is taken anew. */
export const stampHoldsMs = 2_000;

export type StampDeps = {
  /** The product's time by the store's clock: freezes and stamps of all processes are on this one line. */
  stampClock: Clock;
};

/**
 * Writes a stamp that is at most two seconds older than the write; answers what the write did, and the stamp that stands.
 * Where the write took longer, failed, or was first stamped by a wrong clock, `again` replaces its stamp where that stands
 * unchanged, until one is written in time: who is stamped before a freeze is written before it is planned.
 */
export const stamped = async <Result>(
  { stampClock }: StampDeps,
  {
    write,
    again,
  }: { write: (at: Instant) => Promise<Result>; again: (stamps: { from: Instant; to: Instant }) => Promise<boolean> },
): Promise<{ result: Result; at: Instant }> => {
  let at = stampClock();
  const isLate = () => Math.abs(millisecondsBetween(at, stampClock())) > stampHoldsMs;
  const inTime = async () => {
    while (isLate()) {
      const to = stampClock();
      if (!(await again({ from: at, to }))) return;
      at = to;
    }
  };
  try {
    const result = await write(at);
    await inTime();
    return { result, at };
  } catch (error) {
    // It may have been written for all that.
    await inTime().catch(() => undefined);
    throw error;
  }
};
