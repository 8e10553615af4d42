/** Where a process may be told to die: between what it did and what it would have done next. */
export type Moment = "intent" | "accepted" | "result" | "settling" | "sweep" | "events";

/**
 * Ends this process by `kill -9` where its parent said it should, the next time it comes there; it does not come back
 * from `hereAt`. The parent is told before.
 */
export const dying = (): { hereAt(moment: Moment): Promise<void> } => {
  let due: unknown;
  process.on("message", (message: { kind?: string; moment?: unknown }) => {
    // Without a moment: somebody else died at it.
    if (message.kind === "die") due = message.moment;
  });
  return {
    hereAt(moment) {
      if (due !== moment) return Promise.resolve();
      process.send?.({ kind: "died", moment }, () => process.kill(process.pid, "SIGKILL"));
      return new Promise(() => undefined);
    },
  };
};
