import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { uptime } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { InvalidInput } from "../functions/core/errors.ts";

/** What a running `tearsheet start` tells the other commands: the embedded engines have one owner at a time. */
const runningSchema = z.object({
  pid: z.int().positive(),
  storeUrl: z.url().optional(),
  sesUrl: z.url().optional(),
  webUrl: z.url().optional(),
  /** By how much its clock is ahead of the machine's; below zero when it is behind. */
  clockAheadMs: z.int().optional(),
});
export type Running = z.infer<typeof runningSchema>;

const fileIn = (dataFolder: string): string => join(dataFolder, "running.json");

/** The process that holds the data folder, if it lives: one of before the machine's last start does not. */
export const readRunning = async (dataFolder: string): Promise<Running | undefined> => {
  const file = fileIn(dataFolder);
  const text = await readFile(file, "utf8").catch(() => undefined);
  const parsed = text === undefined ? undefined : runningSchema.safeParse(safeJson(text));
  if (!parsed?.success || !isAlive(parsed.data.pid)) return undefined;
  const written = await stat(file).catch(() => undefined);
  return written && written.mtimeMs > Date.now() - uptime() * 1000 ? parsed.data : undefined;
};

/**
 * Holds the data folder for this process until it is released; a holder that died is no obstacle.
 * Throws `InvalidInput` when a living process holds it.
 */
export const holdFolder = async (
  dataFolder: string,
): Promise<{ tell: (urls: Omit<Running, "pid">) => Promise<void>; release: () => Promise<void> }> => {
  await mkdir(dataFolder, { recursive: true }).catch(cannotHold(dataFolder));
  const file = fileIn(dataFolder);
  const mine = JSON.stringify({ pid: process.pid });
  const held = await writeFile(file, mine, { flag: "wx" }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      return cannotHold(dataFolder)(error);
    },
  );
  if (!held) {
    const other = await readRunning(dataFolder);
    if (other && other.pid !== process.pid)
      throw new InvalidInput(
        `the data folder ${dataFolder} is in use by process ${other.pid}: wait until it is done, or set TEARSHEET_DATA to another folder`,
      );
    await writeFile(file, mine);
  }
  return {
    // Whole or not at all: whoever reads half of it would take the folder for free.
    tell: async (urls) => {
      await writeFile(`${file}.new`, JSON.stringify({ pid: process.pid, ...urls }));
      await rename(`${file}.new`, file);
    },
    release: () => rm(file, { force: true }),
  };
};

const cannotHold =
  (dataFolder: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw new InvalidInput(
      `the data folder ${dataFolder} cannot be written to (${error.code}): set TEARSHEET_DATA to another folder`,
      { cause: error },
    );
  };

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};
