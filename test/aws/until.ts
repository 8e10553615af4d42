import { setTimeout as sleep } from "node:timers/promises";

/** Asks every second, or seldomer, until it is so; throws when it is not within the time. */
export const until = async (
  what: string,
  isSo: () => Promise<boolean>,
  seconds = 120,
  everySeconds = 1,
): Promise<void> => {
  const limit = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`after ${seconds} s it is still not so that ${what}`);
    await sleep(everySeconds * 1_000);
  }
};

export function expect(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise);
}
