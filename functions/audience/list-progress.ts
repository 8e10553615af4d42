import cliProgress from "cli-progress";
import type { ProgressStream } from "../core/progress-stream.ts";

/** How much of a list is read: a bar on a terminal, a line for every hundred thousand rows anywhere else. */
export const listProgress = (stream: ProgressStream, totalBytes: number) => {
  let rows = 0;
  const bar = stream.isTTY
    ? new cliProgress.SingleBar(
        { stream, format: "{bar} {percentage} %, {rows} rows", hideCursor: true },
        cliProgress.Presets.shades_classic,
      )
    : undefined;
  bar?.start(totalBytes, 0, { rows });
  return {
    show(moreRows: number, bytesRead: number): void {
      const before = rows;
      rows += moreRows;
      bar?.update(bytesRead, { rows: rows.toLocaleString("en") });
      const isDue = Math.floor(rows / 100_000) > Math.floor(before / 100_000);
      if (!bar && isDue) stream.write(`${rows.toLocaleString("en")} rows\n`);
    },
    stop: () => bar?.stop(),
  };
};
