import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The resident memory of processes now, in megabytes, by what they are called here; what has ended is left out. */
export const memoryOf = async (pids: ReadonlyMap<string, number>): Promise<Map<string, number>> => {
  const { stdout } = await promisify(execFile)("ps", ["-o", "pid=,rss=", "-p", [...pids.values()].join(",")]);
  const kilobytes = new Map(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]),
  );
  const found = new Map<string, number>();
  for (const [name, pid] of pids) {
    const rss = kilobytes.get(pid);
    if (rss !== undefined) found.set(name, rss / 1024);
  }
  return found;
};

const flatWithin = 0.1;

/** One line a process: its memory at each mark, and whether it grew by more than a tenth after the first. */
export const memoryLines = (
  marks: readonly { at: string; memory: ReadonlyMap<string, number> }[],
  processes: Iterable<string>,
): string[] =>
  [...processes].map((name) => {
    const seen = marks.map(({ at, memory }) => ({ at, megabytes: memory.get(name) ?? Number.NaN }));
    const [first, last] = [seen[0]?.megabytes ?? Number.NaN, seen.at(-1)?.megabytes ?? Number.NaN];
    const isFlat = last <= first * (1 + flatWithin);
    const figures = seen.map(({ at, megabytes }) => `${megabytes.toFixed(0)} MB at ${at}`).join(", ");
    return `${name}: ${figures}; ${isFlat ? "flat" : `grew by ${(100 * (last / first - 1)).toFixed(0)} %`}`;
  });
