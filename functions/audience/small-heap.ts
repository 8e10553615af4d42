import { setFlagsFromString } from "node:v8";

/**
 * Holds what is young in this process's memory at the size it has now: left alone it grows to as much garbage as the
 * import itself needs. For commands that go through a million of something.
 */
export const keepHeapSmall = (): void => setFlagsFromString("--semi-space-growth-factor=1");
