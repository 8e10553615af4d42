import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { growthOf, isFlat, type Mark } from "./scale-problems.ts";

/** What a process holds and has used: megabytes that are resident, and seconds of processor. */
export type ProcessUse = { megabytes: number; cpuSeconds: number };

/** The use of processes so far, by what they are called here; what has ended is left out. */
export const useOf = async (pids: ReadonlyMap<string, number>): Promise<Map<string, ProcessUse>> => {
  const { stdout } = await promisify(execFile)("ps", ["-o", "pid=,rss=,time=", "-p", [...pids.values()].join(",")]);
  const uses = new Map(
    stdout
      .trim()
      .split("\n")
      .map((line): [number, ProcessUse] => {
        const [pid, kilobytes, time = ""] = line.trim().split(/\s+/);
        return [Number(pid), { megabytes: Number(kilobytes) / 1024, cpuSeconds: secondsOf(time) }];
      }),
  );
  return new Map(
    [...pids].flatMap(([name, pid]): [string, ProcessUse][] => {
      const use = uses.get(pid);
      return use ? [[name, use]] : [];
    }),
  );
};

/** `1-02:03:04`, `02:03:04` or `3:04.5`. */
const secondsOf = (time: string): number => {
  const [clock = "", days = "0"] = time.split("-").toReversed();
  return clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0) + 86_400 * Number(days);
};

/** One line a process: its memory at each mark, whether it grew by more than a tenth after the first, and its processor time for each of `people`. */
export const useLines = (marks: readonly Mark[], processes: Iterable<string>, people: number): string[] =>
  [...processes].map((name) => {
    const seen = marks.map(({ at, uses }) => ({ at, ...(uses.get(name) ?? { megabytes: Number.NaN, cpuSeconds: 0 }) }));
    const growth = growthOf(marks, name);
    const figures = seen.map(({ at, megabytes }) => `${megabytes.toFixed(0)} MB at ${at}`).join(", ");
    const grown = isFlat(growth) ? "flat" : `grew by ${(100 * growth).toFixed(0)} %`;
    return `${name}: ${figures}, ${grown}; ${((1000 * (seen.at(-1)?.cpuSeconds ?? 0)) / people).toFixed(2)} ms of processor a recipient`;
  });
