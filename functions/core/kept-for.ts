/**
 * Reads at most once in so many milliseconds for each key, also for those who ask while a reading is on its way: many who
 * look at one thing cost one reading. A reading that failed is kept for nobody. Who asks may say what it has in hand
 * already, for the reading that it begins.
 */
export const keptFor = <Answer, InHand = never>(
  milliseconds: number,
  now: () => number,
  read: (key: string, inHand?: InHand) => Promise<Answer>,
): ((key: string, inHand?: InHand) => Promise<Answer>) => {
  const kept = new Map<string, { at: number; reading: Promise<Answer> }>();
  const forget = (before: number) => {
    for (const [key, { at }] of kept) if (at <= before) kept.delete(key);
  };
  return (key, inHand) => {
    forget(now() - milliseconds);
    const known = kept.get(key);
    if (known) return known.reading;
    const reading = read(key, inHand);
    kept.set(key, { at: now(), reading });
    reading.catch(() => kept.get(key)?.reading === reading && kept.delete(key));
    return reading;
  };
};
