/** Random numbers that a seed repeats (mulberry32). */
export type Chance = {
  /** From 0 up to, not including, 1. */
  next(): number;
  between(least: number, most: number): number;
  happens(probability: number): boolean;
};

export const chanceFrom = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    happens: (probability) => next() < probability,
  };
};
