import cliProgress from "cli-progress";
import type { ProgressStream } from "../core/progress-stream.ts";
import type { ImportProgress } from "./import-posts.ts";

export type ShownProgress = { show(progress: ImportProgress): void; stop(): void };

const linesEvery = 50;

/** The progress of one source: a bar on a terminal, a line now and then anywhere else. */
export const showProgress = (stream: ProgressStream, source: string): ShownProgress =>
  stream.isTTY ? bar(stream, source) : lines(stream, source);

const bar = (stream: ProgressStream, source: string): ShownProgress => {
  const format = `{bar} {value}/{total} posts of ${source.replace(/[{}]/g, "")}`;
  const shown = new cliProgress.SingleBar({ stream, format, hideCursor: true }, cliProgress.Presets.shades_classic);
  let started = false;
  return {
    show({ done, total }) {
      if (!started) shown.start(total, done);
      started = true;
      shown.update(done);
    },
    stop: () => shown.stop(),
  };
};

const lines = (stream: ProgressStream, source: string): ShownProgress => ({
  show({ done, total }) {
    if (done % linesEvery === 0 && done < total) stream.write(`${source}: ${done} of ${total} posts\n`);
  },
  stop() {},
});
