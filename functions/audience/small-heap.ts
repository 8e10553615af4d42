import { setFlagsFromString } from "node:v8";

/**
 * Holds this process's memory small: what is young at the size it has now, and what is old at a fifth more than is used.
 * Left alone both grow to as much garbage as the import itself needs. For commands that go through a million of something.
 */
export const keepHeapSmall = (): void => {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
};
