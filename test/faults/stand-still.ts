import type { SESClient } from "@aws-sdk/client-ses";

/**
 * Where a process stands still: with a request signed that was not asked yet whether it may still start, or with one that
 * was, and whose bytes go next.
 */
export type StandingStill = "signed" | "asked";
export type StandStill = (where: StandingStill | undefined) => void;

/** The process stops itself at the next request of an intent after it is told to, once, having said so. */
export const openStandStill = (ses: SESClient, say: () => Promise<void>): StandStill => {
  const handler = ses.config.requestHandler;
  const handle = handler.handle.bind(handler);
  let due: StandingStill | undefined;
  handler.handle = async (request, options) => {
    const mayStart = mayStartOf(options);
    const where = due;
    if (!where || !mayStart) return handle(request, options);
    due = undefined;
    await say();
    if (where === "signed") {
      stop();
      return handle(request, options);
    }
    const thenStop = () => {
      const may = mayStart();
      stop();
      return may;
    };
    return handle(request, { ...options, mayStart: thenStop } as typeof options);
  };
  return (where) => {
    due = where;
  };
};

/** A request of an intent is asked before it starts; no other is. */
export const mayStartOf = (options: unknown): (() => boolean) | undefined =>
  (options as { mayStart?: () => boolean } | undefined)?.mayStart;

const stop = () => {
  process.kill(process.pid, "SIGSTOP");
  // The signal may be another thread's first: nothing more is done before it is there.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
};
