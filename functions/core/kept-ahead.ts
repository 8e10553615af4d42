import { keptFor } from "./kept-for.ts";

/**
 * Reads at most twice in so many milliseconds for each key, and answers with what was read within them. Only who comes
 * after a while without anybody waits for a reading: while some are asking, it is read anew before it is too old.
 */
export const keptAhead = <Answer>(
  milliseconds: number,
  now: () => number,
  read: (key: string) => Promise<Answer>,
): ((key: string) => Promise<Answer>) => {
  const settled = new Map<string, { at: number; answer: Answer }>();
  const isOld = ({ at }: { at: number }) => at <= now() - milliseconds;
  const reading = keptFor(milliseconds / 2, now, async (key) => {
    const at = now();
    const answer = await read(key);
    settled.set(key, { at, answer });
    for (const [each, known] of settled) if (isOld(known)) settled.delete(each);
    return answer;
  });
  return async (key) => {
    const next = reading(key);
    const known = settled.get(key);
    if (!known || isOld(known)) return next;
    // Whoever comes when this one is too old meets the error of a reading of their own.
    next.catch(() => undefined);
    return known.answer;
  };
};
