/** So many at a time, in the order in which they asked. */
export type Turns = { take(): Promise<void>; give(): void };

export const takingTurns = (atATime: number): Turns => {
  const waiting: (() => void)[] = [];
  let free = atATime;
  return {
    async take() {
      if (free > 0) free--;
      else await new Promise<void>((turn) => waiting.push(turn));
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
};
