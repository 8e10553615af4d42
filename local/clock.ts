import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Config } from "../functions/core/config.ts";
import {
  addMilliseconds,
  type Clock,
  clockFrom,
  type Instant,
  instantSchema,
  systemClock,
} from "../functions/core/time.ts";

/** The product's clock on this machine. */
export type LocalClock = {
  clock: Clock;
  /** Sets it to a later instant, from which it runs on. Nothing where the clock is the machine's own, or another process's. */
  turn: ((to: Instant) => Promise<void>) | undefined;
  /** Writes down how far it has come. */
  stop(): Promise<void>;
};

const keptEveryMs = 60_000;
/** Written ahead, so that a process that is killed shows no instant twice. */
const keptAheadMs = 2 * keptEveryMs;

const kept = z.object({ goesOnFrom: instantSchema });

/**
 * The clock of a data folder. One that begins at an instant begins there once: a later start goes on where the folder
 * had come to, so that no instant is lived through twice. `aheadMs` is by how much the clock of a running
 * `tearsheet start` is ahead of the machine's, which a command beside it then shows, too.
 */
export const openClock = async (
  { clock: configured, dataFolder }: Pick<Config, "clock" | "dataFolder">,
  aheadMs?: number,
): Promise<LocalClock> => {
  const idle = { turn: undefined, stop: async () => {} };
  if (configured.kind === "system") return { clock: systemClock, ...idle };
  if (aheadMs !== undefined) return { clock: () => addMilliseconds(systemClock(), aheadMs), ...idle };
  const file = join(dataFolder, "clock.json");
  const before = await goesOnFrom(file);
  let shown = clockFrom(before !== undefined && before > configured.at ? before : configured.at);
  const clock = () => shown();
  const keep = async (inMs: number) => {
    await writeFile(`${file}.new`, JSON.stringify({ goesOnFrom: addMilliseconds(clock(), inMs) }));
    await rename(`${file}.new`, file);
  };
  let last: Promise<void> = keep(keptAheadMs);
  const keepNext = (inMs: number): Promise<void> => {
    last = last.then(() => keep(inMs));
    return last;
  };
  await last;
  const timer = setInterval(() => void keepNext(keptAheadMs).catch(() => undefined), keptEveryMs);
  timer.unref();
  return {
    clock,
    async turn(to) {
      shown = clockFrom(to);
      await keepNext(keptAheadMs);
    },
    async stop() {
      clearInterval(timer);
      await keepNext(0);
    },
  };
};

const goesOnFrom = async (file: string): Promise<Instant | undefined> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return kept.parse(JSON.parse(text)).goesOnFrom;
  } catch {
    return undefined;
  }
};
