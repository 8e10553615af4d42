import cliProgress from "cli-progress";
import type { ProgressStream } from "../core/progress-stream.ts";
import { type Tally, tallyLine } from "./tally.ts";

/** A bar on a terminal; nothing anywhere else, where the sums at the end say it all. */
export const showSending = (stream: ProgressStream): { show(tally: Tally): void; stop(): void } => {
  if (!stream.isTTY) return { show() {}, stop() {} };
  const format = "{bar} {percentage} %  {sums}";
  const bar = new cliProgress.SingleBar({ stream, format, hideCursor: true }, cliProgress.Presets.shades_classic);
  let started = false;
  return {
    show(tally) {
      const done = tally.audience - tally.pending;
      const payload = { sums: tallyLine(tally) };
      if (!started) bar.start(tally.audience, done, payload);
      started = true;
      bar.update(done, payload);
    },
    stop: () => bar.stop(),
  };
};
