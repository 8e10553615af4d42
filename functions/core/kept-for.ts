/**
 * Reads at most once in so many milliseconds for each key, also for those who ask while a reading is on its way: many who
 * look at one thing cost one reading. A reading that failed is kept for nobody.
 */
export const keptFor = <Answer>(
  milliseconds: number,
  now: () => number,
  read: (key: string) => Promise<Answer>,
): ((key: string) => Promise<Answer>) => {
  const kept = new Map<string, { at: number; reading: Promise<Answer> }>();
  const forget = (before: number) => {
    for (const [key, { at }] of kept) if (at <= before) kept.delete(key);
  };
  return (key) => {
    forget(now() - milliseconds);
    const known = kept.get(key);
    if (known) return known.reading;
    const reading = read(key);
    kept.set(key, { at: now(), reading });
    reading.catch(() => kept.get(key)?.reading === reading && kept.delete(key));
    return reading;
  };
};
